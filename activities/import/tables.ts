import { z } from 'zod';
import { buyerCategories, maritalStatuses, noticeChannelKinds } from '../../models/resources/client';
import { type DefectClass, defectClasses } from '../../models/resources/defect-classes';
import { releaseHolds } from '../../models/resources/release-plan';
import { ROLES, type Role } from '../../workflows/kernel/words';
import { area, date, id, identity, listOf, oneOf, phone, text, wholeNumber, yesNo, yuan } from './cells';

/** The columns of the five tables. The header line names them; their order is free. */

const roleNames = Object.keys(ROLES) as [Role, ...Role[]];

const unitRow = z.object({
  id,
  building: text,
  floor: wholeNumber,
  room: text,
  layout: text,
  /** ㎡ in the file, hundredths of a ㎡ here. */
  area,
  /** Yuan per ㎡ in the file, fen here; blank for a unit that is not for sale any more. */
  unit_price: yuan.optional(),
  total_price: yuan.optional(),
  /** The lowest total an executive may grant. */
  floor_price: yuan.optional(),
  /** Blank: not in the release plan. */
  hold: oneOf(releaseHolds).optional(),
  owner: id.optional(),
  delivered_on: date.optional(),
  completion_accepted_on: date.optional(),
});

const staffRow = z.object({
  id,
  name: text,
  roles: listOf(oneOf(roleNames)).refine((list) => list.length > 0, 'needs at least one role'),
  groups: listOf(text),
  contractor: id.optional(),
});

const bankRow = z.object({
  id,
  name: text,
  branch: text,
  contact_name: text,
  contact_phone: phone,
  partner: yesNo,
  products: listOf(text),
});

/** `structure=600`: months of warranty of one class. */
const warranty = text
  .regex(/^[a-z-]+=\d{1,4}$/, 'must be such as waterproofing=60')
  .transform((word) => word.split('=') as [DefectClass, string])
  .refine(([name]) => defectClasses.includes(name), `must name one of ${defectClasses.join(', ')}`);

const contractorRow = z.object({
  id,
  name: text,
  contact_name: text,
  contact_phone: phone,
  email: z.email('must be a mail address').optional(),
  /** Buildings, or beginnings of unit ids (with a hyphen). */
  scope: listOf(text),
  classes: listOf(oneOf(defectClasses)),
  warranty_months: listOf(warranty),
});

const clientRow = z.object({
  id,
  name: text,
  phone: phone.optional(),
  id_number: identity.optional(),
  birth_date: date.optional(),
  address: text.optional(),
  employer: text.optional(),
  marital: oneOf(maritalStatuses).optional(),
  spouse: id.optional(),
  category: oneOf(buyerCategories).optional(),
  notice_channel: oneOf(noticeChannelKinds),
  notice_address: text.optional(),
});

export const tables = {
  units: unitRow,
  staff: staffRow,
  banks: bankRow,
  contractors: contractorRow,
  clients: clientRow,
} as const;

export type TableName = keyof typeof tables;

/** A row of a table with the line it stands on. */
export type Row<Name extends TableName> = z.output<(typeof tables)[Name]> & { line: number };
