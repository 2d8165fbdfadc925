import type { ProcessIndex } from '../index';

/** 上门客户登记本: looked up by number when a visitor is claimed, and by receiver for the latest reception. */
export const visitClaimIndexes: ProcessIndex[] = [
  ['visits', { projectId: 1, 'data.bookNo': 1 }],
  ['visits', { projectId: 1, 'data.day': 1, 'data.servedBy': 1 }],
];
