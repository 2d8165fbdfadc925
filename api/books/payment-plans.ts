import { z } from 'zod';
import type { PlanRow } from '../../workflows/books/ledger/rules';
import { requireProject } from '../kernel/caller';
import { rowsOf } from '../kernel/deps';
import { notFound } from '../kernel/problems';
import { defineRoute, type Route } from '../kernel/route';
import { date, time } from '../kernel/shown';
import { withIsoTimes, zoneOf } from '../kernel/time';

interface PlanDoc {
  _id: string;
  saleKey: string;
  projectId: string;
  version: number;
  rows: PlanRow[];
  since: Date;
}

/** A row of a plan. */
export const planRow = z.object({
  no: z.int().meta({ description: '0 is the deposit' }),
  kind: z.enum(['deposit', 'down-payment', 'instalment', 'loan']),
  amountFen: z.int(),
  dueOn: date().optional(),
  payer: z.enum(['client', 'bank']),
  lateSinceOn: date().optional(),
});

const version = { version: z.int(), since: time(), rows: z.array(planRow) };
const planAnswer = z.object({
  saleKey: z.string(),
  projectId: z.string(),
  ...version,
  totalFen: z.int(),
  versions: z.array(z.object(version)).meta({ description: 'the one in force first' }),
});

/** `/v1/payment-plans/{saleKey}`: the plan in force, and the versions before it. */
export const paymentPlanRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/payment-plans/:saleKey',
    wing: 'money',
    summary: '付款计划 Payment plan of a sale',
    answer: planAnswer,
    async handle({ deps, caller, params }) {
      const { saleKey = '' } = params;
      const plans = await rowsOf<PlanDoc>(deps, 'payment_plans').find({ saleKey }).sort({ version: -1 }).toArray();
      const [now] = plans;
      if (!now) throw notFound('付款计划 payment plan');
      requireProject(caller, now.projectId);
      const versions = plans.map(({ version, rows, since }) => ({ version, since, rows }));
      const totalFen = now.rows.reduce((sum, row) => sum + row.amountFen, 0);
      const body = {
        saleKey,
        projectId: now.projectId,
        version: now.version,
        since: now.since,
        totalFen,
        rows: now.rows,
        versions,
      };
      return { status: 200, body: withIsoTimes(body, await zoneOf(deps, now.projectId)) };
    },
  }),
];
