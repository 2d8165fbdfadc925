import { isDeepStrictEqual } from 'node:util';
import type { Model } from 'mongoose';
import type { Resource } from '../../models/resources/resource';

/** What became of the rows of one collection. */
export interface Counts {
  created: number;
  updated: number;
  unchanged: number;
  removed: number;
}

/** A row as the files want it. A field that is `undefined` (a blank cell) leaves what is stored. */
export interface Wanted<T> {
  _id: string;
  fields: Partial<T>;
  /** Fields that the files only begin and the processes then own. */
  atFirst?: Partial<T>;
}

/**
 * Brings rows to what the files want, in one bulk write; equal rows are not touched, so repeating it changes nothing.
 * `merge` may adapt the fields to what is stored.
 */
export async function upsertAll<T extends Resource>(
  model: Model<T>,
  wanted: Wanted<T>[],
  change: string,
  merge: (stored: T, fields: Partial<T>) => Partial<T> = (_stored, fields) => fields,
): Promise<Counts> {
  const counts: Counts = { created: 0, updated: 0, unchanged: 0, removed: 0 };
  const found = (await model
    .find({ _id: { $in: wanted.map((row) => row._id) } } as object)
    .lean()) as unknown as T[];
  const stored = new Map(found.map((row) => [row._id, row]));
  const writes: object[] = [];
  for (const row of wanted) {
    const before = stored.get(row._id);
    if (before === undefined) {
      const document = { _id: row._id, rev: 1, lastChange: change, ...row.atFirst, ...given(row.fields) };
      writes.push({ insertOne: { document } });
      counts.created += 1;
      continue;
    }
    const changed = differing(before, given(merge(before, row.fields)));
    if (Object.keys(changed).length === 0) {
      counts.unchanged += 1;
      continue;
    }
    const update = { $set: { ...changed, lastChange: change }, $inc: { rev: 1 } };
    writes.push({ updateOne: { filter: { _id: row._id }, update } });
    counts.updated += 1;
  }
  if (writes.length > 0) await model.bulkWrite(writes as never[], { throwOnValidationError: true });
  return counts;
}

function given<T>(fields: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function differing<T extends object>(stored: T, fields: Partial<T>): Partial<T> {
  const changed = Object.entries(fields as Record<string, unknown>).filter(
    ([key, value]) => !isDeepStrictEqual(asJson((stored as Record<string, unknown>)[key]), asJson(value)),
  );
  return Object.fromEntries(changed) as Partial<T>;
}

/** Dates as text and `undefined` left out, so that stored and read values compare. */
export function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
