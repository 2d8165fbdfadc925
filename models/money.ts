import type { ProcessIndex } from './index';

/** The indexes of the wing's records and rows. */
export const moneyIndexes: ProcessIndex[] = [
  // The correction of a payment that waits for its approval is found from the payment.
  ['payment-corrections', { 'data.paymentId': 1, open: 1 }],
  // 客户交款清单: read by run in the order of its print, by sale, and by the notice that a channel reports on.
  ['collection_lines', { runId: 1, saleKey: 1 }],
  ['collection_lines', { projectId: 1, saleKey: 1 }],
  ['collection_lines', { noticeId: 1 }],
  // Chunks of a run go through the plans in this order.
  ['payment_plans', { projectId: 1, saleKey: 1, version: -1 }],
  // That a sale has one open case is held by a claim; here the case is found by its sale.
  ['collection-cases', { saleKey: 1, open: 1 }],
];
