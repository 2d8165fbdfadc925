import type { ProcessIndex } from '../index';

/** Subscriptions by unit; the issue log 认购书领用登记 by form number. */
export const subscriptionIndexes: ProcessIndex[] = [
  ['subscriptions', { projectId: 1, 'data.unitId': 1 }],
  ['subscriptions', { projectId: 1, 'data.forms.formNo': 1 }],
];
