import { z } from 'zod';
import type { Collection, Letter } from '../../../workflows/money/collection/contract';
import { day, time, type Told } from '../../kernel/shown';

const letter = z.object({
  kind: z.enum(['demand', 'lawyer']),
  number: z.string(),
  documentId: z.string(),
  claimFen: z.int(),
  clause: z.string().optional(),
  payWithin: z.string().optional(),
  addressId: z.string().optional(),
  draftedBy: z.string().optional(),
  draftedAt: time(),
  state: z.enum(['draft', 'approved', 'returned-to-draft', 'sent', 'served', 'not-served', 'withdrawn']),
  comment: z.string().optional(),
  approvedBy: z.string().optional(),
  approvedAt: time().optional(),
  approvedFen: z.int().optional(),
  emsNo: z.string().optional(),
  postedOn: day().optional(),
  stubDocId: z.string().optional(),
  contentDocId: z.string().optional(),
  result: z.enum(['delivered', 'refused', 'returned']).optional(),
  resultOn: day().optional(),
  proofDocId: z.string().optional(),
} satisfies Told<Letter>);

const dispute = z.object({
  reason: z.string(),
  by: z.string(),
  at: time(),
  isUpheld: z.boolean().optional(),
  adjustFen: z.int().optional(),
  decidedBy: z.string().optional(),
} satisfies Told<NonNullable<Collection['data']['dispute']>>);

const plan = z.object({
  instalments: z.array(z.object({ dueOn: day(), amountFen: z.int() })),
  supplementDocId: z.string(),
  proposedBy: z.string(),
  lawyerId: z.string().optional(),
  version: z.int().optional(),
  outcome: z.enum(['declined', 'in-force', 'void']).optional(),
} satisfies Told<NonNullable<Collection['data']['plan']>>);

const rescission = z.object({
  basis: z.string(),
  requestedBy: z.string(),
  approvedBy: z.string().optional(),
  approvedAt: time().optional(),
  outcome: z.literal('declined').optional(),
} satisfies Told<NonNullable<Collection['data']['rescission']>>);

/** What a collection case knows. */
export const shownCase = z.object({
  reason: z.string(),
  unitId: z.string(),
  buyers: z.array(z.string()),
  consultantId: z.string(),
  contractNo: z.string(),
  openedOn: day(),
  overdueFen: z.int(),
  oldestDueOn: day(),
  interestFen: z.int(),
  isRateUnknown: z.boolean().optional(),
  ratePpm: z.int().optional(),
  rung: z.int(),
  hold: z.enum(['promised', 'plan', 'disputed', 'litigation']).optional(),
  contacts: z.array(
    z.object({
      at: time(),
      by: z.string(),
      channel: z.string(),
      outcome: z.string(),
      note: z.string().optional(),
    }),
  ),
  promises: z.array(
    z.object({
      amountFen: z.int(),
      payOn: day(),
      by: z.string(),
      at: time(),
      paidBeforeFen: z.int(),
      outcome: z.enum(['kept', 'broken']).optional(),
    }),
  ),
  letters: z.array(letter),
  servedOn: day().optional(),
  aroseAt: time().optional(),
  lapsesAt: time().optional(),
  buyerDemand: z.object({ receivedOn: day(), docId: z.string() }).optional(),
  rescissionLapsed: z.boolean().optional(),
  isFullPriceDemandable: z.boolean().optional(),
  interruptedOn: z.array(day()),
  limitationAt: time().optional(),
  isLimitationOver: z.boolean().optional(),
  dispute: dispute.optional(),
  plan: plan.optional(),
  waiver: z
    .object({
      amountFen: z.int(),
      reason: z.string(),
      requestedBy: z.string(),
      outcome: z.enum(['approved', 'declined']).optional(),
    })
    .optional(),
  rescission: rescission.optional(),
  suit: z.object({ court: z.string(), caseNo: z.string(), filedOn: day() }).optional(),
  lateMoney: z.array(z.object({ paymentId: z.string(), at: time(), advice: z.string().optional() })).optional(),
  cancelReason: z.string().optional(),
  settledAt: time().optional(),
} satisfies Told<Collection['data']>);
