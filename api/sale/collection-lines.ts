import { z } from 'zod';
import { appendAudit, hashOf } from '../../activities/commit/audit';
import { askPeople } from '../../activities/notices/for-people';
import { poke } from '../../activities/notices/poke';
import type { RunLineRow } from '../../activities/collection/run-lines';
import type { OutboxRow, RecordRow } from '../../models/kernel';
import { collectionRunContract } from '../../workflows/sale/collection-run.contract';
import { actorOf, requireProject } from '../kernel/caller';
import { rowsOf } from '../kernel/deps';
import { eventBody } from '../kernel/event-body';
import { word } from '../kernel/fields';
import { personal } from '../kernel/personal';
import { storingPersonal } from '../kernel/personal-store';
import { comesAfter, pageOf, pageQuery } from '../kernel/paging';
import { notFound, Problem } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { withIsoTimes, zoneOf } from '../kernel/time';
import { printList, toCsv } from './collection-print';

/** A line as people see it: with what became of its notice. */
export interface ShownLine extends Omit<RunLineRow, '_id' | 'rev' | 'notice'> {
  line: string;
  notice: string;
}

const filters = z.object({
  notice: word().optional(),
  saleKey: word().optional(),
  ...pageQuery(),
});
const ORDER = { _id: 1 } as const;
type Filters = z.infer<typeof filters>;

const base = '/collection-runs/:key';
const wing = 'money' as const;
const lineOf = { line: word(200) };

/** 客户交款清单 and what is noted on its lines: rows, changed one by one and audited, never workflow state. */
export const runLineRoutes: Route[] = [
  defineRoute<unknown, Filters>({
    method: 'get',
    path: `${base}/lines`,
    wing,
    summary: '清单明细 Lines of the list',
    query: filters as unknown as z.ZodType<Filters>,
    async handle(call) {
      const run = await readRun(call);
      const { notice, saleKey, limit, cursor } = call.query;
      const rows = await linesOf(
        call,
        run,
        { ...(saleKey ? { saleKey } : {}), ...comesAfter(ORDER, cursor) },
        notice ? 0 : limit + 1,
      );
      const shown = (await show(call, rows)).filter((line) => !notice || line.notice === notice);
      const named = shown.map((line) => ({ ...line, _id: line.line }));
      const { page, nextCursor } = pageOf(named, limit, ORDER);
      const lines = page.map(({ _id: _line, ...line }) => line);
      return {
        status: 200,
        body: { items: withIsoTimes(lines, await zoneOf(call.deps, run.projectId)), nextCursor },
      };
    },
  }),
  printRoute('print', '打印清单 Print the list', 'html'),
  printRoute('csv', '导出清单 The list as CSV', 'text/csv; charset=utf-8'),
  defineRoute<{ line: string; outcome: string }>({
    method: 'post',
    path: `${base}/contacted`,
    wing,
    summary: '登记联系结果 Note a contact about a line',
    roles: ['customer-service', 'consultant'],
    body: z.strictObject({ ...lineOf, outcome: personal() }),
    handle: (call) =>
      changeLine(call, 'contacted', async (line, at) => {
        const whose = seenBy(call);
        if (whose !== 'all' && !whose.includes(line.consultantId)) throw notFound('line');
        return {
          filter: {},
          update: { $push: { contacts: { by: call.caller.staffId, at, outcome: call.body.outcome } } },
        };
      }),
  }),
  defineRoute<{ line: string; reason: string }>({
    method: 'post',
    path: `${base}/hold-line`,
    wing,
    summary: '暂缓一笔 Hold a line',
    roles: ['customer-service'],
    body: z.strictObject({ ...lineOf, reason: personal() }),
    handle: (call) =>
      changeLine(call, 'hold-line', async (line, at) => {
        if (line.held) throw new Problem('line-held', 'this line is held already');
        // what has not gone yet does not go
        if (line.noticeId)
          await outbox(call).updateOne({ _id: line.noticeId, state: 'queued' }, { $set: { state: 'withdrawn' } });
        return {
          filter: { held: { $exists: false } },
          update: { $set: { held: { by: call.caller.staffId, at, reason: call.body.reason } } },
        };
      }),
  }),
  defineRoute<{ line: string; reason: string }>({
    method: 'post',
    path: `${base}/release-line`,
    wing,
    summary: '恢复一笔 Release a line',
    roles: ['customer-service'],
    body: z.strictObject({ ...lineOf, reason: personal() }),
    handle: (call) =>
      changeLine(call, 'release-line', async (line) => {
        if (!line.held) throw new Problem('step-not-open', 'this line is not held');
        const withdrawn = { _id: line.noticeId, state: 'withdrawn' } as const;
        const again = await outbox(call).updateOne(withdrawn, { $set: { state: 'queued' } });
        if (again.modifiedCount > 0) await poke(call.deps, line.projectId);
        return { filter: { held: { $exists: true } }, update: { $unset: { held: '' } } };
      }),
  }),
  defineRoute<{ eventId: string; noticeId: string; result: 'delivered' | 'failed' }>({
    method: 'post',
    path: `${base}/events/delivery`,
    wing,
    access: 'events',
    summary: '通知送达结果 The channel reports a delivery',
    body: eventBody(z.strictObject({ noticeId: word(300), result: z.enum(['delivered', 'failed']) })) as never,
    async handle(call) {
      const run = await readRun(call);
      const { eventId, noticeId, result } = call.body;
      const rows = outbox(call);
      const notice = await rows.findOne({ _id: noticeId, workflowId: run.workflowId });
      if (!notice) throw notFound('notice');
      const { deps } = call;
      const now = await deps.businessNow(run.projectId);
      const isLost = result === 'failed' && notice.state === 'sent';
      // the task first: a crash in between opens it again, harmlessly
      if (isLost && !notice.reports?.some((heard) => heard.eventId === eventId)) {
        const calendar = await deps.calendarOf(run.projectId);
        await askPeople(deps.models, [notice], 'failed', {
          now,
          within: deps.settings.delivery.callWithin,
          calendar,
        });
      }
      await rows.updateOne(
        { _id: noticeId, 'reports.eventId': { $ne: eventId } },
        {
          $push: { reports: { eventId, result, at: new Date(now) } },
          ...(isLost ? { $set: { state: 'failed' } } : {}),
        },
      );
      return { status: 200, body: { noticeId, result } };
    },
  }),
];

function printRoute(kind: 'print' | 'csv', summary: string, type: string): Route {
  return {
    method: 'get',
    path: `${base}/${kind}`,
    wing,
    summary,
    async handle(call) {
      const run = await readRun(call);
      const lines = await show(call, await linesOf(call, run, {}, 0));
      const names = await namesOf(call, run, lines);
      return { status: 200, type, body: kind === 'csv' ? toCsv(lines, names) : printList(run, lines, names) };
    },
  };
}

async function readRun(call: Call): Promise<RecordRow> {
  const run = await call.deps.models
    .records(collectionRunContract.collection)
    .findById(call.params.key)
    .lean<RecordRow | null>();
  if (!run) throw notFound('collection run');
  requireProject(call.caller, run.projectId);
  return run;
}

/** Consultants see their own clients' lines (spec 3, Records): whose, or everybody's. */
function seenBy({ caller }: Call): string[] | 'all' {
  const isOnlyConsultant = caller.roles.every((role) => role === 'consultant' || role === 'team-leader');
  return isOnlyConsultant ? [caller.staffId, ...(caller.actingFor ?? [])] : 'all';
}

async function linesOf(call: Call, run: RecordRow, condition: object, limit: number): Promise<RunLineRow[]> {
  const whose = seenBy(call);
  const own = whose === 'all' ? {} : { consultantId: { $in: whose } };
  return rowsOf<RunLineRow>(call.deps, 'collection_lines')
    .find({ runId: run._id, ...own, ...condition } as never)
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
}

const SHOWN: Record<string, string> = {
  sending: 'queued',
  unsure: 'queued',
  withdrawn: 'held',
  'call-needed': 'call-needed',
  queued: 'queued',
  sent: 'sent',
  failed: 'failed',
};

async function show(call: Call, rows: readonly RunLineRow[]): Promise<ShownLine[]> {
  const ids = rows.flatMap(({ noticeId }) => noticeId ?? []);
  const notices =
    ids.length === 0
      ? []
      : await outbox(call)
          .find({ _id: { $in: ids } }, { projection: { state: 1 } })
          .toArray();
  const states = new Map(notices.map(({ _id, state }) => [_id, state as string]));
  return rows.map(({ _id, rev: _rev, lastChange: _last, ...row }: RunLineRow & { lastChange?: string }) => ({
    ...row,
    line: _id,
    notice: row.held
      ? 'held'
      : row.notice === 'told'
        ? (SHOWN[states.get(row.noticeId ?? '') ?? 'queued'] ?? 'queued')
        : row.notice,
  }));
}

function outbox({ deps }: Call) {
  return rowsOf<OutboxRow & { reports?: { eventId: string; result: string; at: Date }[] }>(deps, 'outbox');
}

/** One change of one line, compared and set, audited in the run's chain of rows. */
async function changeLine<Body extends { line: string }>(
  call: Call<Body>,
  action: string,
  decide: (line: RunLineRow, at: Date) => Promise<{ filter: object; update: object }>,
) {
  const run = await readRun(call);
  if (!run.open) throw new Problem('step-not-open', 'this run is closed');
  const lines = rowsOf<RunLineRow>(call.deps, 'collection_lines');
  const line = await lines.findOne({ _id: call.body.line, runId: run._id });
  if (!line) throw notFound('line');
  const at = new Date(await call.deps.businessNow(run.projectId));
  await storingPersonal(call.deps, run.projectId, call.personal, async () => {
    const { filter, update } = await decide(line, at);
    const written = await lines.updateOne({ _id: line._id, ...filter }, update as never);
    if (written.matchedCount === 0) throw new Problem('line-held', 'this line was changed a moment ago');
  });
  const facts = call.body as unknown as Record<string, unknown>;
  await appendAudit(call.deps.models, {
    chain: `${run.workflowId}/lines`,
    at,
    actor: actorOf(call.caller),
    action,
    projectId: run.projectId,
    saleKey: line.saleKey,
    outcome: action,
    facts,
    changeHash: hashOf({ target: call.target, action, facts }),
  });
  const [shown] = await show(call, (await lines.find({ _id: line._id }).toArray()) as RunLineRow[]);
  return { status: 200, body: withIsoTimes(shown, await zoneOf(call.deps, run.projectId)) };
}

/** Names of units, buyers and consultants, for the print. */
async function namesOf({ deps }: Call, run: RecordRow, lines: readonly ShownLine[]) {
  const ids = (of: (line: ShownLine) => string) => [...new Set(lines.map(of))];
  const [units, clients, staff, project] = await Promise.all([
    deps.models.units.find({ _id: { $in: ids((l) => l.unitId) } }, { building: 1, floor: 1, room: 1 }).lean(),
    deps.models.clients.find({ _id: { $in: ids((l) => l.clientId) } }, { name: 1, noticeChannel: 1 }).lean(),
    deps.models.staff.find({ _id: { $in: ids((l) => l.consultantId) } }, { name: 1 }).lean(),
    deps.models.projects.findById(run.projectId, { name: 1, companyName: 1 }).lean(),
  ]);
  return {
    units: new Map(units.map((u) => [u._id, `${u.building}栋${u.floor}${u.room}室`])),
    clients: new Map(clients.map((c) => [c._id, c.name])),
    channels: new Map(clients.map((c) => [c._id, c.noticeChannel?.kind ?? 'phone'])),
    staff: new Map(staff.map((s) => [s._id, s.name])),
    project: project?.name ?? run.projectId,
    company: project?.companyName ?? '',
  };
}
export type ListNames = Awaited<ReturnType<typeof namesOf>>;
