import { Schema } from 'mongoose';
import { type Resource, resourceFields, resourceOptions } from './resource';

/** A bank that lends to buyers 按揭银行. A loan by a bank that is no partner is refused (2-mortgage). */
export interface Bank extends Resource {
  name: string;
  branch: string;
  contactName: string;
  contactPhone: string;
  partner: boolean;
  /** Loan products by the bank's own names; empty: any. */
  products: string[];
}

export const bankSchema = new Schema<Bank>(
  {
    ...resourceFields,
    name: { type: String, required: true },
    branch: { type: String, required: true },
    contactName: { type: String, required: true },
    contactPhone: { type: String, required: true },
    partner: { type: Boolean, required: true },
    products: { type: [String], default: [] },
  },
  resourceOptions('banks'),
);
