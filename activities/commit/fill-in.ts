/** Put what the commit has given (numbers, answers of row rules) where its tokens stand, in any text of a value. */
export function fillIn<T>(value: T, given: Readonly<Record<string, string>>): T {
  const tokens = Object.entries(given);
  return tokens.length === 0 ? value : (filled(value, tokens) as T);
}

function filled(value: unknown, tokens: [token: string, value: string][]): unknown {
  if (typeof value === 'string')
    return tokens.reduce((text, [token, put]) => text.replaceAll(token, () => put), value);
  if (Array.isArray(value)) return value.map((item) => filled(item, tokens));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, filled(item, tokens)]));
}
