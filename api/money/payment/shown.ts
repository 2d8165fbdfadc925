import { z } from 'zod';
import type { BookedSplit } from '../../../models/books';
import type { Split } from '../../../workflows/books/ledger/booking';
import { ACCOUNTS, METHODS } from '../../../workflows/books/ledger/rules';
import { type Payment, paymentContract } from '../../../workflows/money/payment/contract';
import { paymentCorrectionContract } from '../../../workflows/money/payment-correction/contract';
import { openStep } from '../../kernel/process-schema';
import { time, type Told } from '../../kernel/shown';

const split = z.object({
  saleKey: z.string(),
  unitId: z.string(),
  account: z.enum(ACCOUNTS),
  amountFen: z.int(),
  instalmentNo: z.int().optional(),
  paperReceiptNo: z.string().optional(),
  receiptId: z.string().optional(),
  receiptNo: z.string().optional(),
  lineId: z.string().optional(),
} satisfies Told<BookedSplit & Split>);

/** What the ledger's row tells beside its process: the deposit's payment has none. */
const row = {
  open: z.boolean().optional(),
  startedAt: time().optional(),
  status: z.enum([...Object.keys(paymentContract.statuses), 'reversed']),
  openSteps: z.array(
    openStep([...Object.keys(paymentContract.steps), ...Object.keys(paymentCorrectionContract.steps)]),
  ),
  payer: z.object({ relation: z.string(), name: z.string().optional() }),
  splits: z.array(split.partial({ unitId: true })),
  bookedAt: time().optional(),
  reversedAt: time().optional(),
  reassignedAt: time().optional(),
};

/** What is known of a payment, with the open steps of a correction. */
export const shownPayment = z.object({
  ...row,
  direction: z.enum(['in', 'out']),
  amountFen: z.int(),
  method: z.enum(METHODS),
  reference: z.string().optional(),
  payeeAccount: z.string(),
  countedBy: z.array(z.string()),
  receivedAt: time(),
  eventId: z.string().optional(),
  changeId: z.string().optional(),
  source: z.enum(['finance', 'channel', 'process']).optional(),
  enteredBy: z.string().optional(),
  booked: z.array(split).optional(),
  receipts: z.array(z.object({ id: z.string(), number: z.string() })).optional(),
  isWrongAccount: z.boolean().optional(),
  conflictsWith: z.string().optional(),
  bookedAmountFen: z.int().optional(),
  matchedBy: z.string().optional(),
  approvedBy: z.string().optional(),
  bankReference: z.string().optional(),
  paidAt: time().optional(),
  reason: z.string().optional(),
} satisfies Told<Partial<Omit<Payment['data'], 'payer' | 'splits'>>>);
