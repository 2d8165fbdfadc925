import fs from 'node:fs';
import path from 'node:path';
import { contracts } from '../../workflows/contracts';
import { ROOT, read, settingsReadIn } from '../deploy/sources';

const readme = read('README.md');
const settings = readme.split('## Settings')[1]?.split('\n## ')[0] ?? '';
const documented = new Set(
  [...settings.matchAll(/^\| (`[A-Z].*?) \|/gm)].flatMap(([, cell]) =>
    [...(cell as string).matchAll(/[A-Z][A-Z_]+/g)].map(String),
  ),
);

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

  test.each([
    'README.md',
    'CONTRIBUTING.md',
    ...fs.readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`),
  ])('%s links only to what is there, and names no machine', (file) => {
    for (const target of linksOf(file))
      expect({ target, isThere: fs.existsSync(path.join(ROOT, target)) }).toEqual({ target, isThere: true });
    expect(read(file)).not.toMatch(/\/(home|root|work)\//);
  });

  test('every command it names is in package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/`?npm run ([a-z:]+)/g)].map(([, name]) => name as string);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test.each(contracts.map(({ name }) => [name]))('%s has its part in docs/sale.md or docs/service.md', (name) => {
    expect(`${read('docs/sale.md')}\n${read('docs/service.md')}`).toContain(`\n## ${name}\n`);
  });
});
