import { z } from 'zod';
import { day, project } from '../../workflows/kernel/fields';
import type { PaymentRow } from '../../models/books';
import { dayOfUnits } from '../../activities/books/unit/daily-review';
import { METHODS } from '../../workflows/books/ledger/rules';
import { subscriptionContract } from '../../workflows/front/subscription/contract';
import { visitClaimContract } from '../../workflows/front/visit-claim/contract';
import { rowsOf } from '../kernel/deps';
import { defineRoute, type Route } from '../kernel/route';
import { date } from '../kernel/shown';
import { withIsoTimes } from '../kernel/time';
import { depositReceipt } from '../resources/daily-reviews';
import { daysOf, type Days, READERS } from './period';

const query = z.object({ projectId: project('项目'), date: day('日期') });

const unitIds = z.array(z.string());
const dailySales = z
  .object({
    projectId: z.string(),
    date: date(),
    visits: z.int(),
    subscriptionsBegun: z.int(),
    reserved: unitIds,
    sold: unitIds,
    signed: unitIds,
    released: unitIds,
    receivedFen: z.int(),
    receivedByMethod: z.array(z.object({ method: z.enum(METHODS), amountFen: z.int() })),
    paidOutFen: z.int(),
    depositReceipts: z.array(depositReceipt),
    soldWithoutReceipt: unitIds,
    receiptsWithoutSale: z.array(z.string()),
    agrees: z.boolean(),
  })
  .meta({ title: 'DailySales' });

/** 销售日报: the day's visitors, sales and money, with what does not agree with finance's receipts (S1 客服 一). */
const report = defineRoute({
  method: 'get',
  path: '/reports/daily-sales',
  wing: 'work',
  summary: '销售日报 The day’s sales, reconciled with finance',
  roles: READERS,
  query,
  answer: dailySales,
  async handle({ deps, caller, query: { projectId, date: on } }) {
    const days = await daysOf({ deps, caller, query: { projectId, from: on, to: on } });
    const { start, end, project } = days;
    const begunThatDay = { projectId, startedAt: { $gte: start.getTime(), $lt: end.getTime() } };
    const count = (collection: string, more: object = {}) =>
      deps.models.records(collection).countDocuments({ ...begunThatDay, ...more } as never);
    const [visits, sales, units, payments] = await Promise.all([
      count(visitClaimContract.collection, { status: { $ne: 'cancelled' } }),
      count(subscriptionContract.collection),
      dayOfUnits(deps, projectId, on),
      moneyOf(rowsOf<PaymentRow>(deps, 'payments'), days),
    ]);
    const { changes, receipts, soldWithoutReceipt, receiptsWithoutSale } = units;
    const went = (status: string) => changes.filter(({ to }) => to === status).map(({ unitId }) => unitId);
    const released = changes
      .filter(({ from, to }) => from === 'sold' && to !== 'signed')
      .map(({ unitId }) => unitId);
    const body = {
      projectId,
      date: on,
      visits,
      subscriptionsBegun: sales,
      reserved: went('reserved'),
      sold: went('sold'),
      signed: went('signed'),
      released,
      ...payments,
      depositReceipts: receipts,
      soldWithoutReceipt,
      receiptsWithoutSale,
      agrees: soldWithoutReceipt.length + receiptsWithoutSale.length === 0,
    };
    return { status: 200, body: withIsoTimes(body, project.zone) };
  },
});

/** Booked money of the day, in and out, and in by method. */
async function moneyOf(payments: ReturnType<typeof rowsOf<PaymentRow>>, { project, start, end }: Days) {
  const rows = await payments
    .find({ projectId: project._id, receivedAt: { $gte: start, $lt: end }, state: 'booked' } as never)
    .toArray();
  const sum = (some: PaymentRow[]) => some.reduce((total, { amountFen }) => total + amountFen, 0);
  const moneyIn = rows.filter(({ direction }) => direction === 'in');
  const methods = [...new Set(moneyIn.map(({ method }) => method))].sort();
  return {
    receivedFen: sum(moneyIn),
    receivedByMethod: methods.map((method) => ({
      method,
      amountFen: sum(moneyIn.filter((row) => row.method === method)),
    })),
    paidOutFen: sum(rows.filter(({ direction }) => direction === 'out')),
  };
}

export const dailySalesReport: Route[] = [report];
