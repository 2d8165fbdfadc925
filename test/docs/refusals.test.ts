import fs from 'node:fs';
import path from 'node:path';
import { PROBLEMS } from '../../api/kernel/problems';
import { REFUSAL_TITLES } from '../../api/kernel/refusal-titles';

const read = (page: string) => fs.readFileSync(path.resolve(__dirname, '../../docs', page), 'utf8');

/** The codes of the paragraphs that begin with "Refused:". */
function refusalsIn(page: string): string[] {
  const paragraphs = read(page)
    .split('\n\n')
    .filter((paragraph) => paragraph.startsWith('Refused'));
  return paragraphs.flatMap((paragraph) =>
    [...paragraph.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code]) => code as string),
  );
}

test.each(['sale.md', 'service.md'])(
  'docs: every refusal in %s is said in Chinese to whoever is refused',
  (page) => {
    const codes = refusalsIn(page);
    expect(codes.length).toBeGreaterThan(10);
    const untitled = codes.filter((code) => !/[一-龥]/.test(PROBLEMS[code]?.title ?? REFUSAL_TITLES[code] ?? ''));
    expect(untitled).toEqual([]);
  },
);
