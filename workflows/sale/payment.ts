import type { SaleBrief } from '../../activities/reads/ledger';
import { defineProcess } from '../kernel/process';
import type { Draft } from '../kernel/draft';
import { look } from '../kernel/look';
import type { Field } from '../kernel/words';
import {
  bookPayment,
  noteUnbooked,
  type PaymentToBook,
  purposeOf,
  type Split,
  transferKeyOf,
  unbook,
} from './ledger';
import { interestThrough } from './ledger.interest';
import { accountsOf } from './ledger.rules';
import { type EnteredPayment, type EnteredSplit, type Payment, paymentContract } from './payment.contract';
import { areSplitsWhole, cashKeyOf, isOutsideSupervision, objectionTo } from './payment.rules';

type Entry = Draft<Payment>;

/** 收付款 (spec 3, payment ledger): book once, give receipts, tell those concerned; or wait for a person. */
export const payment = defineProcess<Payment>(paymentContract, {
  async begin(entry, { payment: entered, source, confirmDistinct, conflictsWith, isApproved }) {
    entry.data = { ...entered, source, enteredBy: entry.actor.staffId, conflictsWith };
    entry.about = entered.reference ?? entered.method;
    if (entered.direction === 'out') return requestOut(entry, isApproved === true);
    if (conflictsWith) return askAboutConflict(entry, conflictsWith);
    const sales = await salesOf(entered.splits);
    const isMatched = entered.splits.length > 0 && entered.splits.every((split) => sales.has(split.saleKey));
    if (source === 'channel' && !(isMatched && areSplitsWhole(entered.amountFen, entered.splits)))
      return askForMatch(entry);
    if (!isMatched) entry.refuse('validation-failed', 'there is no such sale', { field: 'splits' });
    if (source !== 'channel') await refuseObjections(entry);
    const day = entry.say(entered.receivedAt).split(' ')[0] as string;
    await book(entry, sales, { cashKey: confirmDistinct ? undefined : cashKeyOf(entered, day) });
  },

  steps: {
    async match(entry, { splits }) {
      const sales = await requireSales(entry, splits);
      entry.data.splits = splits;
      entry.data.matchedBy = entry.actor.staffId;
      if (!areSplitsWhole(entry.data.amountFen, splits)) {
        entry.refuse('wrong-amount', 'the splits do not sum to the amount', { field: 'splits' });
      }
      await book(entry, sales, { takesUp: 'unmatched' });
    },

    async 'resolve-conflict'(entry, { splits, reason }) {
      entry.refuseOwn(entry.data.source === 'finance' ? entry.data.enteredBy : undefined);
      entry.data.reason = reason;
      if (!splits) return entry.finish('resolved');
      const sales = await requireSales(entry, splits);
      entry.data.splits = splits;
      if (!areSplitsWhole(entry.data.amountFen, splits)) {
        entry.refuse('wrong-amount', 'the splits do not sum to the amount', { field: 'splits' });
      }
      await undoBooked(entry, entry.data.conflictsWith as string, reason);
      await book(entry, sales, { takesUp: 'conflict' });
    },

    'approve-out'(entry, { approved, reason }) {
      entry.refuseOwn(entry.data.enteredBy);
      entry.data.approvedBy = entry.actor.staffId;
      if (!approved) return withdraw(entry, 'rejected', reason);
      entry.changeRow('payments', entry.key, { state: 'requested' }, { state: 'approved' });
      askToPay(entry);
    },

    async 'confirm-paid'(entry, { bankReference }) {
      const { data } = entry;
      const sales = await requireSales(entry, data.splits);
      if (!data.changeId && data.approvedBy) await requireCover(entry);
      data.bankReference = bankReference;
      data.paidAt = entry.at;
      const paid = { ...toBook(entry, sales), reference: bankReference, receivedAt: entry.at };
      bookPayment(entry, paid, { takesUp: 'approved' });
      data.booked = paid.splits;
      for (const split of paid.splits) {
        const buyer = sales.get(split.saleKey)?.buyers[0];
        const isRefund = ['house', 'compensation'].includes(split.account);
        if (isRefund)
          entry.notify(
            'payment.refunded',
            { clientId: buyer },
            { unit: { unit: split.unitId }, amountFen: split.amountFen, purpose: purposeOf(split), bankReference },
          );
      }
      await tellSales(entry, paid.splits);
      releaseCover(entry);
      entry.finish('paid');
    },

    cancel(entry, { reason }) {
      withdraw(entry, 'cancelled', reason);
    },
  },

  deadlines: {},

  events: {
    'taken-up'(entry) {
      entry.finish('booked');
    },
  },
});

// ── Money in ─────────────────────────────────────────────────────────────────────────────────────────────

/** @throws the code of the first objection, and at the commit `possible-duplicate`, `already-booked` */
async function refuseObjections(entry: Entry): Promise<void> {
  const objection = objectionTo(entry.data, await supervised(entry), entry.policy.counters);
  if (objection) entry.refuse(objection.code, objection.message, { field: objection.field });
  const counters = await Promise.all(
    entry.data.countedBy.map((id) => look.colleague(entry.projectId, id, entry.at)),
  );
  if (counters.includes(undefined))
    entry.refuse('validation-failed', 'nobody of that id works here', { field: 'countedBy' });
}

async function supervised(entry: Entry): Promise<string[]> {
  const own = entry.policy.supervisedAccounts;
  return own.length > 0 ? own : look.supervisedAccounts(entry.projectId);
}

async function book(
  entry: Entry,
  sales: Map<string, SaleBrief>,
  options: { takesUp?: 'unmatched' | 'conflict'; cashKey?: string },
): Promise<void> {
  const { data } = entry;
  data.isWrongAccount = isOutsideSupervision(data, await supervised(entry)) || undefined;
  const booking = toBook(entry, sales);
  if (entry.policy.interestFirst) booking.splits = await interestFirst(entry, booking.splits, sales);
  const notes = data.isWrongAccount ? { isWrongAccount: true } : undefined;
  // in a conflict the booking that is being undone counts as well
  const timesReversed =
    (await look.timesReversed(transferKeyOf(booking))) + (options.takesUp === 'conflict' ? 1 : 0);
  const { receipts } = bookPayment(entry, booking, { ...options, notes, timesReversed });
  data.booked = booking.splits;
  data.receipts = receipts;
  for (const [i, split] of booking.splits.entries()) {
    entry.notify(
      'payment.receipt-issued',
      { clientId: sales.get(split.saleKey)?.buyers[0] },
      {
        unit: { unit: split.unitId },
        amountFen: split.amountFen,
        purpose: purposeOf(split),
        receivedOn: entry.say(data.receivedAt).split(' ')[0],
        receiptNo: receipts[i]?.number,
      },
    );
  }
  if (data.isWrongAccount) tellOfWrongAccount(entry, booking.splits);
  await tellSales(entry, booking.splits);
  payBackEndedSales(entry, booking, sales);
  entry.finish('booked');
}

/** [law 561] as a switch: interest accrued so far comes first, out of money that names no instalment. */
async function interestFirst(entry: Entry, splits: Split[], sales: Map<string, SaleBrief>): Promise<Split[]> {
  const parted = await Promise.all(
    splits.map(async (split) => {
      const ppmPerDay = sales.get(split.saleKey)?.contractTerms.latePaymentPpm;
      if (split.account !== 'house' || split.instalmentNo !== undefined || ppmPerDay === undefined) return [split];
      const { plan, lines } = await look.ledgerOf(split.saleKey);
      const accrued = interestThrough(
        plan,
        lines,
        [{ from: '2000-01-01', ppmPerDay }],
        entry.today,
        entry.calendar,
      );
      const paid = lines
        .filter((l) => l.account === 'late-interest' && !l.reversed)
        .reduce((sum, l) => sum + l.amountFen, 0);
      const interestFen = Math.min(split.amountFen, Math.max(accrued - paid, 0));
      const rest = { ...split, amountFen: split.amountFen - interestFen };
      return [{ ...split, account: 'late-interest' as const, amountFen: interestFen }, rest].filter(
        (s) => s.amountFen > 0,
      );
    }),
  );
  return parted.flat();
}

/** Spec 1: money for a sale that has ended goes back whole, without another approval. */
function payBackEndedSales(entry: Entry, booking: PaymentToBook, sales: Map<string, SaleBrief>): void {
  const splits = booking.splits
    .filter(({ saleKey }) => sales.get(saleKey)?.isCancelled)
    .map(({ unitId: _unit, ...split }) => split);
  if (splits.length === 0) return;
  const { reference: _reference, eventId: _event, ...entered } = enteredOf(entry);
  const amountFen = splits.reduce((sum, split) => sum + split.amountFen, 0);
  const back: EnteredPayment = { ...entered, direction: 'out', countedBy: [], amountFen, splits };
  entry.begin(paymentContract, `${entry.key}-back`, { payment: back, source: 'process', isApproved: true });
}

/** 来款待认领: no sale named, or one that is not known. */
async function askForMatch(entry: Entry): Promise<void> {
  const waiting = toBook(entry, new Map());
  noteUnbooked(entry, waiting, 'unmatched', await look.timesReversed(transferKeyOf(waiting)));
  entry.to('unmatched');
  const matchBy = askFinance(entry, 'match');
  const { reference = '', amountFen, receivedAt } = entry.data;
  entry.notify(
    'payment.unmatched',
    { roles: ['finance'] },
    {
      reference,
      amountFen,
      receivedAt: entry.say(receivedAt),
      payerName: payerName(entry, undefined),
      matchBy: entry.say(matchBy),
    },
  );
}

/** 来款金额不一致: finance's entry and the bank's message of one transfer differ. */
async function askAboutConflict(entry: Entry, paymentId: string): Promise<void> {
  const booked = await look.paymentRow(paymentId);
  entry.data.bookedAmountFen = booked?.amountFen;
  noteUnbooked(entry, toBook(entry, new Map()), 'conflict');
  entry.to('conflict');
  const decideBy = askFinance(entry, 'resolve-conflict');
  entry.notify(
    'payment.conflict',
    { roles: ['finance'] },
    {
      reference: entry.data.reference ?? '',
      bookedAmountFen: booked?.amountFen ?? 0,
      reportedAmountFen: entry.data.amountFen,
      decideBy: entry.say(decideBy),
    },
  );
}

function askFinance(entry: Entry, step: 'match' | 'resolve-conflict'): number {
  const { matchWithin, escalateAfter } = entry.policy;
  const escalate = [
    { to: { roles: ['sales-manager' as const] } },
    { to: { roles: ['executive' as const] }, after: escalateAfter },
  ];
  entry.ask(step, { of: { roles: ['finance'] }, within: matchWithin, policyKey: 'matchWithin', escalate });
  return entry.find(step)?.due ?? entry.at;
}

async function undoBooked(entry: Entry, paymentId: string, reason: string): Promise<void> {
  const booked = await look.paymentRow(paymentId);
  if (booked?.state !== 'booked')
    entry.refuse('step-not-open', 'the other entry is not booked: match or correct it first');
  const lines = booked.splits.map((split, i) => split.lineId ?? `${paymentId}#${i}`);
  const receipts = booked.splits.flatMap(({ receiptId }) => receiptId ?? []);
  unbook(entry, paymentId, booked.rev, lines, receipts, { by: entry.actor.staffId, reason });
}

// ── Money out ────────────────────────────────────────────────────────────────────────────────────────────

/** Refund, compensation, tax or fund remitted: requested by finance, approved by the manager, paid by finance. */
async function requestOut(entry: Entry, isDecided: boolean): Promise<void> {
  const { data } = entry;
  const sales = await requireSales(entry, data.splits);
  if (!areSplitsWhole(data.amountFen, data.splits)) {
    entry.refuse('wrong-amount', 'the splits do not sum to the amount', { field: 'splits' });
  }
  const isOfChange =
    data.changeId !== undefined &&
    data.splits.every(({ saleKey }) => sales.get(saleKey)?.openChangeId === data.changeId);
  if (data.changeId !== undefined && !isOfChange)
    entry.refuse('change-unknown', 'no such change is being carried out', { field: 'changeId' });
  const isApproved = isDecided || isOfChange;
  if (!isApproved) {
    await requireCover(entry);
    for (const key of coverKeys(entry)) {
      entry.claim('money-out', key, {
        code: 'credit-insufficient',
        message: 'another payment out of this account is on its way',
      });
    }
  }
  noteUnbooked(entry, toBook(entry, sales), isApproved ? 'approved' : 'requested');
  if (isApproved) return askToPay(entry);
  entry.to('requested');
  const { approveOut, escalateAfter } = entry.policy;
  entry.ask('approve-out', {
    of: { roles: ['sales-manager'] },
    within: approveOut,
    policyKey: 'approveOut',
    escalate: [{ to: { roles: ['executive'] }, after: escalateAfter }],
  });
  entry.allow('cancel');
}

function askToPay(entry: Entry): void {
  entry.to('approved');
  const { approveOut, escalateAfter } = entry.policy;
  entry.ask('confirm-paid', {
    of: { roles: ['finance'] },
    within: approveOut,
    policyKey: 'approveOut',
    escalate: [{ to: { roles: ['sales-manager'] }, after: escalateAfter }],
  });
  entry.allow('cancel');
}

/** No more goes out of an account than is credit in it; compensation is the company's own money. */
async function requireCover(entry: Entry): Promise<void> {
  for (const { saleKey, account, amountFen } of entry.data.splits) {
    if (account === 'compensation') continue;
    const { plan, lines } = await look.ledgerOf(saleKey);
    const state = accountsOf(plan, lines, entry.today, entry.calendar).find((s) => s.account === account);
    const there = account === 'house' ? (state?.creditFen ?? 0) : (state?.inFen ?? 0) - (state?.outFen ?? 0);
    if (amountFen > there)
      entry.refuse('credit-insufficient', `only ${Math.max(there, 0)} fen are there`, {
        saleKey,
        account,
        creditFen: Math.max(there, 0),
      });
  }
}

function coverKeys(entry: Entry): string[] {
  return [
    ...new Set(
      entry.data.splits
        .filter(({ account }) => account !== 'compensation')
        .map(({ saleKey, account }) => `${saleKey}/${account}`),
    ),
  ];
}

function releaseCover(entry: Entry): void {
  for (const key of coverKeys(entry)) entry.release('money-out', key);
}

function withdraw(entry: Entry, status: 'rejected' | 'cancelled', reason: string | undefined): void {
  entry.data.reason = reason;
  entry.changeRow('payments', entry.key, { state: ['requested', 'approved'] }, { state: status });
  releaseCover(entry);
  entry.finish(status);
}

// ── Sales and people ─────────────────────────────────────────────────────────────────────────────────────

async function salesOf(splits: readonly EnteredSplit[]): Promise<Map<string, SaleBrief>> {
  const sales = await look.saleBriefs([...new Set(splits.map(({ saleKey }) => saleKey))]);
  return new Map(sales.map((sale) => [sale.saleKey, sale]));
}

async function requireSales(entry: Entry, splits: readonly EnteredSplit[]): Promise<Map<string, SaleBrief>> {
  const sales = await salesOf(splits);
  const isKnown = splits.every(({ saleKey }) => sales.get(saleKey)?.projectId === entry.projectId);
  if (!isKnown) entry.refuse('validation-failed', 'there is no such sale', { field: 'splits' });
  return sales;
}

/** Everyone the money concerns: the sale passes it on to its phases; an open collection case counts anew. */
async function tellSales(entry: Entry, splits: readonly Split[]): Promise<void> {
  for (const saleKey of new Set(splits.map((split) => split.saleKey))) {
    const payload = {
      paymentId: entry.key,
      saleKey,
      splits: splits
        .filter((split) => split.saleKey === saleKey)
        .map(({ account, amountFen, instalmentNo }) => ({ account, amountFen, instalmentNo })),
    };
    entry.tell(`sale:${saleKey}`, 'payment-booked', payload, { optional: true });
    const openCase = await look.openCaseOf(saleKey);
    if (openCase) entry.tell(openCase, 'payment-booked', payload, { optional: true });
  }
}

function tellOfWrongAccount(entry: Entry, splits: readonly Split[]): void {
  const { reference = '', amountFen, payeeAccount } = entry.data;
  const unit = { unit: splits[0]?.unitId ?? '' };
  entry.notify(
    'payment.wrong-account',
    { roles: ['finance', 'sales-manager'] },
    { unit, reference, amountFen, payeeAccount },
  );
}

function payerName(entry: Entry, buyer: string | undefined): Field {
  const { nameRef } = entry.data.payer;
  if (nameRef) return { personal: nameRef };
  return buyer ? { client: buyer } : '（未注明）';
}

function enteredOf({ data }: Entry): EnteredPayment {
  const {
    direction,
    amountFen,
    method,
    reference,
    receivedAt,
    payeeAccount,
    payer,
    countedBy,
    splits,
    eventId,
    changeId,
  } = data;
  return {
    direction,
    amountFen,
    method,
    reference,
    receivedAt,
    payeeAccount,
    payer,
    countedBy,
    splits,
    eventId,
    changeId,
  };
}

function toBook(entry: Entry, sales: Map<string, SaleBrief>): PaymentToBook {
  const entered = enteredOf(entry);
  const buyer = sales.get(entered.splits[0]?.saleKey ?? '')?.buyers[0];
  return {
    ...entered,
    id: entry.key,
    payer: { relation: entered.payer.relation, name: payerName(entry, buyer) },
    splits: entered.splits.map((split) => ({ ...split, unitId: sales.get(split.saleKey)?.unitId ?? '' })),
  };
}
