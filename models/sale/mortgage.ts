import type { ProcessIndex } from '../index';

/** 按揭台账 by bank and state; bank lists as they were received. */
export const mortgageIndexes: ProcessIndex[] = [
  ['mortgages', { projectId: 1, 'data.bankId': 1, status: 1 }],
  ['bank_lists', { bankId: 1, kind: 1, receivedOn: -1 }],
];
