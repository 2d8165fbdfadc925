/** Money in: booked with its receipts, or waiting for the person who matches or decides. */
import { localDate } from '../../kernel/calendar';
import { look } from '../../kernel/look';
import { strangersAmong } from '../../books/ledger/counters';
import { bookPayment, noteUnbooked, type PaymentToBook, type Split, unbook } from '../../books/ledger/booking';
import { purposeOf } from '../../books/ledger/rules';
import { openInterest } from '../../books/ledger/interest';
import { ratesOf } from '../../books/terms/late-rates';
import { type EnteredPayment, type EnteredSplit, paymentContract } from './contract';
import {
  enteredOf,
  type Entry,
  payerName,
  requireSales,
  type Sales,
  tellOfWrongAccount,
  tellSales,
  toBook,
} from './entry';
import { areSplitsWhole, isOutsideSupervision, misfitOf, objectionTo } from './rules';

/** @throws the code of the first objection, and at the commit `possible-duplicate`, `already-booked` */
export async function refuseObjections(entry: Entry): Promise<void> {
  const objection =
    objectionTo(entry.data, await supervised(entry), entry.policy.counters) ??
    (await misfit(entry, entry.data.splits));
  if (objection) entry.refuse(objection.code, objection.message, { field: objection.field });
  const counters = await Promise.all(
    entry.data.countedBy.map((id) => look.colleague(entry.projectId, id, entry.at)),
  );
  if (counters.includes(undefined))
    entry.refuse('validation-failed', '点款人不是本项目员工 nobody of that id works here', { field: 'countedBy' });
  if (strangersAmong(counters).length > 0) {
    entry.refuse('validation-failed', '外单位人员不得点款 only people of the house count cash', {
      field: 'countedBy',
    });
  }
}

/** Would the money, so split, be for something that the sales' plans do not have? */
export async function misfit({ data: { method } }: Entry, splits: readonly EnteredSplit[]) {
  const saleKeys = [...new Set(splits.flatMap(({ account, saleKey }) => (account === 'house' ? saleKey : [])))];
  const plans = await Promise.all(saleKeys.map(async (key) => [key, (await look.ledgerOf(key)).plan] as const));
  return misfitOf({ method, splits: [...splits] }, new Map(plans));
}

/** What finance says the money is for, whole and in the plan. @throws `wrong-amount`, `validation-failed` */
export async function splitAs(entry: Entry, splits: EnteredSplit[]): Promise<Sales> {
  const sales = await requireSales(entry, splits);
  if (!areSplitsWhole(entry.data.amountFen, splits))
    entry.refuse('wrong-amount', '各项之和与总额不符 the splits do not sum to the amount', { field: 'splits' });
  const objection = await misfit(entry, splits);
  if (objection) entry.refuse(objection.code, objection.message, { field: objection.field });
  entry.data.splits = splits;
  return sales;
}

async function supervised(entry: Entry): Promise<string[]> {
  const own = entry.policy.supervisedAccounts;
  return own.length > 0 ? own : look.supervisedAccounts(entry.projectId);
}

export async function book(
  entry: Entry,
  sales: Sales,
  options: { takesUp?: 'unmatched' | 'conflict'; cashKey?: string },
): Promise<void> {
  const { data } = entry;
  data.isWrongAccount = isOutsideSupervision(data, await supervised(entry)) || undefined;
  const booking = toBook(entry, sales);
  if (entry.policy.interestFirst) booking.splits = await interestFirst(entry, booking.splits, sales);
  const notes = data.isWrongAccount ? { isWrongAccount: true } : undefined;
  const { receipts } = await bookPayment(entry, booking, { ...options, notes });
  data.booked = booking.splits;
  data.receipts = receipts;
  for (const [i, split] of booking.splits.entries()) {
    entry.notify(
      'payment.receipt-issued',
      { clientId: sales[split.saleKey]?.buyers[0] },
      {
        unit: { unit: split.unitId },
        amountFen: split.amountFen,
        purpose: purposeOf(split),
        receivedOn: entry.sayDate(data.receivedAt),
        receiptNo: receipts[i]?.number ?? '',
      },
    );
  }
  if (data.isWrongAccount) tellOfWrongAccount(entry, booking.splits);
  await tellSales(entry, booking.splits);
  payBackEndedSales(entry, booking, sales);
  entry.finish('booked');
}

/** [law 561] as a switch: interest accrued so far comes first, out of money that names no instalment. */
async function interestFirst(entry: Entry, splits: Split[], sales: Sales): Promise<Split[]> {
  const parted = await Promise.all(
    splits.map(async (split) => {
      const ppmPerDay = sales[split.saleKey]?.contractTerms.latePaymentPpm;
      if (split.account !== 'house' || split.instalmentNo !== undefined || ppmPerDay === undefined) return [split];
      const [{ plan, lines }, waivedFen] = await Promise.all([
        look.ledgerOf(split.saleKey),
        look.waivedInterest(split.saleKey),
      ]);
      const paidOn = localDate(entry.data.receivedAt, entry.calendar);
      const openFen = openInterest(plan, lines, ratesOf(ppmPerDay, []), paidOn, waivedFen, entry.calendar);
      const interestFen = Math.min(split.amountFen, openFen);
      const rest = { ...split, amountFen: split.amountFen - interestFen };
      return [{ ...split, account: 'late-interest' as const, amountFen: interestFen }, rest].filter(
        (s) => s.amountFen > 0,
      );
    }),
  );
  return parted.flat();
}

/** Money for a sale that has ended goes back whole, without another approval. */
function payBackEndedSales(entry: Entry, booking: PaymentToBook, sales: Sales): void {
  const splits = booking.splits
    .filter(({ saleKey }) => sales[saleKey]?.isCancelled)
    .map(({ unitId: _unit, ...split }) => split);
  if (splits.length === 0) return;
  const { reference: _reference, eventId: _event, ...entered } = enteredOf(entry);
  const amountFen = splits.reduce((sum, split) => sum + split.amountFen, 0);
  const back: EnteredPayment = { ...entered, direction: 'out', countedBy: [], amountFen, splits };
  entry.begin(paymentContract, `${entry.key}-back`, { payment: back, source: 'process', isApproved: true });
}

/** 来款待认领: no sale named, or one that is not known. */
export async function askForMatch(entry: Entry): Promise<void> {
  await noteUnbooked(entry, toBook(entry, {}), 'unmatched');
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
export async function askAboutConflict(entry: Entry, paymentId: string): Promise<void> {
  const booked = await look.paymentRow(paymentId);
  entry.data.bookedAmountFen = booked?.amountFen;
  await noteUnbooked(entry, toBook(entry, {}), 'conflict');
  entry.to('conflict');
  const decideBy = askFinance(
    entry,
    'resolve-conflict',
    entry.data.source === 'finance' ? [entry.data.enteredBy] : [],
  );
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

function askFinance(entry: Entry, step: 'match' | 'resolve-conflict', notBy: string[] = []): number {
  const { matchWithin, escalateAfter } = entry.policy;
  const escalate = [
    { to: { roles: ['sales-manager' as const] } },
    { to: { roles: ['executive' as const] }, after: escalateAfter },
  ];
  entry.ask(step, { of: { roles: ['finance'] }, notBy, within: matchWithin, policyKey: 'matchWithin', escalate });
  return entry.find(step)?.due ?? entry.at;
}

export async function undoBooked(entry: Entry, paymentId: string, reason: string): Promise<void> {
  const booked = await look.paymentRow(paymentId);
  if (booked?.state !== 'booked')
    entry.refuse(
      'step-not-open',
      '另一笔尚未入账，请先认领或更正 the other entry is not booked: match or correct it first',
    );
  const receipts = booked.splits.flatMap(({ receiptId }) => receiptId ?? []);
  unbook(entry, booked, await look.linesOf(paymentId), receipts, reason);
}
