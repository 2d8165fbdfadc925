/** A deal that was made on paper, as it is taken over. */
import type { ContractTerms } from '../../books/terms/sale-contract';
import type { LedgerAccount, PaymentMethod } from '../../books/ledger/rules';
import type { Mortgage } from '../mortgage/contract';
import type { Plan } from '../../books/terms/sale';

/** Where a paper deal stands: the phases before it count as done. In their order; a deal at the first is not sold yet. */
export const PAPER_PHASES = [
  'qualification',
  'signing',
  'mortgage',
  'filing',
  'collection',
  'handover',
  'title-deed',
] as const;
export type PaperPhase = (typeof PAPER_PHASES)[number];

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
] as const satisfies readonly Mortgage['status'][];
export type PaperLoanStatus = (typeof PAPER_LOAN_STATUSES)[number];

export interface PaperLoan {
  bankId: string;
  loanFen: number;
  status: PaperLoanStatus;
  /** Local date since when. */
  on: string;
}

/** Money that was received, with the number of its paper receipt. */
export interface PaperPayment {
  account: LedgerAccount;
  amountFen: number;
  method: PaymentMethod;
  reference?: string;
  receivedAt: number;
  receiptNo: string;
}

export interface PaperContract {
  no: string;
  signedAt: number;
  stampedAt: number;
  terms: Partial<ContractTerms>;
}

export interface PaperDeal {
  priceFen: number;
  depositFen: number;
  plan: Plan;
  /** Local dates. */
  signBy: string;
  mortgageBy?: string;
  phase: PaperPhase;
  contract?: PaperContract;
  payments: PaperPayment[];
  mortgage?: PaperLoan;
  filing?: { no: string; archivedOn: string };
  deliveredOn?: string;
  /** Id of a personal text. */
  reason: string;
}

/** What a phase that goes on from paper begins with. */
export interface LoanOnPaper {
  loan?: PaperLoan;
  stampedAt?: number;
  contractNo?: string;
  filedOn?: string;
}
