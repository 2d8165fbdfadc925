import type { UnitStatus } from '../resources/unit';
import type { ProcessIndex } from '../index';

/** What the chart shows of a unit. */
export interface UnitShown {
  status: UnitStatus;
  since: Date;
  until?: Date;
  saleKey?: string;
  soldBy?: string;
  rivals: number;
  waitlist: number;
}

/** A change of a unit, `_id` `<unit>#<rev>`. */
export interface UnitLogRow {
  _id: string;
  unitId: string;
  projectId: string;
  /** Revision of the unit's row that the change made. */
  rev: number;
  at: Date;
  by: string;
  /** Workflow id of whoever changed it, or `project:<id>`. */
  process: string;
  action: string;
  before: UnitShown;
  after: UnitShown;
}

/** 销控记录: every change of a unit, by which the chart of any earlier instant is drawn. */
export const unitControlIndexes: ProcessIndex[] = [
  ['unit_log', { projectId: 1, at: 1 }],
  ['unit_log', { unitId: 1, rev: 1 }, { unique: true }],
  ['daily_reviews', { projectId: 1, date: 1 }, { unique: true }],
];
