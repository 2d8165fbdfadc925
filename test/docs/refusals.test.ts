import fs from 'node:fs';
import path from 'node:path';
import { type ProblemCode, titleOf } from '../../api/kernel/problems';

const read = (page: string) => fs.readFileSync(path.resolve(__dirname, '../../docs', page), 'utf8');

const ROOT = path.resolve(__dirname, '../..');

/** Every file of the rooms whose refusals people read. */
const sources = ['workflows', 'activities', 'api'].flatMap((room) =>
  fs
    .readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(room, name))
    // what is wrong with an imported folder is told to whoever runs the import
    .filter((name) => !name.startsWith('activities/import/')),
);

/** Where the words of a refusal stand: after its code, alone, as a guard's or a field's message. */
const WORDS = [
  /\b(?:refuse|refusal|Problem)\(\s*[^,()]+,\s*(?<quote>['"`])(?<words>.+?)\k<quote>/gs,
  /\b(?:forbidden|notFound|unavailable)\(\s*(?<quote>['"`])(?<words>.+?)\k<quote>/gs,
  /\b(?:message|error): (?<quote>['"`])(?<words>.+?)\k<quote>/g,
  /\[\s*'[a-z]+(?:-[a-z]+)+',\s*(?<quote>['"`])(?<words>[^'"`]* .*?)\k<quote>,?\s*\]/g,
];

function refusalsOf(file: string): string[] {
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  return WORDS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ groups }) => `${file}: ${groups?.words ?? ''}`),
  );
}

/** The codes of the paragraphs that begin with "Refused:". */
function refusalsIn(page: string): string[] {
  const paragraphs = read(page)
    .split('\n\n')
    .filter((paragraph) => paragraph.startsWith('Refused'));
  return paragraphs.flatMap((paragraph) =>
    [...paragraph.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code]) => code as string),
  );
}

test.each(['front', 'deal', 'money', 'service'])(
  'docs: every refusal of the wing %s is said in Chinese to whoever is refused',
  (wing) => {
    const codes = refusalsIn(`wings/${wing}.md`);
    expect(codes.length).toBeGreaterThan(10);
    const untitled = codes.filter((code) => !/[一-龥]/.test(titleOf(code as ProblemCode)));
    expect(untitled).toEqual([]);
  },
);

test('docs: every refusal says in Chinese why not', () => {
  const refusals = sources.flatMap(refusalsOf);
  expect(refusals.length).toBeGreaterThan(300);
  expect(refusals.filter((words) => !/[一-龥]|\.zh\b/.test(words))).toEqual([]);
});
