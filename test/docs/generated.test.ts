import { generated, read } from '../../scripts/docs/pages';

test.each(Object.entries(generated()))(
  '%s says what contracts and schemas say: else `npm run docs`',
  (file, text) => {
    expect(unquoted(read(file))).toBe(unquoted(text));
  },
);

/** The formatter takes quotes off names that need none, and breaks lines. */
function unquoted(text: string): string {
  return text
    .replace(/'([a-z]+)':/g, '$1:')
    .replace(/\s+/g, ' ')
    .replace(/,? \]/g, ']')
    .replace(/\[ /g, '[');
}
