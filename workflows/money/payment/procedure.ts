import { defineProcess } from '../../kernel/process';
import { bookPayment } from '../../books/ledger/booking';
import { purposeOf } from '../../books/ledger/rules';
import { type Payment, paymentContract } from './contract';
import { requireSales, salesOf, tellSales, toBook } from './entry';
import { askAboutConflict, askForMatch, book, misfit, refuseObjections, splitAs, undoBooked } from './in';
import { askToPay, requestOut, requireCover, withdraw } from './out';
import { areSplitsWhole, cashKeyOf } from './rules';

/** 收付款: book once, give receipts, tell those concerned; or wait for a person. */
export const payment = defineProcess<Payment>(paymentContract, {
  async begin(entry, { payment: entered, source, confirmDistinct, conflictsWith, isApproved }) {
    entry.data = { ...entered, source, enteredBy: entry.actor.staffId, conflictsWith };
    entry.about = entered.reference ?? entered.method;
    if (entered.direction === 'out') return requestOut(entry, isApproved === true);
    if (conflictsWith) return askAboutConflict(entry, conflictsWith);
    const sales = await salesOf(entered.splits);
    const isMatched =
      entered.splits.length > 0 && entered.splits.every((split) => sales[split.saleKey] !== undefined);
    const isWhole = isMatched && areSplitsWhole(entered.amountFen, entered.splits);
    if (source === 'channel' && !(isWhole && !(await misfit(entry, entered.splits)))) return askForMatch(entry);
    if (!isMatched) entry.refuse('validation-failed', '没有这笔交易 there is no such sale', { field: 'splits' });
    if (source !== 'channel') await refuseObjections(entry);
    const day = entry.sayDate(entered.receivedAt);
    await book(entry, sales, { cashKey: confirmDistinct ? undefined : cashKeyOf(entered, day) });
  },

  steps: {
    async match(entry, { splits }) {
      const sales = await splitAs(entry, splits);
      entry.data.matchedBy = entry.actor.staffId;
      await book(entry, sales, { takesUp: 'unmatched' });
    },

    async 'resolve-conflict'(entry, { splits, reason }) {
      entry.data.reason = reason;
      if (!splits) return entry.finish('resolved');
      const sales = await splitAs(entry, splits);
      await undoBooked(entry, entry.data.conflictsWith as string, reason);
      await book(entry, sales, { takesUp: 'conflict' });
    },

    'approve-out'(entry, { approved, reason }) {
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
      await bookPayment(entry, paid, { takesUp: 'approved' });
      data.booked = paid.splits;
      for (const split of paid.splits) {
        const buyer = sales[split.saleKey]?.buyers[0];
        const isRefund = ['house', 'compensation'].includes(split.account);
        if (isRefund)
          entry.notify(
            'payment.refunded',
            { clientId: buyer },
            { unit: { unit: split.unitId }, amountFen: split.amountFen, purpose: purposeOf(split), bankReference },
          );
      }
      await tellSales(entry, paid.splits);
      entry.finish('paid');
    },

    cancel(entry, { reason }) {
      withdraw(entry, 'cancelled', reason);
    },
  },

  events: {
    'taken-up'(entry) {
      entry.finish('booked');
    },
  },
});
