import { z } from 'zod';
import { ACCOUNTS, METHODS } from '../../../workflows/books/ledger/rules';
import { PAPER_LOAN_STATUSES, PAPER_PHASES } from '../../../workflows/deal/sale/paper-deal';
import type { Sale } from '../../../workflows/deal/sale/contract';
import { phaseAnswer } from '../../kernel/process-schema';
import { day, time, type Told } from '../../kernel/shown';
import { shownContractTerms, shownPlan, shownTerms } from '../../books/terms';

/** A deal as it stood on paper when it was taken over. */
const paperDeal = z.object({
  priceFen: z.int(),
  depositFen: z.int(),
  plan: shownPlan,
  signBy: day(),
  mortgageBy: day().optional(),
  phase: z.enum(PAPER_PHASES),
  contract: z
    .object({ no: z.string(), signedAt: time(), stampedAt: time(), terms: shownContractTerms.partial() })
    .optional(),
  payments: z.array(
    z.object({
      account: z.enum(ACCOUNTS),
      amountFen: z.int(),
      method: z.enum(METHODS),
      reference: z.string().optional(),
      receivedAt: time(),
      receiptNo: z.string(),
    }),
  ),
  mortgage: z
    .object({ bankId: z.string(), loanFen: z.int(), status: z.enum(PAPER_LOAN_STATUSES), on: day() })
    .optional(),
  filing: z.object({ no: z.string(), archivedOn: day() }).optional(),
  deliveredOn: day().optional(),
  reason: z.string(),
  by: z.string(),
  at: time(),
  done: z.array(z.string()),
} satisfies Told<NonNullable<Sale['data']['takenOver']>>);

/** What a sale knows. */
export const shownSale = z.object({
  unitId: z.string(),
  buyers: z.array(z.string()),
  consultantId: z.string(),
  leadId: z.string().optional(),
  begun: z.array(z.string()),
  terms: shownTerms.optional(),
  signingAt: time().optional(),
  signOverdueSince: time().optional(),
  contractSignedAt: time().optional(),
  stampedAt: time().optional(),
  contractNo: z.string().optional(),
  contractTerms: z.record(z.string(), z.unknown()).optional(),
  loanReleasedFen: z.int().optional(),
  loanOutcome: z.string().optional(),
  lastContactAt: time().optional(),
  contacts: z.array(z.object({ at: time(), by: z.string(), channel: z.string(), summary: z.string() })),
  openChangeId: z.string().optional(),
  cancel: z
    .object({
      reason: z.string(),
      by: z.enum(['client', 'company']),
      applicationFileId: z.string().optional(),
      askedBy: z.string(),
      at: time(),
    })
    .optional(),
  takenOver: paperDeal.optional(),
  ledgerUnconfirmed: z.boolean().optional(),
  ledgerConfirmed: z.object({ owedFen: z.int(), by: z.string(), at: time() }).optional(),
  outcome: z.string().optional(),
  /** Of those that have begun; not in a list. */
  phases: z.record(z.string(), phaseAnswer).optional(),
} satisfies Told<Sale['data']> & { phases: z.ZodType });
