import { z } from 'zod';
import { flagInQuery, instant, project, sale, staff, text } from '../../workflows/kernel/fields';
import type { Caller } from './caller';
import { requireProject } from './caller';
import { type Order, pageQuery } from './paging';

/** A filter of a list beyond the usual ones. */
export interface Filter {
  /** The record's field it compares, e.g. `data.clientId`. */
  field: string;
  schema: z.ZodType;
}

const USUAL = {
  projectId: project('项目').optional(),
  status: text('状态').optional(),
  open: flagInQuery('办理中').optional(),
  ownerId: staff('归属人').optional(),
  saleKey: sale('交易').optional(),
  dueBefore: instant('期限早于').optional(),
  ...pageQuery(50, 200),
};

/** The query string of a list. */
export function listQuery(filters: Record<string, Filter> = {}): z.ZodType<Record<string, unknown>> {
  const own = Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, schema.optional()]));
  return z.object({ ...USUAL, ...own }) as unknown as z.ZodType<Record<string, unknown>>;
}

/** The latest start comes first, the id decides between equals. */
export const LIST_ORDER = { startedAt: -1, _id: -1 } as const satisfies Order;

/**
 * MongoDB's condition for the records that a query asks for and the caller may see.
 * @throws Problem `forbidden` for another project
 */
export function conditionOf(
  query: Record<string, unknown>,
  filters: Record<string, Filter>,
  caller: Caller,
): Record<string, unknown> {
  const { projectId, dueBefore } = query as { projectId?: string; dueBefore?: number };
  if (projectId !== undefined) requireProject(caller, projectId);
  const condition: Record<string, unknown> = { projectId: projectId ?? { $in: caller.projects } };
  for (const name of ['status', 'open', 'ownerId', 'saleKey']) {
    if (query[name] !== undefined) condition[name] = query[name];
  }
  for (const [name, { field }] of Object.entries(filters)) {
    if (query[name] !== undefined) condition[field] = query[name];
  }
  if (dueBefore !== undefined) condition.dueAt = { $lt: dueBefore };
  return condition;
}
