/** A deal that was made on paper, as it is taken over. */
import type { z } from 'zod';
import type { loanOnPaper, paperDeal } from './paper-deal.schema';

export type PaperDeal = z.output<typeof paperDeal>;
export type PaperContract = NonNullable<PaperDeal['contract']>;
export type PaperPayment = PaperDeal['payments'][number];
export type PaperLoan = NonNullable<PaperDeal['mortgage']>;
export type PaperPhase = PaperDeal['phase'];
export type PaperLoanStatus = PaperLoan['status'];

/** What a phase that goes on from paper begins with. */
export type LoanOnPaper = z.output<typeof loanOnPaper>;

/** Where a paper deal stands: the phases before it count as done. In their order; a deal at the first is not sold yet. */
export const PAPER_PHASES = [
  'qualification',
  'signing',
  'mortgage',
  'filing',
  'collection',
  'handover',
  'title-deed',
] as const satisfies readonly PaperPhase[];

/** How far a loan has come on paper. A visit is appointed anew: the paper does not say its hour. */
export const PAPER_LOAN_STATUSES = [
  'choosing',
  'appointed',
  'not-signed',
  'bank-signed',
  'remedy',
  'approved',
  'invoiced',
  'delivered',
  'registered',
  'released',
  'settled',
] as const satisfies readonly PaperLoanStatus[];
