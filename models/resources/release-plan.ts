import { Schema } from 'mongoose';
import { resourceFields, resourceOptions } from './resource';
import { type Version, versionFields } from './version';

/** How a unit of the plan is kept back: not at all, or 整层, 交叉, 自然保留 (1-unit-control). */
export const releaseHolds = ['none', 'whole-floor', 'cross', 'natural'] as const;

export type ReleaseHold = (typeof releaseHolds)[number];

export interface ReleaseRow {
  unitId: string;
  hold: ReleaseHold;
}

/** 推售计划: the units of one permit that go on sale from `openAt`. Units in no plan are unreleased. */
export interface ReleasePlan extends Version {
  /** 预售许可证号; without one nothing is on sale [law]. */
  permitNo?: string;
  openAt: Date;
  rows: ReleaseRow[];
}

const releaseRow = new Schema<ReleaseRow>(
  {
    unitId: { type: String, required: true },
    hold: { type: String, enum: releaseHolds, required: true },
  },
  { _id: false, strict: 'throw' },
);

export const releasePlanSchema = new Schema<ReleasePlan>(
  {
    ...resourceFields,
    ...versionFields,
    permitNo: { type: String },
    openAt: { type: Date, required: true },
    rows: [releaseRow],
  },
  resourceOptions('release_plans'),
);

releasePlanSchema.index({ projectId: 1, no: 1 }, { unique: true });
