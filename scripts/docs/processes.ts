/** Every process with its contract, its schema and the files it is made of, as they stand in the repository. */
import fs from 'node:fs';
import path from 'node:path';
import type { AnyContract, ProcessSchema } from '../../workflows/kernel/contract';
import { REFUSALS } from '../../workflows/kernel/refusal-codes';

export const ROOT = path.resolve(__dirname, '../..');

export interface Process {
  wing: string;
  contract: AnyContract;
  schema: ProcessSchema;
  /** What it may refuse with, beside what every step may. */
  refusals: string[];
}

export function processes(): Process[] {
  const folders = fs
    .readdirSync(path.join(ROOT, 'workflows'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[a-z]+\/[a-z-]+\/schema\.ts$/.test(file))
    .map((file) => path.dirname(file))
    .filter((folder) => fs.existsSync(path.join(ROOT, 'workflows', folder, 'procedure.ts')))
    .sort();
  return folders.map((folder) => ({
    wing: folder.split('/')[0] as string,
    contract: exported(`workflows/${folder}/contract`, 'Contract') as AnyContract,
    schema: exported(`workflows/${folder}/schema`, 'Schema') as ProcessSchema,
    refusals: refusalsOf(folder),
  }));
}

function exported(file: string, ending: string): unknown {
  const found = Object.entries(require(path.join(ROOT, file)) as object).find(([name]) => name.endsWith(ending));
  if (!found) throw new Error(`${file} exports nothing whose name ends in ${ending}.`);
  return found[1];
}

/** A code where it is refused with: after `refuse(`, `refusal(` or `Problem(`, as a `code`, first of a pair. */
const CODE = /(?:(?:refuse|refusal|Problem)\(\s*|\bcode: |\bclosedCode: |\[\s*)'([a-z]+(?:-[a-z]+)+)'/g;
/** An import of more than types, and where from. */
const IMPORT = /^import (?!type )[^;]*? from '(\.[^']+)';/gm;

/** The codes in the files of a process, of its routes and of the books that they use. */
function refusalsOf(folder: string): string[] {
  const roots = ['workflows', 'api']
    .map((room) => path.join(ROOT, room, folder))
    .filter((place) => fs.existsSync(place));
  const waiting = roots.flatMap((place) => fs.readdirSync(place).map((file) => path.join(place, file)));
  const seen = new Set<string>();
  const codes = new Set<string>();
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (seen.has(file) || !fs.existsSync(file)) continue;
    seen.add(file);
    const text = fs.readFileSync(file, 'utf8');
    for (const [, code = ''] of text.matchAll(CODE)) if (code in REFUSALS) codes.add(code);
    for (const [, target = ''] of text.matchAll(IMPORT)) {
      const next = `${path.resolve(path.dirname(file), target)}.ts`;
      if (roots.some((place) => next.startsWith(`${place}/`)) || next.includes('/workflows/books/'))
        waiting.push(next);
    }
  }
  return [...codes].sort();
}
