/** 更正房号 after the deposit: another unit was written down than the client bought. */
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { putPlan } from '../../books/ledger/booking';
import { planFromTerms } from '../../books/ledger/rules';
import { saleContract } from '../../deal/sale/contract';
import type { Plan } from '../../books/terms/sale';
import { collectCopies } from './change';
import type { Subscription, TakenDeposit } from './contract';
import { depositReceipt, termsOf } from './deposit';
import { enterForm, filledFields, voidForm } from './form';
import { planFor } from './rules';
import { saleOf } from './unit';
import { moveSale, unitOnSale } from '../../books/unit/row';

type Sub = Draft<Subscription>;

/** The wrong unit stands on the form. @throws the unit codes */
export async function requestCorrection(
  sub: Sub,
  { toUnitId, reason }: Subscription['steps']['correct-unit'],
): Promise<void> {
  const { data } = sub;
  await unitOnSale(sub, toUnitId, saleOf(sub));
  // What is to be approved does not change under the manager's pen.
  sub.shut('correct-unit');
  data.correction = { fromUnitId: data.unitId, toUnitId, reason, requestedBy: sub.actor.staffId, at: sub.at };
  sub.ask('approve-correction', {
    of: { roles: ['sales-manager'] },
    notBy: [sub.actor.staffId],
    within: sub.policy.managerSignWithin,
    policyKey: 'managerSignWithin',
    escalate: [{ to: { roles: ['executive'] } }],
  });
}

/**
 * Both units change in one act; form and receipt are made anew at the right unit's list price, the deposit stays.
 * @throws `price-outside-range`, the unit codes
 */
export async function decideCorrection(sub: Sub, ok: boolean): Promise<void> {
  const { data } = sub;
  const correction = data.correction as NonNullable<typeof data.correction>;
  delete data.correction;
  sub.allow('correct-unit');
  if (!ok) return;
  const { fromUnitId, toUnitId, reason } = correction;
  const list = await look.priceInForce(sub.projectId, toUnitId, sub.at);
  if (!list)
    return sub.refuse('price-outside-range', `${toUnitId} 不在现行价目表中 it is not on the price list in force`);
  await moveSale(sub, fromUnitId, toUnitId, saleOf(sub), reason);
  const { signers, clientSignedAt, consultantSignedAt, managerSignedBy, managerSignedAt } = data;
  voidForm(sub, '更正房号');
  Object.assign(data, { signers, clientSignedAt, consultantSignedAt, managerSignedBy, managerSignedAt });
  Object.assign(data, {
    unitId: toUnitId,
    priceListNo: list.no,
    unitPriceFen: list.unitPriceFen,
    priceFen: list.totalFen,
  });
  data.plan = planFor(data.plan as Plan, list.totalFen);
  sub.about = toUnitId;
  collectCopies(sub);
  enterForm(sub, filledFields(sub, list.areaHundredths));
  redoReceipt(sub, data.deposit as TakenDeposit);
  await redoPlan(sub);
  sub.notify(
    'subscription.unit-corrected',
    { clientId: data.buyers[0] },
    {
      fromUnit: { unit: fromUnitId },
      toUnit: { unit: toUnitId },
      reason: { personal: reason },
    },
  );
  const terms = termsOf(sub);
  sub.tell(saleContract, sub.key, 'terms-changed', { terms });
}

function redoReceipt(sub: Sub, deposit: TakenDeposit): void {
  const { parts, countedBy, amountFen, receiptId } = deposit;
  const { id, number } = depositReceipt(sub, parts, countedBy, amountFen, receiptId);
  Object.assign(deposit, { receiptId: id, receiptNo: number });
}

async function redoPlan(sub: Sub): Promise<void> {
  const { version } = await look.ledgerOf(sub.key);
  putPlan(sub, sub.key, version + 1, planFromTerms(termsOf(sub)));
}
