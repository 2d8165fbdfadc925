import { z } from 'zod';
import type {
  Cancellation,
  IssuedForm,
  Settlement,
  Subscription,
  TakenDeposit,
} from '../../../workflows/front/subscription/contract';
import { time, type Told } from '../../kernel/shown';
import { shownPlan } from '../../books/terms';

const form = z.object({
  formNo: z.string(),
  documentId: z.string(),
  unitId: z.string(),
  issuedAt: time(),
  issuedBy: z.string(),
  voidedAt: time().optional(),
  voidReason: z.string().optional(),
  copiesReturned: z.int().optional(),
} satisfies Told<IssuedForm>);

const deposit = z.object({
  amountFen: z.int(),
  parts: z.array(
    z.object({
      method: z.enum(['cash', 'pos', 'transfer', 'cheque']),
      amountFen: z.int(),
      reference: z.string().optional(),
    }),
  ),
  paymentIds: z.array(z.string()),
  receiptNo: z.string(),
  receiptId: z.string().optional(),
  countedBy: z.array(z.string()),
  takenBy: z.string(),
  takenAt: time(),
} satisfies Told<TakenDeposit>);

const cancellation = z.object({
  reason: z.string(),
  by: z.enum(['client', 'company']),
  applicationFileId: z.string().optional(),
  askedBy: z.string(),
  fault: z.literal('none').optional(),
} satisfies Told<Cancellation>);

const settlement = z.object({
  fault: z.enum(['buyer', 'seller', 'none']).optional(),
  reason: z.string().optional(),
  decidedBy: z.string().optional(),
  decidedAt: time(),
  evidenceIds: z.array(z.string()),
  returnedFen: z.int(),
  compensationFen: z.int(),
  keptFen: z.int(),
  outcome: z.enum(['cancelled', 'forfeited', 'returned', 'double-returned']),
  paidAt: time().optional(),
} satisfies Told<Settlement>);

/** What a subscription knows. */
export const shownSubscription = z.object({
  unitId: z.string(),
  buyers: z.array(z.string()),
  consultantId: z.string(),
  leadId: z.string().optional(),
  refusedReason: z.string().optional(),
  forms: z.array(form),
  formNo: z.string().optional(),
  priceListNo: z.int().optional(),
  unitPriceFen: z.int().optional(),
  priceFen: z.int().optional(),
  depositFen: z.int().optional(),
  plan: shownPlan.optional(),
  signBy: time().optional(),
  mortgageBy: time().optional(),
  grantId: z.string().optional(),
  problems: z.array(z.string()).optional(),
  checkedBy: z.string().optional(),
  signers: z.array(z.object({ clientId: z.string(), agentDocId: z.string().optional() })).optional(),
  clientSignedAt: time().optional(),
  consultantSignedAt: time().optional(),
  managerSignedBy: z.string().optional(),
  managerSignedAt: time().optional(),
  managerReason: z.string().optional(),
  deposit: deposit.optional(),
  copies: z
    .object({ client: z.int(), assistant: z.int(), finance: z.int(), consultantPhotocopy: z.int() })
    .optional(),
  extensions: z.array(
    z.object({
      matter: z.enum(['deposit', 'sign']),
      from: time(),
      to: time(),
      reason: z.string(),
      by: z.string(),
      at: time(),
    }),
  ),
  correction: z
    .object({
      fromUnitId: z.string(),
      toUnitId: z.string(),
      reason: z.string(),
      requestedBy: z.string(),
      at: time(),
    })
    .optional(),
  signingAt: time().optional(),
  contractSignedAt: time().optional(),
  demandServedAt: time().optional(),
  cancel: cancellation.optional(),
  settlement: settlement.optional(),
  lostUnitId: z.string().optional(),
} satisfies Told<Subscription['data']>);
