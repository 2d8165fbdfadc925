import type { SchemaDefinition } from 'mongoose';
import type { Resource } from './resource';

export const versionStatuses = ['draft', 'confirmed'] as const;

/**
 * One numbered version of a project's price list or release plan. A change is a new version;
 * nobody confirms their own (1-unit-control). `_id` is `<projectId>:<no>`.
 */
export interface Version extends Resource {
  projectId: string;
  no: number;
  status: (typeof versionStatuses)[number];
  createdBy: string;
  createdAt: Date;
  confirmedBy?: string;
  confirmedAt?: Date;
  /** Why it is in force without the usual confirmation, e.g. `imported`. */
  note?: string;
}

/** The fields of `Version` beside those of `Resource`. */
export const versionFields = {
  projectId: { type: String, required: true },
  no: { type: Number, required: true, min: 1 },
  status: { type: String, enum: versionStatuses, required: true },
  createdBy: { type: String, required: true },
  createdAt: { type: Date, required: true },
  confirmedBy: { type: String },
  confirmedAt: { type: Date },
  note: { type: String },
} satisfies SchemaDefinition;

/** The id of version `no` of a project's price list or release plan. */
export function versionId(projectId: string, no: number): string {
  return `${projectId}:${no}`;
}
