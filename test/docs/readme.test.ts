import fs from 'node:fs';
import path from 'node:path';
import { dealContracts } from '../../workflows/deal/contracts';
import { frontContracts } from '../../workflows/front/contracts';
import type { AnyContract } from '../../workflows/kernel/contract';
import { moneyContracts } from '../../workflows/money/contracts';
import { serviceContracts } from '../../workflows/service/contracts';
import { ROOT, read, settingsReadIn } from '../deploy/sources';

const readme = read('README.md');
const settings = readme.split('## Settings')[1]?.split('\n## ')[0] ?? '';
const documented = new Set(
  [...settings.matchAll(/^\| (`[A-Z].*?) \|/gm)].flatMap(([, cell]) =>
    [...(cell as string).matchAll(/[A-Z][A-Z_]+/g)].map(String),
  ),
);

const WINGS: [wing: string, contracts: readonly AnyContract[]][] = [
  ['front', frontContracts],
  ['deal', dealContracts],
  ['money', moneyContracts],
  ['service', serviceContracts],
];

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...fs
    .readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The files of docs/ and beside README that are linked to. */
const linksOf = (file: string) =>
  [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#[^)]*)?\)/g)]
    .map(([, target]) => path.join(path.dirname(file), target as string))
    .filter((target) => target !== path.dirname(file));

describe('docs: README', () => {
  test('every setting that the code reads stands in its table, and no other', () => {
    const read = new Set(
      [...settingsReadIn('api', 'worker', 'activities', 'scripts')].filter(
        (name) => !name.startsWith('TEST_') && name !== 'PATH',
      ),
    );
    expect([...read].filter((name) => !documented.has(name)).sort()).toEqual([]);
    expect([...documented].filter((name) => !read.has(name)).sort()).toEqual([]);
  });

  test.each(PAGES)('%s links only to what is there, and names no machine', (file) => {
    for (const target of linksOf(file))
      expect({ target, isThere: fs.existsSync(path.join(ROOT, target)) }).toEqual({ target, isThere: true });
    expect(read(file)).not.toMatch(/\/(home|root|work)\//);
  });

  test.each(PAGES)('%s names only files of the code that are there', (file) => {
    const named = [
      ...read(file).matchAll(/`((?:workflows|activities|api|models|worker|scripts|test)\/[\w./-]+)`/g),
    ];
    for (const [, name] of named)
      expect({ name, isThere: fs.existsSync(path.join(ROOT, name as string)) }).toEqual({ name, isThere: true });
  });

  test('every command it names is in package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/`?npm run ([a-z:]+)/g)].map(([, name]) => name as string);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test.each(WINGS)('every process of the wing %s has its part in its page, and no other', (wing, contracts) => {
    const parts = [...read(`docs/wings/${wing}.md`).matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    expect(parts.sort()).toEqual(contracts.map(({ name }) => name).sort());
  });
});
