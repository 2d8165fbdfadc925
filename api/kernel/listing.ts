import { z } from 'zod';
import type { RecordRow } from '../../models/kernel';
import type { Caller } from './caller';
import { requireProject } from './caller';
import { flag, instant, word } from './fields';
import { validationFailed } from './problems';

/** A filter of a list beyond the usual ones. */
export interface Filter {
  /** The record's field it compares, e.g. `data.clientId`. */
  field: string;
  schema: z.ZodType;
}

const USUAL = {
  projectId: word().optional(),
  status: word().optional(),
  open: flag().optional(),
  ownerId: word().optional(),
  saleKey: word().optional(),
  dueBefore: instant().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
};

/** The query string of a list. */
export function listQuery(filters: Record<string, Filter> = {}): z.ZodType<Record<string, unknown>> {
  const own = Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, schema.optional()]));
  return z.object({ ...USUAL, ...own }) as unknown as z.ZodType<Record<string, unknown>>;
}

/** Where a page ended: the latest start comes first, the id decides between equals. */
interface Cursor {
  startedAt: number;
  id: string;
}

/**
 * MongoDB's condition for the records that a query asks for and the caller may see.
 * @throws Problem `forbidden` for another project, `validation-failed` for a cursor that is none
 */
export function conditionOf(
  query: Record<string, unknown>,
  filters: Record<string, Filter>,
  caller: Caller,
): Record<string, unknown> {
  const { projectId, dueBefore, cursor } = query as { projectId?: string; dueBefore?: number; cursor?: string };
  if (projectId !== undefined) requireProject(caller, projectId);
  const condition: Record<string, unknown> = { projectId: projectId ?? { $in: caller.projects } };
  for (const name of ['status', 'open', 'ownerId', 'saleKey']) {
    if (query[name] !== undefined) condition[name] = query[name];
  }
  for (const [name, { field }] of Object.entries(filters)) {
    if (query[name] !== undefined) condition[field] = query[name];
  }
  if (dueBefore !== undefined) condition.dueAt = { $lt: dueBefore };
  if (cursor !== undefined) {
    const { startedAt, id } = readCursor(cursor);
    condition.$or = [{ startedAt: { $lt: startedAt } }, { startedAt, _id: { $lt: id } }];
  }
  return condition;
}

export const LIST_ORDER = { startedAt: -1, _id: -1 } as const;

export function cursorAfter({ startedAt, _id: id }: RecordRow): string {
  return Buffer.from(JSON.stringify({ startedAt, id } satisfies Cursor)).toString('base64url');
}

function readCursor(text: string): Cursor {
  try {
    const { startedAt, id } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor;
    if (typeof startedAt === 'number' && typeof id === 'string') return { startedAt, id };
  } catch {
    // falls through: said below
  }
  throw validationFailed([{ field: 'cursor', message: 'not a cursor of this list' }]);
}
