/** What a subscription has of its unit: confirmed, sold, let go. The unit's row is the truth (unit-row). */
import type { Draft } from '../../kernel/draft';
import type { Subscription } from './contract';
import { releaseUnit, reserveUnit, type SaleOnUnit, sellUnit, unreserveUnit } from '../../books/unit/row';

type Sub = Draft<Subscription>;

export function saleOf({ key, data }: Sub): SaleOnUnit {
  return { saleKey: key, consultantId: data.consultantId, leadId: data.leadId };
}

/** 核查销控 by the controller, before any money [S1]. */
export function askForUnitCheck(sub: Sub): void {
  sub.to('checking');
  sub.ask('unit-check', {
    of: { roles: ['controller'] },
    within: sub.policy.checkWithin,
    policyKey: 'checkWithin',
    escalate: [{ to: { roles: ['sales-manager'] } }],
  });
}

/** @throws the unit codes */
export async function reserve(sub: Sub): Promise<void> {
  await reserveUnit(sub, sub.data.unitId, saleOf(sub));
}

/** First accepted deposit wins. @throws `already-sold`, `unit-blocked`, `unit-offered` */
export async function sell(sub: Sub): Promise<void> {
  await sellUnit(sub, sub.data.unitId, saleOf(sub));
}

/** Whatever this sale has of the unit is free again. */
export async function letGo(sub: Sub): Promise<void> {
  if (sub.data.deposit) await releaseUnit(sub, sub.data.unitId, sub.key);
  else await unreserveUnit(sub, sub.data.unitId, sub.key);
}
