/** Money in the books, as it is entered and as it is kept. */
import { z } from 'zod';
import { choice, document, fen, flag, integer, payment, reference, sale, text, unit } from '../../kernel/fields';
import { ACCOUNT_NAMES, METHOD_NAMES } from './rules';

export const account = choice('款项科目', ACCOUNT_NAMES);
export const method = choice('交款方式', METHOD_NAMES);

/** What part of a payment is for; what else a receipt needs is looked up. */
export const enteredSplit = z.strictObject({
  saleKey: sale('交易', {
    description: '交易号；维修费可为报修号 of a sale; a repair fee may name the repair, R-…',
  }),
  account,
  amountFen: fen('金额', { min: 1 }),
  instalmentNo: integer('期次', { max: 999 }).optional(),
});

/** A split as it is booked, with its unit. */
export const split = enteredSplit.extend({
  unitId: unit('房号'),
  paperReceiptNo: reference('纸质收据号').optional(),
  receiptId: document('收据').optional(),
  receiptNo: reference('收据号').optional(),
  lineId: text('台账行').optional(),
});

/** What the sale and its open collection case hear of a payment that was booked or corrected. */
export const paymentBooked = z.object({
  paymentId: payment('款项'),
  saleKey: sale('交易'),
  splits: z
    .array(z.object({ account, amountFen: fen('金额', { min: -1e12 }), instalmentNo: integer('期次').optional() }))
    .optional(),
  isCorrection: flag('更正').optional(),
});

export const receipt = z.object({ id: document('收据'), number: reference('收据号') });
