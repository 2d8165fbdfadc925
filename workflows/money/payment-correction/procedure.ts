import { defineProcess } from '../../kernel/process';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import {
  type PaymentToBook,
  receiptOf,
  reissueReceipt,
  type Split,
  unbook,
  writeLine,
} from '../../books/ledger/booking';
import { collectionContract } from '../collection/contract';
import { type PaymentBooked, purposeOf } from '../../books/ledger/rules';
import { type PaymentCorrection, paymentCorrectionContract } from './contract';
import { saleContract } from '../../deal/sale/contract';
import type { PaymentFacts } from '../../../activities/reads/books/ledger';
import type { BookedSplit } from '../../../models/books';

type Correction = Draft<PaymentCorrection>;

/** 冲正与改挂: one of finance asks, another approves; then the ledger is as if it had been so before. */
export const paymentCorrection = defineProcess<PaymentCorrection>(paymentCorrectionContract, {
  async begin(correction, input) {
    const payment = await bookedPayment(correction, input.paymentId);
    correction.data = { ...input, requestedBy: correction.actor.staffId };
    correction.about = payment.reference ?? payment._id;
    if (input.kind === 'reassign') await requireOtherSale(correction, payment, input);
    correction.claim('payment-correction', input.paymentId, {
      code: 'step-not-open',
      message: '该笔款项已有更正待复核 a correction of this payment is being decided',
    });
    correction.ask(input.kind === 'reverse' ? 'approve-reverse' : 'approve-reassign', {
      of: { roles: ['finance'] },
      notBy: [correction.actor.staffId],
      within: correction.policy.approveWithin,
      policyKey: 'approveWithin',
      escalate: [{ to: { roles: ['sales-manager'] }, after: correction.policy.escalateAfter }],
    });
    correction.allow('withdraw-correction');
  },

  steps: {
    async 'approve-reverse'(correction, { approved, comment }) {
      if (!decide(correction, approved, comment)) return;
      const payment = await bookedPayment(correction, correction.data.paymentId);
      const receipts = payment.splits.flatMap(({ receiptId }) => receiptId ?? []);
      unbook(correction, payment, await look.linesOf(payment._id), receipts, correction.data.reason);
      for (const split of payment.direction === 'in' ? payment.splits : [])
        await tellReversed(correction, payment, split);
      await tellSales(
        correction,
        payment.splits.map(({ saleKey }) => saleKey),
      );
      correction.finish('done');
    },

    async 'approve-reassign'(correction, { approved, comment }) {
      if (!decide(correction, approved, comment)) return;
      const payment = await bookedPayment(correction, correction.data.paymentId);
      const nth = correction.data.split as number;
      const { split, unitId, buyer } = await requireOtherSale(correction, payment, correction.data);
      const saleKey = correction.data.toSaleKey as string;
      const { instalmentNo: _named, receiptId: _old, receiptNo: _oldNo, lineId: _oldLine, ...kept } = split;
      const moved: Split = { ...kept, saleKey, unitId };
      // A payer who is only "the buyer" of the wrong sale is the buyer of the right one.
      const name =
        typeof payment.payer.name === 'object' && 'client' in payment.payer.name
          ? { client: buyer }
          : payment.payer.name;
      const booking: PaymentToBook = { ...payment, id: payment._id, payer: { ...payment.payer, name } };
      const receipt = split.receiptId
        ? reissueReceipt(correction, split.receiptId, booking, moved, correction.data.reason)
        : receiptOf(correction, booking, moved);
      const lineId = `${payment._id}#${nth}.${correction.key}`;
      correction.put('ledger_lines', lineIdOf(payment, nth), { reversed: true });
      writeLine(correction, booking, moved, lineId);
      correction.data.newReceipt = receipt;
      correction.changeRow(
        'payments',
        payment._id,
        { rev: payment.rev },
        { reassignedAt: { $date: correction.at } },
      );
      const splits = payment.splits.map((old, i) =>
        i === nth ? { ...moved, receiptId: receipt.id, receiptNo: receipt.number, lineId } : old,
      );
      correction.put('payments', payment._id, { splits });
      correction.notify(
        'payment.receipt-issued',
        { clientId: buyer },
        {
          unit: { unit: unitId },
          amountFen: split.amountFen,
          purpose: purposeOf(moved),
          receivedOn: correction.sayDate(payment.receivedAt),
          receiptNo: receipt.number,
        },
      );
      await tellSales(correction, [split.saleKey, saleKey]);
      correction.finish('done');
    },

    'withdraw-correction'(correction, { reason }) {
      correction.data.comment = reason;
      correction.finish('cancelled');
    },
  },
});

function decide(correction: Correction, approved: boolean, comment: string | undefined): boolean {
  correction.data.decidedBy = correction.actor.staffId;
  correction.data.comment = comment;
  if (!approved) correction.finish('rejected');
  return approved;
}

async function bookedPayment(correction: Correction, paymentId: string): Promise<PaymentFacts> {
  const payment = await look.paymentRow(paymentId);
  if (payment?.state !== 'booked')
    correction.refuse('step-not-open', '只有已入账的款项可以更正 only a booked payment is corrected');
  return payment;
}

async function requireOtherSale(
  correction: Correction,
  payment: PaymentFacts,
  { split: nth, toSaleKey }: Pick<PaymentCorrection['input'], 'split' | 'toSaleKey'>,
): Promise<{ split: BookedSplit; unitId: string; buyer: string }> {
  if (payment.direction === 'out')
    correction.refuse('step-not-open', '只有收款可以改挂 only money that came in is put on another sale');
  const split = payment.splits[nth ?? -1];
  if (!split)
    return correction.refuse('validation-failed', '没有这一项 there is no such split', { field: 'split' });
  const [sale] = await look.saleBriefs([toSaleKey ?? '']);
  if (!sale || sale.projectId !== correction.projectId || sale.saleKey === split.saleKey) {
    return correction.refuse('validation-failed', '须填本项目的另一笔交易 name another sale of this project', {
      field: 'toSaleKey',
    });
  }
  return { split, unitId: sale.unitId, buyer: sale.buyers[0] as string };
}

function lineIdOf(payment: PaymentFacts, nth: number): string {
  return payment.splits[nth]?.lineId ?? `${payment._id}#${nth}`;
}

/** 收据作废: the client is told, and of a bounced cheque that all is due since its own date. */
async function tellReversed(correction: Correction, payment: PaymentFacts, split: BookedSplit): Promise<void> {
  const [sale] = await look.saleBriefs([split.saleKey]);
  const { plan } = await look.ledgerOf(split.saleKey);
  const row = plan.find(({ no }) => no === split.instalmentNo) ?? plan.find(({ kind }) => kind !== 'deposit');
  const facts = { unit: { unit: split.unitId }, amountFen: split.amountFen, receiptNo: split.receiptNo ?? '' };
  const to = { clientId: sale?.buyers[0] };
  if (correction.data.reason === 'bounced' && payment.method === 'cheque' && row?.dueOn) {
    correction.notify('payment.cheque-bounced', to, { ...facts, instalment: purposeOf(split), dueOn: row.dueOn });
  } else {
    correction.notify('payment.receipt-void', to, {
      ...facts,
      reason: REASONS[correction.data.reason] ?? { personal: correction.data.reason },
    });
  }
}

const REASONS: Record<string, string> = {
  bounced: '票据退回',
  'wrong-sale': '登记房号有误',
  duplicate: '重复登记',
};

async function tellSales(correction: Correction, saleKeys: string[]): Promise<void> {
  for (const saleKey of new Set(saleKeys)) {
    const payload: PaymentBooked = { paymentId: correction.data.paymentId, saleKey, isCorrection: true };
    correction.tell(saleContract, saleKey, 'payment-booked', payload, { optional: true });
    const openCase = await look.openCaseOf(saleKey);
    if (openCase) correction.tell(collectionContract, openCase, 'payment-booked', payload, { optional: true });
  }
}
