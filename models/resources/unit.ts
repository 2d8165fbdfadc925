import { Schema } from 'mongoose';
import type { DefectClass } from './defect-classes';
import { localDate, type Resource, resourceFields, resourceOptions, wholeNumber } from './resource';

/** 1-unit-control: Statuses. `offered`: exclusively to the first of the waitlist. `signed`: contract stamped. */
export const unitStatuses = [
  'unreleased',
  'retained',
  'available',
  'held',
  'reserved',
  'blocked',
  'offered',
  'sold',
  'signed',
] as const;

export type UnitStatus = (typeof unitStatuses)[number];

/** A unit kept for one consultant's client until an instant. */
export interface UnitPriority {
  staffId: string;
  leadId: string;
  until: Date;
}

/** 房号: one home that is sold once. This row is the truth about it; its price is in the price list in force. */
export interface Unit extends Resource {
  projectId: string;
  building: string;
  floor: number;
  room: string;
  /** Building, floor and room in the form in which they are compared: room `01` is room `1` (`placeOf`). */
  place: string;
  /** 户型, e.g. `三室两厅两卫`. */
  layout: string;
  /** Hundredths of a ㎡. */
  areaHundredths: number;
  status: UnitStatus;
  /** Business instant of the last change of status. */
  statusSince: Date;
  /** End of a hold or an offer. */
  until?: Date;
  /** The sale that has bought it; unique, the last guard that one buyer has it. */
  saleKey?: string;
  /** The consultant of that sale. */
  soldBy?: string;
  soldAt?: Date;
  signedAt?: Date;
  /** Sales confirmed on it that have not paid: the first deposit wins. */
  rivals?: { saleKey: string; consultantId: string }[];
  /** Courtesy hold of a consultant for a client. */
  hold?: UnitPriority;
  /** Exclusive offer to the first of the waitlist. */
  offer?: UnitPriority;
  /** Released while people wait: the next offer is on its way. */
  offerDue?: boolean;
  /** No sale: seizure, dispute. `reason` may be the id of a personal text. */
  blocked?: { reason: string; by: string; at: Date };
  /** How many wait; who, in which order, is the unit-control's. */
  waitlist?: number;
  /** The client who owns it, from handover. */
  ownerClientId?: string;
  /** Local date of handover 交房; warranty towards the owner runs from it (4-repair). */
  deliveredOn?: string;
  /** Local date of 竣工验收; the contractor's term runs from it (4-repair). */
  completionAcceptedOn?: string;
  /** The responsible contractor 施工责任单位 by class; a class without one goes to the own team. */
  contractors?: Partial<Record<DefectClass, string>>;
}

const priority = { _id: false, staffId: String, leadId: String, until: Date };

export const unitSchema = new Schema<Unit>(
  {
    ...resourceFields,
    projectId: { type: String, required: true },
    building: { type: String, required: true },
    floor: { type: Number, required: true },
    room: { type: String, required: true },
    place: { type: String, required: true },
    layout: { type: String, required: true },
    areaHundredths: { ...wholeNumber, required: true },
    status: { type: String, enum: unitStatuses, required: true },
    statusSince: { type: Date, required: true },
    until: { type: Date },
    saleKey: { type: String },
    soldBy: { type: String },
    soldAt: { type: Date },
    signedAt: { type: Date },
    rivals: { type: [{ _id: false, saleKey: String, consultantId: String }], default: undefined },
    hold: { type: priority },
    offer: { type: priority },
    offerDue: { type: Boolean },
    blocked: { type: { _id: false, reason: String, by: String, at: Date } },
    waitlist: wholeNumber,
    ownerClientId: { type: String },
    deliveredOn: localDate,
    completionAcceptedOn: localDate,
    contractors: { type: Schema.Types.Mixed },
  },
  resourceOptions('units'),
);

unitSchema.index({ projectId: 1, place: 1 }, { unique: true });
unitSchema.index({ projectId: 1, status: 1 });
unitSchema.index({ saleKey: 1 }, { unique: true, partialFilterExpression: { saleKey: { $type: 'string' } } });
