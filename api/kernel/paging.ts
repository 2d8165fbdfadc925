/** Paging of lists: a cursor says where the page before ended, by the fields that the list is sorted by. */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { validationFailed } from './problems';

/** Fields up (1) or down (-1), the last of them unique. A field that may be missing goes up: it comes first. */
export type Order = Readonly<Record<string, 1 | -1>>;

type Value = string | number | { date: number } | null;

export interface PageQuery {
  limit: number;
  cursor?: string;
}

export interface Page<T> {
  page: T[];
  nextCursor: string | undefined;
}

/** What a list's query takes beside its filters. */
export function pageQuery(usual = 100, most = 500) {
  return {
    limit: z.coerce.number().int().min(1).max(most).default(usual),
    cursor: z
      .string()
      .max(2000)
      .optional()
      .meta({ description: '上一页的 nextCursor `nextCursor` of the page before' }),
  };
}

/**
 * MongoDB's condition for what comes after a page.
 * @throws Problem `validation-failed` for a cursor that this list did not give
 */
export function comesAfter(order: Order, cursor: string | undefined): { $and?: object[] } {
  if (cursor === undefined) return {};
  const fields = Object.entries(order);
  const values = readCursor(order, cursor);
  const $or = fields.map(([field, way], nth) => {
    const equal = fields.slice(0, nth).map(([name], i) => [name, stored(values[i] ?? null)]);
    return { ...Object.fromEntries(equal), [field]: beyond(way, values[nth] ?? null) };
  });
  return { $and: [{ $or }] };
}

/** @throws Problem `validation-failed` for a cursor that this list did not give */
export async function readPage<T extends object>(
  model: Model<T>,
  condition: object,
  order: Order,
  { limit, cursor }: PageQuery,
): Promise<Page<T>> {
  const rows = await model
    .find({ ...condition, ...comesAfter(order, cursor) } as never)
    .sort(order)
    .limit(limit + 1)
    .lean<T[]>();
  return pageOf(rows, limit, order);
}

/** Cut rows, read with one more than `limit`, to a page. */
export function pageOf<T extends object>(rows: T[], limit: number, order: Order): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1) as Record<string, unknown> | undefined;
  const goesOn = rows.length > limit && last !== undefined;
  return { page, nextCursor: goesOn ? writeCursor(order, last) : undefined };
}

function beyond(way: 1 | -1, value: Value): object {
  if (value === null) return { $ne: null };
  return way === 1 ? { $gt: stored(value) } : { $lt: stored(value) };
}

function stored(value: Value): string | number | Date | null {
  return value !== null && typeof value === 'object' ? new Date(value.date) : value;
}

function writeCursor(order: Order, row: Record<string, unknown>): string {
  const values = Object.keys(order).map((field): Value => {
    const value = row[field] ?? null;
    return value instanceof Date ? { date: value.getTime() } : (value as Value);
  });
  return Buffer.from(JSON.stringify([Object.keys(order).join(), ...values])).toString('base64url');
}

function readCursor(order: Order, text: string): Value[] {
  const names = Object.keys(order);
  try {
    const [fields, ...values] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (fields === names.join() && values.length === names.length && values.every(isValue)) return values;
  } catch {
    // falls through: said below
  }
  throw validationFailed([{ field: 'cursor', message: '不是本列表的游标 not a cursor of this list' }]);
}

function isValue(value: unknown): value is Value {
  if (value === null || typeof value === 'string' || typeof value === 'number') return true;
  return typeof value === 'object' && Number.isSafeInteger((value as { date?: unknown }).date);
}
