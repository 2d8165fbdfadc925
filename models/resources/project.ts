import { Schema } from 'mongoose';
import { type NoticeChannel, noticeChannelKinds } from './client';
import type { DefectClass } from './defect-classes';
import { localDate, type Resource, resourceFields, resourceOptions, wholeNumber } from './resource';

/** An account that buyers may pay into; money elsewhere is `wrong-account` (3-payment). */
export interface SupervisedAccount {
  no: string;
  bankId: string;
  /** The ledger accounts it takes, as the ledger names them: `house`, `maintenance-fund` … */
  purpose: string;
}

/** Defaults of the contract's terms, from the approved template 合同样板 (2-signing: Terms). Silent: the law. */
export interface ContractTemplate {
  /** Millionths of the overdue sum a day. */
  latePaymentPpm?: number;
  lateDeliveryPpm?: number;
  lateTitlePpm?: number;
  /** Last day of handover, local date. */
  handoverOn?: string;
  /** The contract names an address at which notices count as served 送达条款. */
  addressClause?: boolean;
  noticeChannel?: NoticeChannel['kind'];
  /** Periods as people write them: `3 months`, `90 calendar-days`. */
  demandPeriod?: string;
  titlePeriod?: string;
  rescissionPeriod?: string;
  areaRefundPeriod?: string;
}

/** The days on which the sales centre is shut; every other day is a centre-day. */
export interface SalesCentre {
  /** Local dates. */
  closedDates: string[];
  /** ISO weekdays: 1 Monday … 7 Sunday. */
  closedWeekdays: number[];
}

/** 项目: one development that is sold and looked after. */
export interface Project extends Resource {
  name: string;
  companyName: string;
  city: string;
  address?: string;
  phone?: string;
  /** IANA time zone in which the project's date rules are evaluated. */
  zone: string;
  centre: SalesCentre;
  contractTemplate: ContractTemplate;
  supervisedAccounts: SupervisedAccount[];
  /** Months of warranty by class that the contract gives beyond the law's floors (4-repair). */
  warrantyMonths?: Partial<Record<DefectClass, number>>;
}

const contractTemplate = new Schema<ContractTemplate>(
  {
    latePaymentPpm: wholeNumber,
    lateDeliveryPpm: wholeNumber,
    lateTitlePpm: wholeNumber,
    handoverOn: localDate,
    addressClause: { type: Boolean },
    noticeChannel: { type: String, enum: noticeChannelKinds },
    demandPeriod: { type: String },
    titlePeriod: { type: String },
    rescissionPeriod: { type: String },
    areaRefundPeriod: { type: String },
  },
  { _id: false, strict: 'throw' },
);

const supervisedAccount = new Schema<SupervisedAccount>(
  {
    no: { type: String, required: true },
    bankId: { type: String, required: true },
    purpose: { type: String, required: true },
  },
  { _id: false, strict: 'throw' },
);

export const projectSchema = new Schema<Project>(
  {
    ...resourceFields,
    name: { type: String, required: true },
    companyName: { type: String, required: true },
    city: { type: String, required: true },
    address: { type: String },
    phone: { type: String },
    zone: { type: String, required: true, default: 'Asia/Shanghai' },
    centre: {
      closedDates: { type: [localDate], default: [] },
      closedWeekdays: { type: [{ type: Number, min: 1, max: 7 }], default: [] },
    },
    contractTemplate: { type: contractTemplate, default: {} },
    supervisedAccounts: { type: [supervisedAccount], default: [] },
    warrantyMonths: { type: Schema.Types.Mixed },
  },
  resourceOptions('projects'),
);
