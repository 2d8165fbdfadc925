import type { ProcessIndex } from '../index';

/** 销控记录: every change of a unit, by which the chart of any earlier instant is drawn. */
export const unitControlIndexes: ProcessIndex[] = [
  ['unit_log', { projectId: 1, at: 1 }],
  ['unit_log', { unitId: 1, rev: 1 }, { unique: true }],
  ['daily_reviews', { projectId: 1, date: 1 }, { unique: true }],
];
