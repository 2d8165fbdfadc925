import { z } from 'zod';
import { split } from '../../../workflows/books/ledger/schema';
import { paymentSchema } from '../../../workflows/money/payment/schema';
import { paymentContract } from '../../../workflows/money/payment/contract';
import { paymentCorrectionContract } from '../../../workflows/money/payment-correction/contract';
import { shownSchema } from '../../kernel/data-shown';
import { openStep } from '../../kernel/process-schema';
import { time } from '../../kernel/shown';

/** What the ledger's row tells beside its process: the deposit's payment has none. */
export const shownRow = {
  open: z.boolean().optional(),
  source: paymentSchema.data.shape.source.optional(),
  enteredBy: z.string().optional(),
  startedAt: time().optional(),
  status: z.enum([...Object.keys(paymentContract.statuses), 'reversed']),
  openSteps: z.array(
    openStep([...Object.keys(paymentContract.steps), ...Object.keys(paymentCorrectionContract.steps)]),
  ),
  payer: z.object({ relation: z.string(), name: z.string().optional() }),
  splits: z.array(shownSchema(split.partial({ unitId: true }))),
  bookedAt: time().optional(),
  reversedAt: time().optional(),
  reassignedAt: time().optional(),
};
