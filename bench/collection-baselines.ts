import { saleContract } from '../workflows/deal/sale/contract';
import { NativeConnection, Worker } from '@temporalio/worker';
import { type DueNotice, type ListContext, makeLines, type SaleOnList } from '../activities/bulk/money/run-lines';
import type { Deps } from '../activities/deps';
import { briefOf, lineOf, type SaleBrief } from '../activities/reads/books/ledger';
import type { World } from '../test/harness/world';
import type { Window } from '../workflows/money/collection-run/rules';
import type { LedgerLine, PlanRow } from '../workflows/books/ledger/rules';

const BATCH = 1_000;
const QUEUE = 'bench-loop';

interface PlanDoc {
  saleKey: string;
  rows: PlanRow[];
}

/** Bills of a baseline, under a name of its own; the same rules make the lines and the words. */
export async function billBy(deps: Deps, projectId: string, month: string, window: Window) {
  const calendar = await deps.calendarOf(projectId);
  const at = Date.now();
  return (name: string): ListContext => ({
    runId: name,
    projectId,
    month,
    window,
    at,
    isPast: false,
    calendar,
    rates: [],
  });
}

/** What somebody would write who needs it once: read a batch, make the rows, write them, no trace kept. */
export async function script(deps: Deps, context: ListContext): Promise<void> {
  const plans = deps.models.connection.collection<PlanDoc>('payment_plans');
  for (let after = ''; ; ) {
    const batch = await plans
      .find({ projectId: context.projectId, saleKey: { $gt: after } })
      .sort({ saleKey: 1 })
      .limit(BATCH)
      .toArray();
    if (batch.length === 0) return;
    await bill(deps, context, batch);
    after = batch.at(-1)?.saleKey as string;
  }
}

/** The loop that comes to mind first: a workflow that awaits an activity for each item. */
export async function oneByOne({ deps }: World, context: ListContext, saleKeys: string[]): Promise<void> {
  const { address, namespace } = deps.settings.connection;
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: QUEUE,
    workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE as string },
    activities: { billOne: (saleKey: string) => billOne(deps, context, saleKey) },
  });
  await worker.runUntil(
    deps.client.workflow.execute('billOneByOne', { workflowId: 'loop', taskQueue: QUEUE, args: [saleKeys] }),
  );
  await connection.close();
}

async function billOne(deps: Deps, context: ListContext, saleKey: string): Promise<void> {
  const plan = await deps.models.connection.collection<PlanDoc>('payment_plans').findOne({ saleKey });
  if (plan) await bill(deps, context, [plan]);
}

async function bill({ models }: Deps, context: ListContext, plans: readonly PlanDoc[]): Promise<void> {
  const { connection } = models;
  const keys = plans.map(({ saleKey }) => saleKey);
  const [records, lines] = await Promise.all([
    models
      .recordsOf(saleContract)
      .find({ _id: { $in: keys } })
      .lean(),
    connection
      .collection('ledger_lines')
      .find({ saleKey: { $in: keys } })
      .toArray(),
  ]);
  const sales = new Map(records.map((record) => [record._id, briefOf(record)]));
  const [units, clients] = await Promise.all([
    models.units
      .find({ _id: { $in: [...sales.values()].map(({ unitId }) => unitId) } }, { building: 1, floor: 1, room: 1 })
      .lean(),
    models.clients
      .find({ _id: { $in: [...sales.values()].map(({ buyers }) => buyers[0] ?? '') } }, { noticeChannel: 1 })
      .lean(),
  ]);
  const unitNames = new Map(units.map((unit) => [unit._id, `${unit.building}栋${unit.floor}${unit.room}室`]));
  const channels = new Map(clients.map(({ _id, noticeChannel }) => [_id, noticeChannel.kind]));
  const paid = new Map<string, LedgerLine[]>();
  for (const line of lines) paid.set(line.saleKey, [...(paid.get(line.saleKey) ?? []), lineOf(line as never)]);
  const made = plans.map(({ saleKey, rows }) => {
    const sale = sales.get(saleKey) as SaleBrief;
    const on: SaleOnList = {
      sale,
      plan: rows,
      lines: paid.get(saleKey) ?? [],
      hasCase: false,
      isHeldByCase: false,
      heldNos: [],
      waivedFen: 0,
      unitName: unitNames.get(sale.unitId) ?? sale.unitId,
      channel: channels.get(sale.buyers[0] ?? ''),
    };
    return makeLines(on, context);
  });
  await connection.collection('collection_lines').bulkWrite(
    made.flatMap(({ rows }) => rows.map(insert)),
    { ordered: false },
  );
  const notices = made.flatMap(({ notice }) => (notice ? [insert(outboxRow(notice, context))] : []));
  await models.outbox.collection.bulkWrite(notices as never, { ordered: false });
}

/** As the run queues it, but in a state that nobody sends. */
function outboxRow({ id, isCall: _call, ...notice }: DueNotice, { runId, projectId, at }: ListContext) {
  const row = { template: 'collection.due-notice', kind: 'notice', state: 'bench', attempts: 0 };
  return {
    _id: id,
    projectId,
    workflowId: runId,
    ...notice,
    ...row,
    queuedAt: new Date(at),
    notBefore: new Date(at),
  };
}

function insert<T extends object>(document: T): { insertOne: { document: never } } {
  return { insertOne: { document: document as never } };
}
