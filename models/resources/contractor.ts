import { Schema } from 'mongoose';
import { type DefectClass, defectClasses } from './defect-classes';
import { type Resource, resourceFields, resourceOptions } from './resource';

/** The classes a contractor answers for in one building, or in units whose id begins with `unitPrefix`. */
export interface Responsibility {
  projectId: string;
  building?: string;
  unitPrefix?: string;
  classes: DefectClass[];
}

/** 施工责任单位: who built it and mends it while its term runs (4-repair). */
export interface Contractor extends Resource {
  name: string;
  contactName: string;
  contactPhone: string;
  email?: string;
  responsibilities: Responsibility[];
  /** Months of its own warranty by class, from the unit's `completionAcceptedOn`; a class not named: the law's. */
  warrantyMonths?: Partial<Record<DefectClass, number>>;
}

const responsibility = new Schema<Responsibility>(
  {
    projectId: { type: String, required: true },
    building: { type: String },
    unitPrefix: { type: String },
    classes: { type: [{ type: String, enum: defectClasses }], required: true },
  },
  { _id: false, strict: 'throw' },
);

export const contractorSchema = new Schema<Contractor>(
  {
    ...resourceFields,
    name: { type: String, required: true },
    contactName: { type: String, required: true },
    contactPhone: { type: String, required: true },
    email: { type: String },
    responsibilities: { type: [responsibility], default: [] },
    warrantyMonths: { type: Schema.Types.Mixed },
  },
  resourceOptions('contractors'),
);
