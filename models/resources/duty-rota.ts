import { Schema } from 'mongoose';
import { localDate, type Resource, resourceFields, resourceOptions } from './resource';

/** One reception of the day. A turn without `endedAt` is being served, so its receiver is not free. */
export interface DutyTurn {
  /** Workflow id of the visit, once per visit. */
  visitId: string;
  staffId: string;
  startedAt: Date;
  endedAt?: Date;
}

/**
 * 轮值表: who receives the next visitor (1-visit-claim). Receiving moves one to the end of `order`; changed by
 * compare-and-set on `rev`. `_id` is `<projectId>:<date>`.
 */
export interface DutyRota extends Resource {
  projectId: string;
  /** Local date. */
  date: string;
  /** Staff ids, the next receiver first. */
  order: string[];
  /** Staff ids of `order` who are off today. */
  off: string[];
  turns: DutyTurn[];
}

const dutyTurn = new Schema<DutyTurn>(
  {
    visitId: { type: String, required: true },
    staffId: { type: String, required: true },
    startedAt: { type: Date, required: true },
    endedAt: { type: Date },
  },
  { _id: false, strict: 'throw' },
);

export const dutyRotaSchema = new Schema<DutyRota>(
  {
    ...resourceFields,
    projectId: { type: String, required: true },
    date: { ...localDate, required: true },
    order: { type: [String], required: true },
    off: { type: [String], default: [] },
    turns: { type: [dutyTurn], default: [] },
  },
  resourceOptions('duty_rotas'),
);

dutyRotaSchema.index({ projectId: 1, date: 1 }, { unique: true });

/** The id of a project's rota for a local date. */
export function dutyRotaId(projectId: string, date: string): string {
  return `${projectId}:${date}`;
}
