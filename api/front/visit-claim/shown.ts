import { z } from 'zod';
import type { Claim, Quote, VisitClaim } from '../../../workflows/front/visit-claim/contract';
import { day, time, type Told } from '../../kernel/shown';

const quote = z.object({
  unitId: z.string(),
  method: z.enum(['lump', 'instalment', 'mortgage']),
  priceListNo: z.int(),
  unitPriceFen: z.int(),
  totalFen: z.int(),
  downPaymentFen: z.int().optional(),
  loanFen: z.int().optional(),
  quotedAt: time(),
} satisfies Told<Quote>);

const claim = z.object({
  staffId: z.string(),
  visitorBookNo: z.string().optional(),
  leadEntryNo: z.string().optional(),
  receivedAt: time().optional(),
  claimedAt: time(),
} satisfies Told<Claim>);

/** What a visit knows. */
export const shownVisit = z.object({
  bookNo: z.string(),
  day: day(),
  arrivedAt: time(),
  contactedBefore: z.enum(['no', 'named', 'forgotten']),
  clientId: z.string(),
  employer: z.string().optional(),
  source: z.string().optional(),
  receiverId: z.string(),
  receiverReason: z.string().optional(),
  namedStaffId: z.string().optional(),
  servedBy: z.string().optional(),
  standIn: z.boolean().optional(),
  absence: z.string().optional(),
  ownerId: z.string().optional(),
  leftAt: time().optional(),
  packComplete: z.boolean().optional(),
  packMissing: z.array(z.string()).optional(),
  unitsShown: z.array(z.string()).optional(),
  nextVisitAt: time().optional(),
  noNextVisitReason: z.string().optional(),
  notes: z.string().optional(),
  quotes: z.array(quote),
  noticeSentAt: time().optional(),
  claimNoticeId: z.string().optional(),
  claims: z.array(claim),
  disputedBy: z.string().optional(),
  disputeReason: z.string().optional(),
  decidedBy: z.string().optional(),
  decisionReason: z.string().optional(),
  cancelReason: z.string().optional(),
} satisfies Told<VisitClaim['data']>);
