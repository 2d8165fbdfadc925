import type { ProcessIndex } from '../index';

/** 客户交款清单: read by run in the order of its print, by sale, and by the notice that a channel reports on. */
export const collectionRunIndexes: ProcessIndex[] = [
  ['collection_lines', { runId: 1, saleKey: 1 }],
  ['collection_lines', { projectId: 1, saleKey: 1 }],
  ['collection_lines', { noticeId: 1 }],
  // chunks of a run go through the plans in this order
  ['payment_plans', { projectId: 1, saleKey: 1, version: -1 }],
  ['interest_waivers', { saleKey: 1 }],
];
