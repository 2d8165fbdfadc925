import type { ProcessIndex } from './index';

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
  // 销控记录: every change of a unit, by which the chart of any earlier instant is drawn.
  ['unit_log', { projectId: 1, at: 1 }],
  ['unit_log', { unitId: 1, rev: 1 }, { unique: true }],
  ['daily_reviews', { projectId: 1, date: 1 }, { unique: true }],
];
