/** 定金: the first accepted deposit has the unit; finance takes it, two people count it (S0 篇2 §1.7, S1 §9). */
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { sayFen, sumFen } from '../../kernel/money';
import { strangersAmong } from '../../books/ledger/counters';
import { bookPayment, type PaymentToBook, putPlan, type Receipt } from '../../books/ledger/booking';
import { METHOD_NAMES, planFromTerms, transferKeyOf } from '../../books/ledger/rules';
import { paymentContract } from '../../money/payment/contract';
import { saleContract } from '../../deal/sale/contract';
import type { SaleTerms } from '../../books/terms/sale';
import { askForForm } from './form';
import type { DepositPart, Subscription, TakenDeposit } from './contract';
import { areTwoCounters, depositFor } from './rules';
import { waitForSigning } from './signing';
import { sell } from './unit';

type Sub = Draft<Subscription>;

/** Finance's task; due when the form lapses. */
export function askForDeposit(sub: Sub): void {
  sub.ask('take-deposit', { of: { roles: ['finance'] }, by: sub.deadline('depositBy')?.at });
}

/** @throws `two-counters-required`, `wrong-amount`, and at the commit `already-sold`, `already-booked` */
export async function takeDeposit(
  sub: Sub,
  { parts, countedBy }: Subscription['steps']['take-deposit'],
): Promise<void> {
  const { data, policy } = sub;
  if (data.lostUnitId) sub.refuse('already-sold', `${data.lostUnitId} 已售出 it is sold`);
  const counters = await Promise.all(countedBy.map((id) => look.colleague(sub.projectId, id, sub.at)));
  if (!areTwoCounters(countedBy, data.consultantId) || counters.includes(undefined)) {
    sub.refuse(
      'two-counters-required',
      '定金须由两人点款，经办人除外 two different people count a deposit, not the owner',
      { field: 'countedBy' },
    );
  }
  if (strangersAmong(counters).length > 0) {
    sub.refuse('two-counters-required', '外单位人员不得点款 only people of the house count a deposit', {
      field: 'countedBy',
    });
  }
  const dueFen = data.depositFen ?? (await depositOnList(sub));
  const amountFen = sumFen(parts.map((part) => part.amountFen));
  if (amountFen !== dueFen)
    sub.refuse(
      'wrong-amount',
      `定金为 ${sayFen(dueFen)} 元，不是 ${sayFen(amountFen)} 元 the deposit is ${dueFen} fen`,
      { dueFen },
    );
  await sell(sub);
  data.depositFen = dueFen;
  data.deposit = await bookDeposit(sub, parts, countedBy, amountFen);
  const isReservation = policy.moneyFirst && data.clientSignedAt === undefined;
  sub.notify(
    isReservation ? 'subscription.reservation-received' : 'subscription.deposit-received',
    { clientId: data.buyers[0] },
    {
      unit: { unit: data.unitId },
      amountFen,
      receiptNo: data.deposit.receiptNo,
      signFormBy: sub.say(sub.deadline('depositBy')?.at ?? sub.at),
      signBy: data.signBy === undefined ? undefined : sub.sayDay(data.signBy),
    },
    { documentId: data.deposit.receiptId },
  );
  if (isReservation) {
    sub.shut('change-unit');
    return askForForm(sub);
  }
  await becomeSubscribed(sub);
}

/** Before a form is filled in (money first) the deposit is that of the list price. */
async function depositOnList(sub: Sub): Promise<number> {
  const price = await look.priceInForce(sub.projectId, sub.data.unitId, sub.at);
  const { depositFen, depositMaxPercent } = sub.policy;
  return price ? depositFor(price.totalFen, depositFen, depositMaxPercent) : depositFen;
}

/** One payment per part, one receipt for all of them; money the bank has reported is taken up by its reference. */
async function bookDeposit(
  sub: Sub,
  parts: DepositPart[],
  countedBy: string[],
  amountFen: number,
): Promise<TakenDeposit> {
  const payeeAccount = (await look.houseAccount(sub.projectId)) ?? 'house';
  const receipt = depositReceipt(sub, parts, countedBy, amountFen);
  const paymentIds: string[] = [];
  for (const [nth, part] of parts.entries()) {
    const transfer = transferKeyOf({ direction: 'in', payeeAccount, ...part });
    const seen = transfer === undefined ? undefined : await look.transferSeen(transfer);
    const waiting = seen?.state === 'unmatched' ? seen : undefined;
    if (waiting && waiting.amountFen !== part.amountFen) {
      sub.refuse(
        'wrong-amount',
        `银行来款 ${part.reference} 为 ${sayFen(waiting.amountFen)} 元 the bank reported another amount`,
        {
          field: `parts.${nth}`,
        },
      );
    }
    const payment: PaymentToBook = {
      id: waiting?.paymentId ?? `P-${sub.key}-${sub.rev}-${nth}`,
      direction: 'in',
      ...part,
      receivedAt: sub.at,
      payeeAccount,
      payer: { relation: 'buyer', name: { client: sub.data.buyers[0] as string } },
      countedBy,
      splits: [
        { saleKey: sub.key, unitId: sub.data.unitId, account: 'house', amountFen: part.amountFen, instalmentNo: 0 },
      ],
    };
    await bookPayment(sub, payment, { receipt, takesUp: waiting ? 'unmatched' : undefined });
    if (waiting) sub.tell(paymentContract, payment.id, 'taken-up', {}, { optional: true });
    paymentIds.push(payment.id);
  }
  const { number: receiptNo, id: receiptId } = receipt;
  return {
    amountFen,
    parts,
    paymentIds,
    receiptNo,
    receiptId,
    countedBy,
    takenBy: sub.actor.staffId,
    takenAt: sub.at,
  };
}

/** 定金收据: unit, figures, words, method, who counted; after a correction of the unit instead of the one before. */
export function depositReceipt(
  sub: Sub,
  parts: DepositPart[],
  countedBy: string[],
  amountFen: number,
  insteadOf?: string,
): Receipt {
  const isReservation = sub.policy.moneyFirst && sub.data.clientSignedAt === undefined;
  const fields = {
    unit: { unit: sub.data.unitId },
    payerName: { client: sub.data.buyers[0] as string },
    amountFen,
    method: [...new Set(parts.map((part) => METHOD_NAMES[part.method]))],
    purpose: isReservation ? '预定款（签署认购书后转为定金）' : '定金',
    receivedOn: sub.sayDate(sub.at),
    countedBy: countedBy.map((staff) => ({ staff })),
    reference: parts.flatMap((part) => part.reference ?? []).join('、') || undefined,
  };
  const clientId = sub.data.buyers[0];
  if (insteadOf === undefined) return sub.document('deposit-receipt', fields, { clientId });
  return sub.reissue(insteadOf, 'deposit-receipt', fields, { clientId, reason: '更正房号' });
}

/** 定房: the sale goes on to its next phases, the copies are handed out, the day of signing counts. */
export async function becomeSubscribed(sub: Sub): Promise<void> {
  const { data, policy } = sub;
  const terms = termsOf(sub);
  sub.drop('depositBy');
  sub.shut('take-deposit', 'change-unit', 'fill', 'void-form');
  putPlan(sub, sub.key, 1, planFromTerms(terms));
  sub.to('subscribed');
  sub.ask('distribute', {
    of: { roles: ['assistant'] },
    within: policy.distributeWithin,
    policyKey: 'distributeWithin',
    escalate: [{ to: { roles: ['supervisor'] } }],
  });
  sub.allow('correct-unit');
  waitForSigning(sub, data.signBy as number);
  sub.tell(saleContract, sub.key, 'subscribed', { terms });
}

/** What the phases after this one are told. */
export function termsOf({ data }: Sub): SaleTerms {
  return {
    unitId: data.unitId,
    buyers: data.buyers,
    consultantId: data.consultantId,
    unitPriceFen: data.unitPriceFen as number,
    priceFen: data.priceFen as number,
    depositFen: data.depositFen as number,
    plan: data.plan as SaleTerms['plan'],
    signBy: data.signBy as number,
    mortgageBy: data.mortgageBy,
    formNo: data.formNo as string,
    depositReceiptNo: data.deposit?.receiptNo as string,
  };
}
