import { workflowIdOf } from '../../../workflows/kernel/contract';
import type { mongo } from 'mongoose';
import type { Window } from '../../../workflows/money/collection-run/rules';
import { type RunCounts, collectionRunContract } from '../../../workflows/money/collection-run/contract';
import type { Rate } from '../../../workflows/books/ledger/interest';
import type { Deps } from '../../deps';
import { poke } from '../../notices/poke';
import { queueNotices, writeLines } from './list-writes';
import { type ListContext, makeLines, type RunLineRow, rowOf, type SaleLines, type SaleOnList } from './run-lines';
import { type PlanDoc, readSales } from './sales-on-list';

export interface ChunkOfList {
  runId: string;
  projectId: string;
  month: string;
  window: Window;
  /** Business instant: amounts are as of then. */
  at: number;
  /** Sale key after which this chunk begins. */
  after: string;
  size: number;
  /** Within the hours in which clients are written to. */
  mayTell: boolean;
  /** A past month's list: nobody is told. */
  isPast: boolean;
}

export interface ChunkDone {
  counts: RunCounts;
  /** Where the next chunk begins; absent: this was the last. */
  next?: string;
}

/**
 * The lines of the next `size` sales, and one notice for each of them that is told. Written by unique ids, so that a
 * chunk that is done again after a crash writes the same. A broken sale is a `failed` line. Delivery is poked once,
 * with the last chunk: whatever was queued before it waits for that.
 */
export async function listChunk(deps: Deps, chunk: ChunkOfList): Promise<ChunkDone> {
  const counts: RunCounts = { lines: 0, queued: 0, callNeeded: 0, failed: 0 };
  const { plans, next } = await nextPlans(deps, chunk);
  if (plans.length > 0) {
    const [context, { sales, before }] = await Promise.all([contextOf(deps, chunk), readSales(deps, chunk, plans)]);
    const made: SaleLines[] = [];
    for (const on of sales) {
      try {
        made.push(makeLines(on, context));
      } catch (error) {
        made.push({ rows: [failedRow(on, context, error as Error)] });
        counts.failed += 1;
      }
    }
    const rows = made.flatMap((sale) => sale.rows);
    const notices = made.flatMap(({ notice }) => notice ?? []);
    const [told] = await Promise.all([
      chunk.mayTell ? queueNotices(deps, chunk, notices, context.calendar) : undefined,
      writeLines(deps, rows, before),
    ]);
    Object.assign(counts, told, { lines: rows.length });
  }
  if (next !== undefined) return { counts, next };
  if (chunk.mayTell && (await hasQueued(deps, chunk))) await poke(deps, chunk.projectId);
  return { counts };
}

/** Not what this attempt has queued: the one before it may have been killed between the rows and the poke. */
async function hasQueued({ models }: Deps, { runId }: ChunkOfList): Promise<boolean> {
  return (
    (await models.outbox.exists({ workflowId: workflowIdOf(collectionRunContract, runId), state: 'queued' })) !==
    null
  );
}

/** The plans in force of the next sales that have something due; the highest version of a sale comes first. */
async function nextPlans({ models }: Deps, chunk: ChunkOfList): Promise<{ plans: PlanDoc[]; next?: string }> {
  const { projectId, after, size } = chunk;
  const read = await models.connection
    .collection<PlanDoc>('payment_plans')
    .find({ projectId, saleKey: { $gt: after } } as mongo.Filter<PlanDoc>)
    .sort({ projectId: 1, saleKey: 1, version: -1 })
    .limit(size)
    .toArray();
  const plans = read.filter((plan, i) => plan.saleKey !== read[i - 1]?.saleKey);
  return { plans, next: read.length < size ? undefined : read.at(-1)?.saleKey };
}

async function contextOf(
  deps: Deps,
  { runId, projectId, month, window, at, isPast }: ChunkOfList,
): Promise<ListContext> {
  const rates = (deps.settings.policyOf('collection', projectId).lateRates ?? []) as unknown as Rate[];
  return { runId, projectId, month, window, at, isPast, calendar: await deps.calendarOf(projectId), rates };
}

function failedRow(on: SaleOnList, context: ListContext, error: Error): RunLineRow {
  const money = { dueFen: 0, paidFen: 0, openFen: 0, interestFen: 0, daysLate: 0 };
  const isText = /^[\w ,.'-]+$/.test(error.message);
  return {
    ...rowOf(on, context, 'failed'),
    ...money,
    kind: 'instalment',
    payer: 'client',
    notice: 'failed',
    failure: isText ? error.message : error.name,
  };
}
