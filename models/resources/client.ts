import { Schema } from 'mongoose';
import { localDate, type Resource, resourceFields, resourceOptions } from './resource';

/** `phone`: no automatic message, a person calls (3-collection-run: call task). */
export const noticeChannelKinds = ['console', 'smtp', 'webhook', 'phone'] as const;
export const maritalStatuses = ['single', 'married', 'divorced', 'widowed'] as const;
/** 2-qualification: which papers a buyer owes. */
export const buyerCategories = ['local', 'non-local', 'hk-macau', 'taiwan', 'foreign'] as const;

/** The channel a client agreed to for notices, and where it reaches them (mail address, phone number, gateway id). */
export interface NoticeChannel {
  kind: (typeof noticeChannelKinds)[number];
  address: string;
}

/** 客户. The only place of personal data: everything else carries `clientId`. */
export interface Client extends Resource {
  projectId: string;
  name: string;
  /** In its normal form (`workflows/kernel/fields/phone.ts`). */
  phone?: string;
  /** The client was asked for a phone and declined (1-lead: asked, never forced). */
  phoneRefused?: boolean;
  /** In its normal form. */
  idNumber?: string;
  /** Local date; under 18 on the signing day: lump sum only (1-subscription, 2-qualification). */
  birthDate?: string;
  address?: string;
  employer?: string;
  marital?: (typeof maritalStatuses)[number];
  spouseClientId?: string;
  category?: (typeof buyerCategories)[number];
  noticeChannel: NoticeChannel;
}

export const clientSchema = new Schema<Client>(
  {
    ...resourceFields,
    projectId: { type: String, required: true },
    name: { type: String, required: true },
    phone: { type: String },
    phoneRefused: { type: Boolean },
    idNumber: { type: String },
    birthDate: localDate,
    address: { type: String },
    employer: { type: String },
    marital: { type: String, enum: maritalStatuses },
    spouseClientId: { type: String },
    category: { type: String, enum: buyerCategories },
    noticeChannel: {
      kind: { type: String, enum: noticeChannelKinds, required: true, default: 'console' },
      address: { type: String, default: '' },
    },
  },
  resourceOptions('clients'),
);

// One number is one person, in the one spelling in which it is stored.
const identifies = (field: 'phone' | 'idNumber') => ({
  unique: true,
  partialFilterExpression: { [field]: { $type: 'string' } },
});
clientSchema.index({ projectId: 1, phone: 1 }, identifies('phone'));
clientSchema.index({ projectId: 1, idNumber: 1 }, identifies('idNumber'));
