import type { ProcessIndex } from '../index';

/** Sales by unit, and a client's sales. */
export const saleIndexes: ProcessIndex[] = [
  ['sales', { projectId: 1, 'data.unitId': 1 }],
  ['sales', { 'data.buyers': 1 }],
];
