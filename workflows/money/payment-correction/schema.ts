import { z } from 'zod';
import { receipt } from '../../books/ledger/schema';
import { choice, flag, integer, payment, personal, sale, staff } from '../../kernel/fields';

const input = z.object({
  paymentId: payment('款项'),
  kind: choice('更正方式', { reverse: '冲正', reassign: '改挂' }),
  /** bounced, wrong-sale, duplicate; or why it goes to another sale. */
  reason: personal('原因'),
  /** Reassign: which split (from 0), and to which sale. */
  split: integer('第几项', { max: 19 }).optional(),
  toSaleKey: sale('改挂到交易').optional(),
});

const decision = z.strictObject({ approved: flag('同意').default(true), comment: personal('意见').optional() });

export const paymentCorrectionSchema = {
  /** 冲正 is asked for. */
  reversal: z.strictObject({
    reason: choice('原因', { bounced: '退票', 'wrong-sale': '挂错交易', duplicate: '重复入账' }),
  }),
  /** 改挂 is asked for. */
  reassignment: z.strictObject({
    split: integer('第几项', { max: 19 }),
    toSaleKey: sale('改挂到交易'),
    reason: personal('原因').optional(),
  }),
  input,
  data: input.extend({
    requestedBy: staff('申请人'),
    decidedBy: staff('复核人').optional(),
    comment: personal('意见').optional(),
    newReceipt: receipt.optional(),
  }),
  steps: {
    'approve-reverse': decision,
    'approve-reassign': decision,
    'withdraw-correction': z.strictObject({ reason: personal('原因') }),
  },
  events: {},
};
export type PaymentCorrectionSchema = typeof paymentCorrectionSchema;
