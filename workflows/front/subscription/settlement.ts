/** Whose fault it is that no contract was signed, and what goes back (Civil Code 586–587; S0: 定金原则上不退还). */
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { sayFen } from '../../kernel/money';
import { bookPayment, type PaymentToBook, writeLine } from '../../books/ledger/booking';
import { saleContract } from '../../deal/sale/contract';
import { voidForm } from './form';
import type { Cancellation, Fault, Settlement, Subscription } from './contract';
import { settlementOf } from './rules';
import { letGo } from './unit';

type Sub = Draft<Subscription>;

/** End without money: the form is void, the unit free, the sale told. */
export async function end(sub: Sub, outcome: Subscription['status'], reason: string): Promise<void> {
  voidForm(sub, reason);
  await letGo(sub);
  tellSale(sub, outcome, false);
  sub.finish(outcome);
}

/** 责任认定 by the sales manager; signing stays open until then. */
export function askForFault(sub: Sub): void {
  sub.to('fault-decision');
  sub.drop('signBy');
  sub.drop('signGrace');
  sub.drop('signReminder');
  sub.shut('correct-unit', 'approve-correction');
  sub.ask('decide-fault', {
    of: { roles: ['sales-manager'] },
    notBy: [sub.data.consultantId, sub.data.cancel?.askedBy],
    within: sub.policy.decideFault,
    policyKey: 'decideFault',
    escalate: [{ to: { roles: ['executive'] } }],
  });
}

/** @throws `demand-missing` */
export async function decideFault(
  sub: Sub,
  { fault, reason, evidenceIds }: Subscription['steps']['decide-fault'],
): Promise<void> {
  const { data } = sub;
  const buyersOwnCancel = data.cancel?.by === 'client' && data.cancel.applicationFileId !== undefined;
  if (fault === 'buyer' && data.demandServedAt === undefined && !buyersOwnCancel) {
    sub.refuse(
      'demand-missing',
      '签约催告未送达，买受人也未书面取消，不能定金不退 no forfeit before the demand is served or the buyer cancels',
    );
  }
  const decided = { fault, reason, evidenceIds, decidedBy: sub.actor.staffId, decidedAt: sub.at };
  await settle(sub, { ...(await settlementFor(sub, fault)), ...decided });
}

/** Nobody decides what the law says: without a loan that neither side could help, the deposit goes back (法释〔2020〕17号 19). */
export async function settleByLaw(
  sub: Sub,
  fault: Fault,
  { reason, applicationFileId }: Cancellation,
): Promise<void> {
  sub.shut('decide-fault');
  sub.drop('signBy');
  sub.drop('signGrace');
  sub.drop('signReminder');
  const evidenceIds = applicationFileId === undefined ? [] : [applicationFileId];
  await settle(sub, { ...(await settlementFor(sub, fault)), fault, reason, evidenceIds, decidedAt: sub.at });
}

async function settlementFor(sub: Sub, fault: Fault) {
  const amounts = {
    paidFen: await paidOnPrice(sub),
    depositFen: sub.data.depositFen as number,
    priceFen: sub.data.priceFen as number,
  };
  return settlementOf(fault, amounts, sub.policy.depositMaxPercent);
}

/** 预定款 without a signed form goes back in full, no decision needed [law]. */
export async function returnAll(sub: Sub, reason: string): Promise<void> {
  const returnedFen = await paidOnPrice(sub);
  await settle(sub, {
    returnedFen,
    compensationFen: 0,
    keptFen: 0,
    outcome: 'returned',
    reason,
    evidenceIds: [],
    decidedAt: sub.at,
  });
}

async function settle(sub: Sub, settlement: Settlement): Promise<void> {
  const { data } = sub;
  data.settlement = settlement;
  voidForm(sub, '认购终止');
  await letGo(sub);
  sub.shut('extend', 'distribute', 'take-deposit', 'issue-form', 'change-unit', 'void-form', 'correct-unit');
  sub.drop('depositBy');
  const dueFen = settlement.returnedFen + settlement.compensationFen;
  if (settlement.keptFen > 0) await keep(sub, settlement.keptFen);
  if (dueFen === 0) {
    tellClient(sub, settlement, '');
    tellSale(sub, settlement.outcome, false);
    return sub.finish(settlement.outcome);
  }
  sub.to('paying-back');
  sub.ask('pay-back', {
    of: { roles: ['finance'] },
    within: sub.policy.payBackWithin,
    policyKey: 'payBackWithin',
    escalate: [{ to: { roles: ['executive'] } }],
  });
  tellClient(sub, settlement, sub.sayDay(sub.find('pay-back')?.due ?? sub.at));
  tellSale(sub, settlement.outcome, true);
}

/** A kept deposit goes out of `house`, into `forfeit`: one transfer inside the books. */
async function keep(sub: Sub, amountFen: number): Promise<void> {
  const payment = await paymentOut(sub, { amountFen, method: 'transfer' }, '没收定金');
  const split = { saleKey: sub.key, unitId: sub.data.unitId, amountFen };
  const out: PaymentToBook = { ...payment, splits: [{ ...split, account: 'house' }] };
  await bookPayment(sub, out);
  writeLine(sub, { ...out, direction: 'in' }, { ...split, account: 'forfeit' }, `${payment.id}#1`);
}

/** The ledger's money out, approved by the decision. @throws `wrong-amount` */
export async function payBack(sub: Sub, body: Subscription['steps']['pay-back']): Promise<void> {
  const settlement = sub.data.settlement as Settlement;
  const dueFen = settlement.returnedFen + settlement.compensationFen;
  if (body.amountFen !== dueFen)
    sub.refuse(
      'wrong-amount',
      `应退 ${sayFen(dueFen)} 元，不是 ${sayFen(body.amountFen)} 元 ${dueFen} fen go back`,
      { dueFen },
    );
  const payment = await paymentOut(sub, body, '退款');
  const split = { saleKey: sub.key, unitId: sub.data.unitId };
  const splits: PaymentToBook['splits'] = [{ ...split, account: 'house', amountFen: settlement.returnedFen }];
  if (settlement.compensationFen > 0)
    splits.push({ ...split, account: 'compensation', amountFen: settlement.compensationFen });
  await bookPayment(sub, { ...payment, splits: splits.filter(({ amountFen }) => amountFen > 0) });
  settlement.paidAt = sub.at;
  tellSale(sub, settlement.outcome, false);
  sub.finish(settlement.outcome);
}

async function paymentOut(
  sub: Sub,
  { amountFen, method, reference }: Pick<PaymentToBook, 'amountFen' | 'method' | 'reference'>,
  relation: string,
): Promise<Omit<PaymentToBook, 'splits'>> {
  return {
    id: `P-${sub.key}-${sub.rev}-out`,
    direction: 'out',
    amountFen,
    method,
    reference,
    receivedAt: sub.at,
    payeeAccount: (await look.houseAccount(sub.projectId)) ?? 'house',
    payer: { relation, name: { client: sub.data.buyers[0] as string } },
    countedBy: [],
  };
}

async function paidOnPrice(sub: Sub): Promise<number> {
  const { lines } = await look.ledgerOf(sub.key);
  return lines
    .filter((line) => line.account === 'house' && !line.reversed)
    .reduce((sum, line) => sum + line.amountFen, 0);
}

function tellClient(sub: Sub, settlement: Settlement, payBy: string): void {
  const unit = { unit: sub.data.unitId };
  const to = { clientId: sub.data.buyers[0] };
  const reason = settlement.reason ? { personal: settlement.reason } : '';
  const amountFen = settlement.returnedFen + settlement.compensationFen;
  if (settlement.keptFen > 0)
    sub.notify('subscription.deposit-kept', to, { unit, amountFen: settlement.keptFen, reason });
  if (settlement.compensationFen > 0)
    sub.notify('subscription.deposit-doubled', to, { unit, amountFen, payBy, reason });
  else if (amountFen > 0) sub.notify('subscription.deposit-refund', to, { unit, amountFen, payBy });
}

/** `owed`: money is still to be paid back. */
function tellSale(sub: Sub, outcome: string, owed: boolean): void {
  sub.tell(saleContract, sub.key, 'subscription-ended', { outcome, owed });
}
