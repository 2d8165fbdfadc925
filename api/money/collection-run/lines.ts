import { z } from 'zod';
import { sale, text } from '../../../workflows/kernel/fields';
import type { RunLineRow } from '../../../activities/bulk/money/run-lines';
import type { OutboxRow, RecordRow } from '../../../models/kernel';
import { collectionRunContract } from '../../../workflows/money/collection-run/contract';
import { requireProject } from '../../kernel/caller';
import { rowsOf } from '../../kernel/deps';
import { comesAfter, pageOf, pageQuery } from '../../kernel/paging';
import { notFound } from '../../kernel/problems';
import { type Call, defineRoute, type Route } from '../../kernel/route';
import { date, pageAnswer, time } from '../../kernel/shown';
import { withIsoTimes, zoneOf } from '../../kernel/time';
import { printList, toCsv } from './print';

/** What became of a line's notice, or why there is none. */
const lineNotices = ['queued', 'sent', 'failed', 'call-needed', 'held', 'paid', 'bank', 'case', 'none'] as const;
type ShownNotice = (typeof lineNotices)[number];

/** A line as people see it: with what became of its notice. */
export interface ShownLine extends Omit<RunLineRow, '_id' | 'rev' | 'notice'> {
  line: string;
  notice: ShownNotice;
}

export const lineAnswer = z
  .object({
    line: z.string(),
    runId: z.string(),
    projectId: z.string(),
    saleKey: z.string(),
    unitId: z.string(),
    clientId: z.string(),
    consultantId: z.string(),
    no: z.int().optional(),
    kind: z.enum(['deposit', 'down-payment', 'instalment', 'loan', 'late-interest']),
    dueOn: date().optional(),
    dueFen: z.int(),
    paidFen: z.int(),
    openFen: z.int(),
    daysLate: z.int(),
    interestFen: z.int(),
    payer: z.enum(['client', 'bank']),
    notice: z.enum(lineNotices),
    noticeId: z.string().optional(),
    failure: z.string().optional(),
    held: z.object({ by: z.string(), at: time(), reason: z.string() }).optional(),
    contacts: z.array(z.object({ by: z.string(), at: time(), outcome: z.string() })).optional(),
    builtAt: time(),
  })
  .meta({ title: 'CollectionLine' });

const filters = z.object({
  notice: text('通知情况').optional(),
  saleKey: sale('交易').optional(),
  ...pageQuery(),
});
const ORDER = { _id: 1 } as const;

const base = '/collection-runs/:key';
const wing = 'money' as const;

/** 客户交款清单: its lines, as print and as CSV. */
export const runListRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: `${base}/lines`,
    wing,
    summary: '清单明细 Lines of the list',
    answer: pageAnswer(lineAnswer),
    query: filters,
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
  printRoute('print', '打印清单 Print the list', 'text/html'),
  printRoute('csv', '导出清单 The list as CSV', 'text/csv'),
];

function printRoute(kind: 'print' | 'csv', summary: string, prints: 'text/html' | 'text/csv'): Route {
  return {
    method: 'get',
    path: `${base}/${kind}`,
    wing,
    summary,
    prints,
    async handle(call) {
      const run = await readRun(call);
      const lines = await show(call, await linesOf(call, run, {}, 0));
      const names = await namesOf(call, run, lines);
      return {
        status: 200,
        type: prints,
        body: kind === 'csv' ? toCsv(lines, names) : printList(run, lines, names),
      };
    },
  };
}

export async function readRun(call: Call): Promise<RecordRow> {
  const run = await call.deps.models
    .recordsOf(collectionRunContract)
    .findById(call.params.key)
    .lean<RecordRow | null>();
  if (!run) throw notFound('月度催款 collection run');
  requireProject(call.caller, run.projectId);
  return run;
}

/** Consultants see their own clients' lines: whose, or everybody's. */
export function seenBy({ caller }: Call): string[] | 'all' {
  const isOnlyConsultant = caller.roles.every((role) => role === 'consultant' || role === 'team-leader');
  return isOnlyConsultant ? [caller.staffId, ...(caller.actingFor ?? [])] : 'all';
}

export async function linesOf(call: Call, run: RecordRow, condition: object, limit: number): Promise<RunLineRow[]> {
  const whose = seenBy(call);
  const own = whose === 'all' ? {} : { consultantId: { $in: whose } };
  return rowsOf<RunLineRow>(call.deps, 'collection_lines')
    .find({ runId: run._id, ...own, ...condition } as never)
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
}

const SHOWN: Record<OutboxRow['state'], ShownNotice> = {
  sending: 'queued',
  unsure: 'queued',
  withdrawn: 'held',
  'call-needed': 'call-needed',
  queued: 'queued',
  sent: 'sent',
  failed: 'failed',
};

export async function show(call: Call, rows: readonly RunLineRow[]): Promise<ShownLine[]> {
  const ids = rows.flatMap(({ noticeId }) => noticeId ?? []);
  const notices =
    ids.length === 0
      ? []
      : await rowsOf<OutboxRow>(call.deps, 'outbox')
          .find({ _id: { $in: ids } }, { projection: { state: 1 } })
          .toArray();
  const states = new Map(notices.map(({ _id, state }) => [_id, state]));
  return rows.map(({ _id, rev: _rev, lastChange: _last, ...row }: RunLineRow & { lastChange?: string }) => ({
    ...row,
    line: _id,
    notice: row.held
      ? 'held'
      : row.notice === 'told'
        ? SHOWN[states.get(row.noticeId ?? '') ?? 'queued']
        : row.notice,
  }));
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
