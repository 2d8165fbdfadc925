import { z } from 'zod';
import { enteredSplit, method, receipt, split } from '../../books/ledger/schema';
import {
  choice,
  fen,
  flag,
  instant,
  payment,
  personal,
  project,
  reference,
  staff,
  text,
} from '../../kernel/fields';

const direction = choice('收付方向', { in: '收款', out: '付款' });
const source = choice('来源', { finance: '财务录入', channel: '银行通知', process: '业务办理' });
const splits = z.array(enteredSplit).min(1).max(20);
const payer = z.strictObject({
  relation: text('与买受人关系', { max: 40 }),
  name: personal('付款人姓名', { max: 100 }).optional(),
});

const facts = {
  amountFen: fen('金额', { min: 1 }),
  method,
  reference: reference('参考号', { max: 64 }).optional(),
  receivedAt: instant('到账时间'),
  payeeAccount: reference('收款账户', { max: 64 }),
};

/** Finance enters a payment. */
const start = z
  .strictObject({
    ...facts,
    direction,
    payer,
    countedBy: z.array(staff('点款人')).max(10).default([]),
    confirmDistinct: flag('确认为另一笔').optional(),
    changeId: text('交易变更').optional(),
    splits,
  })
  .refine((b) => b.direction === 'out' || (b.method === 'cash') === (b.reference === undefined), {
    path: ['reference'],
    error: '现金无参考号，其他方式必填',
  });

/** The bank reports money. */
const report = z.strictObject({
  ...facts,
  reference: reference('参考号', { max: 64 }),
  eventId: text('事件编号', { max: 200 }),
  direction: z.literal('in').default('in'),
  projectId: project('项目').optional(),
  payer: payer.optional(),
  splits: z.array(enteredSplit).max(20).default([]),
});

/** What was entered by finance or reported by the channel. */
const entered = z.object({
  ...facts,
  direction,
  /** `nameRef`: id of the personal value; absent: the buyer. */
  payer: z.object({ relation: text('与买受人关系'), nameRef: personal('付款人姓名').optional() }),
  countedBy: z.array(staff('点款人')),
  splits: z.array(enteredSplit),
  eventId: text('银行通知编号').optional(),
  changeId: text('交易变更').optional(),
});

const input = z.object({
  payment: entered,
  source,
  /** Cash of the same sale, amount and day is another payment. */
  confirmDistinct: flag('确认为另一笔').optional(),
  /** The payment that holds the transfer, with another amount. */
  conflictsWith: payment('冲突款项').optional(),
  /** Decided elsewhere (decide-fault, deal-change's decide): confirm only. */
  isApproved: flag('已批准').optional(),
});

const data = entered.extend({
  source,
  enteredBy: staff('录入人'),
  /** The splits as booked, with units. */
  booked: z.array(split).optional(),
  receipts: z.array(receipt).optional(),
  /** In an account that is not supervised. */
  isWrongAccount: flag('非监管账户').optional(),
  conflictsWith: payment('冲突款项').optional(),
  bookedAmountFen: fen('已入账金额').optional(),
  matchedBy: staff('认领人').optional(),
  approvedBy: staff('批准人').optional(),
  bankReference: reference('银行流水号').optional(),
  paidAt: instant('付款时间').optional(),
  reason: personal('原因').optional(),
});

export const paymentSchema = {
  start,
  report,
  input,
  data,
  steps: {
    match: z.strictObject({ splits }),
    'resolve-conflict': z.strictObject({ splits: splits.optional(), reason: personal('原因') }),
    'approve-out': z.strictObject({ approved: flag('批准').default(true), reason: personal('原因').optional() }),
    'confirm-paid': z.strictObject({ bankReference: reference('银行流水号', { max: 64 }) }),
    cancel: z.strictObject({ reason: personal('原因') }),
  },
  events: {
    /** Another process booked it (the deposit by its reference). */
    'taken-up': z.object({}),
  },
};
export type PaymentSchema = typeof paymentSchema;
