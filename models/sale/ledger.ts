import type { ProcessIndex } from '../index';

/** Money: one booking per bank message and per transfer (spec 3: once, per transfer, not split). */
export const ledgerIndexes: ProcessIndex[] = [
  ['payments', { eventId: 1 }, { unique: true, partialFilterExpression: { eventId: { $exists: true } } }],
  // ends in the number of reversals, so that a bounced cheque may come again
  ['payments', { transferKey: 1 }, { unique: true, partialFilterExpression: { transferKey: { $exists: true } } }],
  // cash of one sale, amount and day, unless it was confirmed to be another payment
  ['payments', { cashKey: 1 }, { unique: true, partialFilterExpression: { cashKey: { $exists: true } } }],
  ['payments', { transfer: 1 }, { partialFilterExpression: { transfer: { $exists: true } } }],
  ['payments', { projectId: 1, receivedAt: -1 }],
  ['payments', { 'splits.saleKey': 1 }],
  ['ledger_lines', { saleKey: 1, receivedAt: 1 }],
  ['ledger_lines', { paymentId: 1 }],
  ['payment_plans', { saleKey: 1, version: -1 }, { unique: true }],
  ['payment_plans', { projectId: 1, 'rows.dueOn': 1 }],
];
