/**
 * The example's names, and the ids under which one project of the tests has what they name: two projects of one
 * database share no id. `linjiang-1-1201` is `linjiang-X4K2F9-1-1201` there, and `consultant-a1` is
 * `consultant-a1-X4K2F9`. A test speaks in names; over HTTP it hears names too.
 */
export interface Names {
  /** The id of what a test calls so; a name that is new is known from now on. */
  idOf(name: string): string;
  /** Every known name in a text or in any value, replaced by its id. */
  toIds<T>(value: T): T;
  /** The other way round. */
  toNames<T>(value: T): T;
  /** A key for what a test puts in by itself, `S-1_X4K2F9`: the same wherever it stands. */
  keyOf(name: string): string;
}

/** For a world of its own, which has the example as it is. */
export const asTheyAre: Names = {
  idOf: (name) => name,
  toIds: (value) => value,
  toNames: (value) => value,
  keyOf: (name) => name,
};

/**
 * @param project its name; homes and versions are named after it
 * @param tag `X4K2F9`, as in no other text
 */
export function namesIn(project: string, tag: string, names: Iterable<string>): Names {
  const known = new Set(names);
  let pattern: RegExp | undefined;
  const patternNow = () => {
    const longestFirst = [...known].sort((a, b) => b.length - a.length).join('|');
    pattern ??= new RegExp(
      `(?<=^|[^\\w-]|%[0-9A-F]{2})(?:${project}(?!-${tag})(?!\\w)|(?:${longestFirst})(?![\\w-]))`,
      'g',
    );
    return pattern;
  };
  const toIds = (text: string) => text.replace(patternNow(), (name) => `${name}-${tag}`);
  return {
    idOf(name) {
      const id = toIds(name);
      if (id !== name || name.includes(tag)) return id;
      known.add(name);
      pattern = undefined;
      return `${name}-${tag}`;
    },
    toIds: (value) => inStrings(value, toIds),
    toNames: (value) => inStrings(value, (text) => text.replaceAll(`-${tag}`, '')),
    keyOf: (name) => `${name}_${tag}`,
  };
}

/** A copy with every string changed, also those that are keys; dates and the like stay. */
function inStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => inStrings(one, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  // a plain object of whichever realm
  if (Object.prototype.toString.call(value) !== '[object Object]' || '_bsontype' in value) return value;
  const entries = Object.entries(value).map(([key, one]) => [change(key), inStrings(one, change)]);
  return Object.fromEntries(entries) as T;
}
