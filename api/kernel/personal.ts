import { Personal } from '../../workflows/kernel/fields';
import type { FieldError } from './problems';

/**
 * Personal data never enters a workflow's history: a field marked `personal` is kept in the
 * collection `personal`, and the process carries its id, `p:<target>:<field path>`.
 */
const PERSONAL_ID = /^p:[0-9A-HJKMNP-TV-Z]{26}:/;

export function isPersonalId(value: unknown): value is string {
  return typeof value === 'string' && PERSONAL_ID.test(value);
}

/** What a body holds once its personal values are taken out. */
export interface Separated<Body> {
  /** The body with an id in place of each personal value. */
  body: Body;
  /** Personal values by id. */
  values: Record<string, string>;
}

/** @param target ULID of the request, the same when it is sent again with the same key */
export function separatePersonal<Body>(body: Body, target: string): Separated<Body> {
  const values: Record<string, string> = {};
  const separated = mapLeaves(body, (leaf, path) => {
    if (!(leaf instanceof Personal)) return leaf;
    const id = `p:${target}:${path}`;
    values[id] = leaf.value;
    return id;
  });
  return { body: separated as Body, values };
}

/** A body may not name stored personal data: the answer would show it to whoever guessed its id. */
export function smuggledIds(body: unknown): FieldError[] {
  const errors: FieldError[] = [];
  mapLeaves(body, (leaf, path) => {
    if (isPersonalId(leaf)) errors.push({ field: path, message: '不能填写此值 not a permitted value' });
    return leaf;
  });
  return errors;
}

/** Copy a JSON value, each leaf replaced. */
export function mapLeaves(value: unknown, replace: (leaf: unknown, path: string) => unknown, path = ''): unknown {
  const below = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(value)) return value.map((item, index) => mapLeaves(item, replace, below(index)));
  if (typeof value !== 'object' || value === null || value instanceof Personal || value instanceof Date) {
    return replace(value, path);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapLeaves(item, replace, below(key))]),
  );
}
