import type { ProcessIndex } from './index';

/** The indexes of the wing's records and rows. */
export const frontIndexes: ProcessIndex[] = [
  // 上门客户登记本: looked up by number when a visitor is claimed, and by receiver for the latest reception.
  ['visits', { projectId: 1, 'data.bookNo': 1 }],
  ['visits', { projectId: 1, 'data.day': 1, 'data.servedBy': 1 }],
  // Subscriptions by unit; the issue log 认购书领用登记 by form number.
  ['subscriptions', { projectId: 1, 'data.unitId': 1 }],
  ['subscriptions', { projectId: 1, 'data.forms.formNo': 1 }],
];
