import { z } from 'zod';
import type { Approval, BankVisit, Invoice, Mortgage, Release } from '../../../workflows/deal/mortgage/contract';
import { day, time, type Told } from '../../kernel/shown';
import { shownTerms } from '../../books/terms';

const visit = z.object({
  at: time(),
  place: z.string(),
  materials: z.array(z.string()),
  withSigning: z.boolean(),
} satisfies Told<BankVisit>);

const approval = z.object({
  bankId: z.string(),
  decision: z.enum(['approved', 'refused']),
  amountFen: z.int(),
  listNo: z.string().optional(),
  at: time(),
} satisfies Told<Approval & { at: number }>);

const invoice = z.object({
  kind: z.enum(['full-price', 'loan']),
  invoiceNo: z.string(),
  amountFen: z.int(),
  issuedAt: time(),
  issuedBy: z.string(),
} satisfies Told<Invoice>);

const release = z.object({
  amountFen: z.int(),
  on: day(),
  receiptNo: z.string(),
  bankId: z.string().optional(),
  listNo: z.string().optional(),
  at: time(),
} satisfies Told<Release & { at: number }>);

/** What a mortgage knows. */
export const shownMortgage = z.object({
  terms: shownTerms,
  timing: z.enum(['before-signing', 'at-signing', 'after-signing']),
  bankId: z.string().optional(),
  loanFen: z.int(),
  insurance: z.enum(['chosen', 'declined', 'open']).optional(),
  product: z.string().optional(),
  signingAt: time().optional(),
  visit: visit.optional(),
  bankContractNo: z.string().optional(),
  bankSignedOn: day().optional(),
  notSignedReason: z.string().optional(),
  eligibility: z
    .object({ result: z.enum(['eligible', 'more-papers', 'not-eligible']), note: z.string(), at: time() })
    .optional(),
  stampedAt: time().optional(),
  contractNo: z.string().optional(),
  approval: approval.optional(),
  filedAt: time().optional(),
  invoices: z.array(invoice),
  delivery: z
    .object({ invoiceNo: z.string(), copyNo: z.int(), receivedBy: z.string(), deliveredOn: day() })
    .optional(),
  registration: z.object({ registrationNo: z.string(), on: day() }).optional(),
  release: release.optional(),
  reconciled: z.object({ paymentId: z.string(), by: z.string(), at: time() }).optional(),
  papersWanted: z.array(z.object({ papers: z.array(z.string()), dueOn: day(), deliveredOn: day().optional() })),
  arrears: z.array(z.object({ months: z.int(), amountFen: z.int(), at: time() })),
  differences: z.array(z.object({ what: z.string(), at: time() })),
  remedy: z
    .object({
      remedy: z.enum(['other-bank', 'larger-down-payment', 'lump-sum', 'rescind']),
      statementFileId: z.string(),
      by: z.string(),
      at: time(),
      planChangeFen: z.int().optional(),
    })
    .optional(),
  bankWait: z
    .object({ for: z.enum(['approval', 'registration', 'release']), since: time(), asked: z.int() })
    .optional(),
  outcome: z.string().optional(),
} satisfies Told<Mortgage['data']>);
