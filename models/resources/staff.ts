import { Schema } from 'mongoose';
import type { Role } from '../../workflows/kernel/words';
import { type Resource, resourceFields, resourceOptions } from './resource';

/** A time in which a person's tasks are offered to the stand-in. */
export interface Absence {
  /** First instant away. */
  from: Date;
  /** First instant back. */
  to: Date;
  reason: string;
  standInId: string;
}

/** A member of staff, or a contractor's person who acts through the API. `_id` is the token's `sub`. */
export interface Staff extends Resource {
  name: string;
  roles: Role[];
  /** Sales groups, e.g. `A`; each group has one `team-leader`. */
  groups: string[];
  /** Ids of the projects the person may see and act in. */
  projects: string[];
  /** For role `contractor`: the contractor the person acts for. */
  contractorId?: string;
  absences: Absence[];
  /** False once the person has left: no token, no task. */
  active: boolean;
}

const absence = new Schema<Absence>(
  {
    from: { type: Date, required: true },
    to: { type: Date, required: true },
    reason: { type: String, required: true },
    standInId: { type: String, required: true },
  },
  { _id: false, strict: 'throw' },
);

export const staffSchema = new Schema<Staff>(
  {
    ...resourceFields,
    name: { type: String, required: true },
    roles: { type: [String], required: true },
    groups: { type: [String], default: [] },
    projects: { type: [String], default: [] },
    contractorId: { type: String },
    absences: { type: [absence], default: [] },
    active: { type: Boolean, default: true },
  },
  resourceOptions('staff'),
);

staffSchema.index({ projects: 1, roles: 1 });
staffSchema.index({ groups: 1 });
