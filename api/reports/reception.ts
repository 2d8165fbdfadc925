import { z } from 'zod';
import type { RecordOf } from '../../models/kernel';
import { type VisitClaim, visitClaimContract } from '../../workflows/front/visit-claim/contract';
import { pageQuery, readPage } from '../kernel/paging';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { date, pageAnswer, time } from '../kernel/shown';
import { withIsoTimes } from '../kernel/time';
import { daysOf, periodQuery, READERS } from './period';

const ORDER = { startedAt: 1, _id: 1 } as const;
const bookQuery = z.object({ ...periodQuery, ...pageQuery() });

const bookAnswer = pageAnswer(
  z.object({
    visitId: z.string(),
    bookNo: z.string(),
    arrivedAt: time(),
    clientName: z.string().optional(),
    contactedBefore: z.enum(['no', 'named', 'forgotten']),
    receiverId: z.string(),
    servedBy: z.string().optional(),
    ownerId: z.string().optional(),
    status: z.string(),
    leftAt: time().optional(),
    packComplete: z.boolean().optional(),
    packMissing: z.array(z.string()).optional(),
    nextVisitAt: time().optional(),
    noNextVisitReason: z.string().optional(),
    cancelReason: z.string().optional(),
  }),
);

/** 上门客户登记本: every number of the days, the cancelled ones too. */
const book = defineRoute({
  method: 'get',
  path: '/reports/visitor-book',
  wing: 'work',
  summary: '上门客户登记本 The visitor book',
  answer: bookAnswer,
  roles: READERS,
  query: bookQuery,
  async handle(call) {
    const { project, start, end } = await daysOf(call);
    const { page, nextCursor } = await readPage(
      visits(call),
      arrivedIn(project._id, start, end),
      ORDER,
      call.query,
    );
    const names = await namesOf(call, page);
    const items = page.map((row) => {
      const visit = row.data;
      const { bookNo, arrivedAt, contactedBefore, receiverId, servedBy, ownerId, leftAt } = visit;
      const { packComplete, packMissing, nextVisitAt, noNextVisitReason, cancelReason } = visit;
      return {
        visitId: row._id,
        bookNo,
        arrivedAt,
        clientName: names.get(visit.clientId),
        contactedBefore,
        receiverId,
        servedBy,
        ownerId,
        status: row.status,
        leftAt,
        packComplete,
        packMissing,
        nextVisitAt,
        noNextVisitReason,
        cancelReason,
      };
    });
    return { status: 200, body: { items: withIsoTimes(items, project.zone), nextCursor } };
  },
});

interface Tally {
  receptions: number;
  /** Left with the full pack, of those that have left. */
  withPack: number;
  /** Left with a next date. */
  withNextVisit: number;
  left: number;
}

const nothing = (): Tally => ({ receptions: 0, left: 0, withPack: 0, withNextVisit: 0 });

const tally = z.object({
  receptions: z.int(),
  left: z.int(),
  withPack: z.int(),
  withNextVisit: z.int(),
  packPercent: z.int().optional(),
  nextVisitPercent: z.int().optional(),
});
const ratesAnswer = tally.extend({
  projectId: z.string(),
  from: date(),
  to: date(),
  staff: z.array(tally.extend({ staffId: z.string() })),
});

/** 资料袋与约访率: how many visitors leave with the full pack and a next date (S0 §6), in all and by who served. */
const rates = defineRoute({
  method: 'get',
  path: '/reports/reception',
  wing: 'work',
  summary: '资料袋齐备率与约访率 Pack and next-visit rates',
  answer: ratesAnswer,
  roles: READERS,
  query: z.object(periodQuery),
  async handle(call) {
    const { project, start, end } = await daysOf(call);
    const rows = await visits(call)
      .find({ ...arrivedIn(project._id, start, end), status: { $ne: 'cancelled' } })
      .lean();
    const all = nothing();
    const byStaff = new Map<string, Tally>();
    for (const row of rows) {
      const visit = row.data;
      const who = visit.servedBy ?? visit.receiverId;
      const mine = byStaff.get(who) ?? nothing();
      byStaff.set(who, mine);
      for (const tally of [all, mine]) count(tally, visit);
    }
    const staff = [...byStaff]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([staffId, t]) => ({ staffId, ...rated(t) }));
    const { from, to } = call.query;
    return { status: 200, body: { projectId: project._id, from, to, ...rated(all), staff } };
  },
});

function count(tally: Tally, { leftAt, packComplete, nextVisitAt }: VisitClaim['data']): void {
  tally.receptions += 1;
  if (leftAt === undefined) return;
  tally.left += 1;
  if (packComplete) tally.withPack += 1;
  if (nextVisitAt !== undefined) tally.withNextVisit += 1;
}

/** Rates in whole percent of the visitors who have left; nothing while none has. */
function rated(tally: Tally) {
  const percent = (part: number) => (tally.left === 0 ? undefined : Math.round((part * 100) / tally.left));
  return { ...tally, packPercent: percent(tally.withPack), nextVisitPercent: percent(tally.withNextVisit) };
}

function visits({ deps }: Pick<Call, 'deps'>) {
  return deps.models.recordsOf(visitClaimContract);
}

function arrivedIn(projectId: string, start: Date, end: Date) {
  return { projectId, startedAt: { $gte: start.getTime(), $lt: end.getTime() } };
}

async function namesOf({ deps }: Pick<Call, 'deps'>, rows: RecordOf<VisitClaim>[]): Promise<Map<string, string>> {
  const ids = rows.map((row) => row.data.clientId);
  const clients = await deps.models.clients.find({ _id: { $in: ids } }, { name: 1 }).lean();
  return new Map(clients.map(({ _id, name }) => [_id, name]));
}

export const receptionReports: Route[] = [book, rates];
