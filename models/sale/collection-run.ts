import type { ProcessIndex } from '../index';

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

/** 客户交款清单: read by run in the order of its print, by sale, and by the notice that a channel reports on. */
export const collectionRunIndexes: ProcessIndex[] = [
  ['collection_lines', { runId: 1, saleKey: 1 }],
  ['collection_lines', { projectId: 1, saleKey: 1 }],
  ['collection_lines', { noticeId: 1 }],
  // chunks of a run go through the plans in this order
  ['payment_plans', { projectId: 1, saleKey: 1, version: -1 }],
  ['interest_waivers', { saleKey: 1 }],
];
