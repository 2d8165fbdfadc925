import { subscriptionSchema } from '../../../workflows/front/subscription/schema';
import { reference, unit } from '../../../workflows/kernel/fields';
import { saleContract } from '../../../workflows/deal/sale/contract';
import { subscriptionContract } from '../../../workflows/front/subscription/contract';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Call } from '../../kernel/route';

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
  schema: subscriptionSchema,
  aliases: ['/subscriptions/:key'],
  steps: {
    'manager-sign': { settled: saleHasGoneOn },
    'take-deposit': { moneyMoves: true, settled: saleHasGoneOn },
    'decide-fault': { moneyMoves: true, settled: saleHasHeard },
    'pay-back': { moneyMoves: true, settled: saleHasHeard },
  },
  filters: {
    unitId: { field: 'data.unitId', schema: unit('房号') },
    formNo: { field: 'data.forms.formNo', schema: reference('认购书编号') },
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
