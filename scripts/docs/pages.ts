/** What `npm run docs` writes: tables of pages, between their markers, and the list of refusals for the API. */
import fs from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { z as zod } from 'zod';
import { fieldMetaOf, insideOf } from '../../workflows/kernel/fields';
import type { Bilingual, Role } from '../../workflows/kernel/words';
import { type Process, processes, ROOT } from './processes';

/** Files by their path in the repository, as they ought to be. */
export function generated(): Record<string, string> {
  const all = processes();
  const files: Record<string, string> = { 'api/kernel/refusals-of.ts': refusalsFile(all) };
  const glossary = 'docs/glossary.md';
  files[glossary] = all.reduce(
    (page, one) => between(page, `words of ${one.contract.name}`, words(one)),
    read(glossary),
  );
  for (const { wing } of all) {
    const page = `docs/wings/${wing}.md`;
    files[page] = all
      .filter((one) => one.wing === wing)
      .reduce((text, one) => between(text, `steps of ${one.contract.name}`, steps(one)), read(page));
  }
  return files;
}

export function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** Put a text between the two markers of its name. */
function between(page: string, name: string, text: string): string {
  const begin = `<!-- ${name}: npm run docs -->`;
  const end = `<!-- end of ${name} -->`;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`a page has no place for the ${name}`);
  return `${before}${begin}\n${text}\n${end}${after}`;
}

function words({ contract }: Process): string {
  const list = (what: string, entries: [string, string][]) =>
    entries.length === 0 ? [] : [`- ${what}: ${entries.map(([name, zh]) => `\`${name}\` ${zh}`).join(' · ')}`];
  const zh = (table: Record<string, Bilingual>) =>
    Object.entries(table).map(([name, title]): [string, string] => [name, title.zh]);
  return [
    ...list('Statuses', zh(contract.statuses)),
    ...list(
      'Steps',
      Object.entries(contract.steps).map(([name, { title }]): [string, string] => [name, title.zh]),
    ),
    ...list('Events', zh(contract.events)),
    ...list('When time runs out', zh(contract.deadlines)),
  ].join('\n');
}

function steps({ contract, schema, refusals }: Process): string {
  const rows = Object.entries(contract.steps).map(
    ([name, { title, roles }]) =>
      `| \`${name}\` ${title.zh} | ${who(roles)} | ${fieldsOf(schema.steps[name] as z.ZodType)} |`,
  );
  return [
    '| Step | Who | Tells |',
    '|---|---|---|',
    ...rows,
    '',
    `May refuse with: ${refusals.map((code) => `\`${code}\``).join(', ') || 'what any step may'}.`,
  ].join('\n');
}

const who = (roles: readonly Role[]) => roles.map((role) => `\`${role}\``).join(', ');

/** `reason` 原因; what may be left out has a question mark. */
function fieldsOf(body: z.ZodType): string {
  const schema = insideOf(body) ?? body;
  if (!(schema instanceof zod.ZodObject)) return '';
  return Object.entries(schema.shape as Record<string, z.ZodType>)
    .map(([name, field]) => {
      const title = titleOf(field);
      return `\`${name}\`${field.safeParse(undefined).success ? '?' : ''}${title ? ` ${title}` : ''}`;
    })
    .join(', ');
}

function titleOf(field: z.ZodType): string | undefined {
  const title = fieldMetaOf(field)?.title ?? zod.globalRegistry.get(field)?.title;
  if (title) return title;
  if (field instanceof zod.ZodArray) return titleOf(field.element as z.ZodType);
  const inner = insideOf(field);
  return inner && titleOf(inner);
}

function refusalsFile(all: readonly Process[]): string {
  const lines = all.map(
    ({ contract, refusals }) =>
      `  '${contract.name}': [\n${refusals.map((code) => `    '${code}',\n`).join('')}  ],\n`,
  );
  return `/** What each process may refuse with, beside what every step may; written by \`npm run docs\` from the sources. */
import type { RefusalCode } from '../../workflows/kernel/refusal-codes';

export const REFUSALS_OF: Readonly<Record<string, readonly RefusalCode[]>> = {
${lines.join('')}};
`;
}
