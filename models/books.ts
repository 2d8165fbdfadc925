import type { Field } from '../workflows/kernel/words';
import type { Split } from '../workflows/books/ledger/booking';
import type { LedgerLine, PaymentMethod, PlanRow } from '../workflows/books/ledger/rules';
import type { ProcessIndex } from './index';
import type { UnitStatus } from './resources/unit';

/** A payment, booked or waiting for somebody. `_id` is the key of its process. */
export interface PaymentRow {
  _id: string;
  rev: number;
  projectId: string;
  direction: 'in' | 'out';
  state: 'unmatched' | 'conflict' | 'requested' | 'approved' | 'rejected' | 'cancelled' | 'booked' | 'reversed';
  amountFen: number;
  method: PaymentMethod;
  reference?: string;
  payeeAccount: string;
  payer: { relation: string; name: Field };
  /** Staff ids of those who counted it. */
  countedBy: string[];
  receivedAt: Date;
  splits: BookedSplit[];
  /** Of the bank's message. */
  eventId?: string;
  changeId?: string;
  /** Account, method and reference. */
  transfer?: string;
  /** The same with its count of reversals: unique. */
  transferKey?: string;
  /** Cash of one sale, amount and day. */
  cashKey?: string;
  bookedAt?: Date;
  reversedAt?: Date;
  /** Why it was reversed; may be the id of a personal text. */
  reason?: string;
  reassignedAt?: Date;
  /** Price or fund that came in on an account that is not supervised. */
  isWrongAccount?: boolean;
}

export interface BookedSplit extends Omit<Split, 'paperReceiptNo'> {
  receiptId?: string;
  receiptNo?: string;
  /** Ledger line that stands for it; moved on when it is reassigned. */
  lineId?: string;
}

/** Money in (positive) or out (negative) on one account of one sale. */
export interface LedgerLineRow extends Omit<LedgerLine, 'id' | 'receivedAt'> {
  _id: string;
  projectId: string;
  receivedAt: Date;
}

/** A version of a sale's payment plan, `_id` `<saleKey>:<version>`; the highest is in force. */
export interface PaymentPlanRow {
  _id: string;
  saleKey: string;
  projectId: string;
  version: number;
  rows: PlanRow[];
  since: Date;
}

/** Interest of a sale that is not asked for. */
export interface InterestWaiverRow {
  _id: string;
  saleKey: string;
  /** The collection case in which it was decided. */
  caseKey: string;
  amountFen: number;
  kind: 'waiver' | 'dispute';
  by: string;
}

/** What the chart shows of a unit. */
export interface UnitShown {
  status: UnitStatus;
  since: Date;
  until?: Date;
  saleKey?: string;
  soldBy?: string;
  rivals: number;
  waitlist: number;
}

/** A change of a unit, `_id` `<unit>#<rev>`. */
export interface UnitLogRow {
  _id: string;
  unitId: string;
  projectId: string;
  /** Revision of the unit's row that the change made. */
  rev: number;
  at: Date;
  by: string;
  /** Workflow id of whoever changed it, or `project:<id>`. */
  process: string;
  action: string;
  before: UnitShown;
  after: UnitShown;
}

/** The indexes of the rows that several processes write. */
export const booksIndexes: ProcessIndex[] = [
  // Money: one booking per bank message and per transfer (once, per transfer, not split).
  ['payments', { eventId: 1 }, { unique: true, partialFilterExpression: { eventId: { $exists: true } } }],
  // Ends in the number of reversals, so that a bounced cheque may come again.
  ['payments', { transferKey: 1 }, { unique: true, partialFilterExpression: { transferKey: { $exists: true } } }],
  // Cash of one sale, amount and day, unless it was confirmed to be another payment.
  ['payments', { cashKey: 1 }, { unique: true, partialFilterExpression: { cashKey: { $exists: true } } }],
  ['payments', { transfer: 1 }, { partialFilterExpression: { transfer: { $exists: true } } }],
  ['payments', { projectId: 1, receivedAt: -1 }],
  ['payments', { 'splits.saleKey': 1 }],
  ['ledger_lines', { saleKey: 1, receivedAt: 1 }],
  ['ledger_lines', { paymentId: 1 }],
  ['payment_plans', { saleKey: 1, version: -1 }, { unique: true }],
  ['payment_plans', { projectId: 1, 'rows.dueOn': 1 }],
  ['interest_waivers', { saleKey: 1 }],
  // 销控记录: every change of a unit, by which the chart of any earlier instant is drawn.
  ['unit_log', { projectId: 1, at: 1 }],
  ['unit_log', { unitId: 1, rev: 1 }, { unique: true }],
  ['daily_reviews', { projectId: 1, date: 1 }, { unique: true }],
];
