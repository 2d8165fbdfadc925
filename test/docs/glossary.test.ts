import fs from 'node:fs';
import path from 'node:path';
import { documentKinds } from '../../activities/texts/documents';
import { unitStatuses } from '../../models/resources/unit';
import { contracts } from '../../workflows/contracts';
import type { Bilingual } from '../../workflows/kernel/words';
import { ROLES } from '../../workflows/kernel/words';

const glossary = fs.readFileSync(path.resolve(__dirname, '../../docs/glossary.md'), 'utf8');

/** A process's part of the page. */
function sectionOf(name: string): string {
  const [, section = ''] = glossary.split(`\n### \`${name}\``);
  return section.split('\n### ')[0] as string;
}

const missing = (text: string, entries: [string, string][]) =>
  entries.map(([name, zh]) => `\`${name}\` ${zh}`).filter((entry) => !text.includes(entry));

const titles = (words: Record<string, Bilingual | { title: Bilingual }>) =>
  Object.entries(words).map(([name, word]): [string, string] => [name, ('title' in word ? word.title : word).zh]);

describe('docs: glossary', () => {
  test('every role stands in it', () => {
    expect(missing(glossary, Object.entries(ROLES))).toEqual([]);
  });

  test('every kind of document stands in it', () => {
    const kinds = [...documentKinds.values()].map(
      ({ kind, title, prefix }) => `| \`${kind}\` | ${title} | ${prefix} |`,
    );
    expect(kinds.filter((row) => !glossary.includes(row))).toEqual([]);
  });

  test('every status of a unit stands in it', () => {
    const section = glossary.split('## Units')[1]?.split('\n## ')[0] ?? '';
    expect(unitStatuses.filter((status) => !section.includes(`\`${status}\` `))).toEqual([]);
  });

  test.each(contracts.map((contract) => [contract.name, contract] as const))(
    '%s: title, statuses, steps and events stand in it',
    (name, contract) => {
      const section = sectionOf(name);
      expect(section.startsWith(` ${contract.title.zh}\n`)).toBe(true);
      const { statuses, steps, events } = contract as unknown as Record<string, Parameters<typeof titles>[0]>;
      const words = [statuses, steps, events].flatMap((part) => titles(part ?? {}));
      expect(missing(section, words)).toEqual([]);
    },
  );
});
