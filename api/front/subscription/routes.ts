import { z } from 'zod';
import { saleContract } from '../../../workflows/deal/sale/contract';
import { subscriptionContract } from '../../../workflows/front/subscription/contract';
import { date, fen, instant, word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import { step } from '../../kernel/process-table';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Call } from '../../kernel/route';
import { shownSubscription } from './shown';
import { plan } from '../../books/terms';

const nothing = z.strictObject({});

const filled = z
  .strictObject({
    unitId: word(),
    unitPriceFen: fen(1),
    totalFen: fen(1),
    plan,
    signBy: date().optional(),
    mortgageBy: date().optional(),
    grantId: word().optional(),
  })
  .refine((b) => b.plan.kind !== 'mortgage' || b.mortgageBy, {
    path: ['mortgageBy'],
    error: '按揭付款须约定办理期限',
  });

const part = z
  .strictObject({
    method: z.enum(['cash', 'pos', 'transfer', 'cheque']),
    amountFen: fen(1),
    reference: word().optional(),
  })
  .refine((p) => (p.method === 'cash') === (p.reference === undefined), {
    path: ['reference'],
    error: '非现金须填凭证号，现金不填',
  });

const isOk = (what: string) => ({ path: [what], error: '不通过须说明原因' });

/** The sale has acted on it when it is no longer subscribing, and its next phases are there. */
async function saleHasGoneOn({ deps }: Call, key: string): Promise<boolean> {
  const [sale, subscription] = await Promise.all([
    deps.models.recordsOf(saleContract).findById(key, { status: 1, data: 1 }).lean(),
    deps.models.recordsOf(subscriptionContract).findById(key, { status: 1 }).lean(),
  ]);
  if (subscription?.status !== 'subscribed' || !sale) return true;
  if (sale.status === 'subscribing') return false;
  const { begun } = sale.data as { begun: string[] };
  const others = begun.filter((phase) => phase !== subscriptionContract.name);
  const there = await Promise.all(others.map((phase) => deps.models.audit.exists({ _id: `${phase}:${key}#1` })));
  return there.every((entry) => entry !== null);
}

/** `/v1/sales/{key}/subscription` 认购. */
export const subscriptionRoutes = defineProcessRoutes(subscriptionContract, {
  wing: 'sale',
  path: '/sales/:key/subscription',
  data: shownSubscription,
  aliases: ['/subscriptions/:key'],
  steps: {
    'unit-check': {
      body: z
        .strictObject({ ok: z.boolean(), reason: personal().optional() })
        .refine((b) => b.ok || b.reason, isOk('reason')),
    },
    'issue-form': { body: nothing },
    fill: { body: filled },
    check: {
      body: z
        .strictObject({ ok: z.boolean(), problems: z.array(personal()).optional() })
        .refine((b) => b.ok || b.problems?.length, isOk('problems')),
    },
    'client-sign': {
      body: z.strictObject({
        signers: z
          .array(z.strictObject({ clientId: word(), agentDocId: word().optional() }))
          .min(1)
          .max(20),
      }),
    },
    'consultant-sign': { body: nothing },
    'manager-sign': {
      body: z
        .strictObject({ ok: z.boolean(), reason: personal().optional() })
        .refine((b) => b.ok || b.reason, isOk('reason')),
      settled: saleHasGoneOn,
    },
    'take-deposit': {
      body: z.strictObject({ parts: z.array(part).min(1).max(20), countedBy: z.array(word()).min(1).max(10) }),
      moneyMoves: true,
      settled: saleHasGoneOn,
    },
    distribute: { body: nothing },
    'change-unit': { body: z.strictObject({ unitId: word() }) },
    'void-form': { body: z.strictObject({ reason: personal(), copiesReturned: z.int().min(0).max(4) }) },
    'correct-unit': { body: z.strictObject({ toUnitId: word(), reason: personal() }) },
    'approve-correction': { body: z.strictObject({ ok: z.boolean() }) },
    extend: step({
      body: z
        .strictObject({ depositBy: instant().optional(), signBy: date().optional(), reason: personal() })
        .refine((b) => (b.depositBy === undefined) !== (b.signBy === undefined), {
          path: ['depositBy'],
          error: '延长交定金期限或签约期限，二者择一',
        }),
      prepare: (body) => body,
    }),
    'decide-fault': {
      body: z.strictObject({
        fault: z.enum(['buyer', 'seller', 'none']),
        reason: personal(),
        evidenceIds: z.array(word()).max(50).default([]),
      }),
      moneyMoves: true,
      settled: saleHasHeard,
    },
    'pay-back': {
      body: z
        .strictObject({
          amountFen: fen(1),
          method: z.enum(['cash', 'pos', 'transfer', 'cheque']),
          reference: word().optional(),
        })
        .refine((p) => p.method === 'cash' || p.reference, { path: ['reference'], error: '非现金须填凭证号' }),
      moneyMoves: true,
      settled: saleHasHeard,
    },
  },
  events: {},
  filters: {
    unitId: { field: 'data.unitId', schema: word() },
    formNo: { field: 'data.forms.formNo', schema: word() },
  },
});

/** The sale knows how the subscription ended. */
async function saleHasHeard({ deps }: Call, key: string): Promise<boolean> {
  const [sale, subscription] = await Promise.all([
    deps.models.recordsOf(saleContract).findById(key, { open: 1, data: 1 }).lean(),
    deps.models.recordsOf(subscriptionContract).findById(key, { open: 1 }).lean(),
  ]);
  const { outcome } = (sale?.data ?? {}) as { outcome?: string };
  return outcome !== undefined && sale?.open === subscription?.open;
}
