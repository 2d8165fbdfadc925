import type { mongo } from 'mongoose';
import type { OutboxRow } from '../../models/kernel';
import type { Window } from '../../workflows/sale/collection-run.rules';
import type { RunCounts } from '../../workflows/sale/collection-run.contract';
import type { Rate } from '../../workflows/sale/ledger.interest';
import type { PlanRow } from '../../workflows/sale/ledger.rules';
import type { Deps } from '../deps';
import { isDuplicateKey } from '../commit/guards';
import { askPeople } from '../notices/for-people';
import { poke } from '../notices/poke';
import { briefOf, lineOf } from '../reads/ledger';
import { type ListContext, makeLines, type RunLineRow, rowOf, type SaleLines, type SaleOnList } from './run-lines';

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

interface PlanDoc {
  saleKey: string;
  version: number;
  rows: PlanRow[];
}

/**
 * The lines of the next `size` sales, and one notice for each of them that is told. Written by unique ids, so that a
 * chunk that is done again after a crash writes the same. A broken sale is a `failed` line.
 */
export async function listChunk(deps: Deps, chunk: ChunkOfList): Promise<ChunkDone> {
  const counts: RunCounts = { lines: 0, queued: 0, callNeeded: 0, failed: 0 };
  const { plans, next } = await nextPlans(deps, chunk);
  if (plans.length === 0) return { counts };
  const context = await contextOf(deps, chunk);
  const sales = await readSales(deps, chunk, plans);
  const made: SaleLines[] = [];
  for (const on of sales) {
    try {
      made.push(makeLines(on, context));
    } catch (error) {
      made.push({ rows: [failedRow(on, context, error as Error)] });
      counts.failed += 1;
    }
  }
  const told = made.filter(({ notice }) => notice !== undefined);
  if (chunk.mayTell) {
    const { queued, callNeeded } = await queue(deps, chunk, told, context);
    counts.queued = queued;
    counts.callNeeded = callNeeded;
  }
  const rows = made.flatMap((sale) => sale.rows);
  await writeRows(
    deps,
    chunk,
    sales.map(({ sale }) => sale.saleKey),
    rows,
  );
  counts.lines = rows.length;
  return next === undefined ? { counts } : { counts, next };
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

/** Everything the lines of these sales need, each collection read once. */
async function readSales(
  { models }: Deps,
  { runId }: ChunkOfList,
  plans: readonly PlanDoc[],
): Promise<SaleOnList[]> {
  const { connection } = models;
  const keys = plans.map(({ saleKey }) => saleKey);
  const [records, lines, cases, before, waivers] = await Promise.all([
    models
      .records('sales')
      .find({ _id: { $in: keys } })
      .lean(),
    connection
      .collection('ledger_lines')
      .find({ saleKey: { $in: keys } })
      .sort({ receivedAt: 1, _id: 1 })
      .toArray(),
    models
      .records('collection-cases')
      .find({ saleKey: { $in: keys }, open: true }, { saleKey: 1, data: 1 })
      .lean(),
    connection
      .collection<RunLineRow>('collection_lines')
      .find({ runId, saleKey: { $in: keys }, held: { $exists: true } })
      .toArray(),
    connection
      .collection<{ saleKey: string; amountFen: number }>('interest_waivers')
      .find({ saleKey: { $in: keys } })
      .toArray(),
  ]);
  const sales = records.map(briefOf).filter((sale) => !sale.isCancelled && !sale.ledgerUnconfirmed);
  const [units, clients] = await Promise.all([
    models.units
      .find({ _id: { $in: sales.map(({ unitId }) => unitId) } }, { building: 1, floor: 1, room: 1 })
      .lean(),
    models.clients.find({ _id: { $in: sales.map(({ buyers }) => buyers[0] ?? '') } }, { _id: 1 }).lean(),
  ]);
  const unitNames = new Map(units.map((u) => [u._id, `${u.building}栋${u.floor}${u.room}室`]));
  const known = new Set(clients.map(({ _id }) => _id));
  const rowsOf = new Map(plans.map(({ saleKey, rows }) => [saleKey, rows]));
  const linesOf = groupBy(
    lines.map((line) => lineOf(line as never)),
    ({ saleKey }) => saleKey,
  );
  const caseOf = new Map(
    cases.map((row) => [row.saleKey ?? '', (row.data as { hold?: string } | undefined)?.hold]),
  );
  return sales.map((sale) => ({
    sale,
    plan: rowsOf.get(sale.saleKey) ?? [],
    lines: linesOf.get(sale.saleKey) ?? [],
    hasCase: caseOf.has(sale.saleKey),
    isHeldByCase: ['promised', 'disputed'].includes(caseOf.get(sale.saleKey) ?? ''),
    heldNos: before.filter((row) => row.saleKey === sale.saleKey).flatMap((row) => row.no ?? []),
    waivedFen: waivers.filter((row) => row.saleKey === sale.saleKey).reduce((sum, row) => sum + row.amountFen, 0),
    unitName: unitNames.get(sale.unitId) ?? sale.unitId,
    hasClient: known.has(sale.buyers[0] ?? ''),
  }));
}

/** Put the notices in the outbox; those there before, from an earlier attempt or run, stay as they are. */
async function queue(deps: Deps, chunk: ChunkOfList, told: readonly SaleLines[], context: ListContext) {
  const { models } = deps;
  const notices = told.flatMap(({ notice }) => notice ?? []);
  if (notices.length === 0) return { queued: 0, callNeeded: 0 };
  const called = await calledOnly(
    deps,
    notices.map(({ saleKey }) => saleKey),
  );
  const at = new Date(chunk.at);
  const rows = notices.map(
    ({ id, clientId, saleKey, title, text }): OutboxRow => ({
      _id: id,
      projectId: chunk.projectId,
      workflowId: `collection-run:${chunk.runId}`,
      saleKey,
      template: 'collection.due-notice',
      kind: 'notice',
      clientId,
      title,
      text,
      state: called.has(saleKey) ? 'call-needed' : 'queued',
      queuedAt: at,
      notBefore: at,
      attempts: 0,
    }),
  );
  const calls = rows.filter(({ state }) => state === 'call-needed');
  await askPeople(models, calls, 'phone', {
    now: chunk.at,
    within: deps.settings.delivery.callWithin,
    calendar: context.calendar,
  });
  const queued = await insertMissing(models.outbox.collection as never, rows);
  if (queued > calls.length) await poke(deps, chunk.projectId);
  return { queued, callNeeded: calls.length };
}

/** Sales whose contract says that the buyer is called; who is reached how else is delivery's affair (S0). */
async function calledOnly({ models }: Deps, saleKeys: string[]): Promise<Set<string>> {
  const byPhone = { _id: { $in: saleKeys }, 'data.contractTerms.noticeChannel': 'phone' };
  const records = await models.records('sales').find(byPhone, { _id: 1 }).lean();
  return new Set(records.map(({ _id }) => _id));
}

/** Rows by id: what people noted on them (held, contacts) stays; a line that is no longer due goes. */
async function writeRows(
  { models }: Deps,
  { runId }: ChunkOfList,
  saleKeys: string[],
  rows: readonly RunLineRow[],
): Promise<void> {
  const lines = models.connection.collection<RunLineRow>('collection_lines');
  const stale = {
    runId,
    saleKey: { $in: saleKeys },
    _id: { $nin: rows.map(({ _id }) => _id) },
    contacts: { $exists: false },
  };
  await lines.deleteMany(stale as mongo.Filter<RunLineRow>);
  if (rows.length === 0) return;
  const before = await lines
    .find({ _id: { $in: rows.map(({ _id }) => _id) } }, { projection: { _id: 1 } })
    .toArray();
  const known = new Set(before.map(({ _id }) => _id));
  await insertMissing(
    lines as never,
    rows.filter(({ _id }) => !known.has(_id)),
  );
  const refreshed = rows.filter(({ _id }) => known.has(_id));
  if (refreshed.length === 0) return;
  await lines.bulkWrite(
    refreshed.map(({ _id, rev: _rev, ...row }) => ({
      updateOne: { filter: { _id }, update: { $set: row, $inc: { rev: 1 } } },
    })) as never,
    { ordered: false },
  );
}

/** Insert what is not there; answers how many that were. One call for all: several times faster than upserts. */
async function insertMissing(
  rows: mongo.Collection<{ _id: string }>,
  wanted: readonly { _id: string }[],
): Promise<number> {
  if (wanted.length === 0) return 0;
  try {
    return (await rows.insertMany([...wanted], { ordered: false })).insertedCount;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (error as mongo.MongoBulkWriteError).insertedCount;
  }
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

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
