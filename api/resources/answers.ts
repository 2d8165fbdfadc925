/** What the plain resources answer, for `/openapi.json`. */
import type { JsonSchema } from '../kernel/route';
import { unitStatuses } from '../../models/resources/unit';
import { releaseHolds } from '../../models/resources/release-plan';
import { versionStatuses } from '../../models/resources/version';

const text: JsonSchema = { type: 'string' };
const time: JsonSchema = { type: 'string', format: 'date-time' };
const day: JsonSchema = { type: 'string', format: 'date' };
const whole: JsonSchema = { type: 'integer' };
const flag: JsonSchema = { type: 'boolean' };
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const texts = listOf(text);

function thing(title: string, required: string[], properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', title, required, properties };
}

/** A page of a list. */
export function pageAnswer(items: JsonSchema): JsonSchema {
  const { title: _title, ...item } = items;
  return { type: 'object', required: ['items'], properties: { items: listOf(item), nextCursor: text } };
}

export const projectAnswer = thing('Project', ['id', 'name', 'zone'], {
  id: text,
  name: text,
  companyName: text,
  city: text,
  address: text,
  phone: text,
  zone: text,
  centre: { type: 'object', properties: { closedDates: texts, closedWeekdays: listOf(whole) } },
  contractTemplate: { type: 'object' },
  supervisedAccounts: listOf({ type: 'object', properties: { no: text, bankId: text, purpose: text } }),
  warrantyMonths: { type: 'object', additionalProperties: whole },
});

const version = {
  id: text,
  projectId: text,
  no: whole,
  status: { enum: [...versionStatuses] },
  createdBy: text,
  createdAt: time,
  confirmedBy: text,
  confirmedAt: time,
  note: text,
  units: whole,
};
const ofVersion = ['id', 'projectId', 'no', 'status', 'createdBy', 'createdAt', 'units'];

export const priceListAnswer = thing('PriceList', ofVersion, {
  ...version,
  effectiveFrom: time,
  rows: listOf({
    type: 'object',
    required: ['unitId', 'areaHundredths', 'unitPriceFen', 'totalFen'],
    properties: {
      unitId: text,
      areaHundredths: whole,
      unitPriceFen: whole,
      totalFen: whole,
      floorTotalFen: whole,
      standardDiscountBp: whole,
    },
  }),
});

export const releasePlanAnswer = thing('ReleasePlan', ofVersion, {
  ...version,
  permitNo: text,
  openAt: time,
  rows: listOf({ type: 'object', properties: { unitId: text, hold: { enum: [...releaseHolds] } } }),
});

export const dutyRotaAnswer = thing('DutyRota', ['projectId', 'date', 'order', 'off', 'turns'], {
  projectId: text,
  date: day,
  order: texts,
  off: texts,
  turns: listOf({
    type: 'object',
    properties: { visitId: text, staffId: text, startedAt: time, endedAt: time },
  }),
});

export const dailyReviewAnswer = thing('DailyReview', ['id', 'projectId', 'date', 'reviewedBy', 'reviewedAt'], {
  id: text,
  projectId: text,
  date: day,
  remarks: text,
  reviewedBy: text,
  reviewedAt: time,
  changes: listOf({
    type: 'object',
    properties: { unitId: text, at: time, by: text, action: text, from: text, to: text, saleKey: text },
  }),
  receipts: listOf({ type: 'object', properties: { no: text, saleKey: text, issuedAt: time } }),
  soldWithoutReceipt: texts,
  receiptsWithoutSale: texts,
});

const shownUnit = {
  status: { enum: [...unitStatuses] },
  since: time,
  until: time,
  areaHundredths: whole,
  unitPriceFen: whole,
  totalFen: whole,
  rivals: whole,
  waitlist: whole,
  saleKey: text,
  clientName: text,
};
const total: JsonSchema = {
  type: 'object',
  properties: { count: whole, areaHundredths: whole, amountFen: whole },
};

export const salesControlAnswer = thing('SalesControl', ['asOf', 'buildings', 'totals'], {
  asOf: time,
  priceListNo: whole,
  buildings: listOf({
    type: 'object',
    properties: {
      building: text,
      floors: listOf({
        type: 'object',
        properties: {
          floor: whole,
          units: listOf({ type: 'object', properties: { unitId: text, ...shownUnit } }),
        },
      }),
    },
  }),
  totals: { type: 'object', additionalProperties: total },
});

const priority: JsonSchema = { type: 'object', properties: { staffId: text, leadId: text, until: time } };

export const unitAnswer = thing('Unit', ['id', 'projectId', 'building', 'floor', 'room', 'status'], {
  id: text,
  projectId: text,
  building: text,
  floor: whole,
  room: text,
  layout: text,
  ...shownUnit,
  priceListNo: whole,
  hold: priority,
  offer: priority,
  blocked: { type: 'object', properties: { reason: text, by: text, at: time } },
  queue: listOf({
    type: 'object',
    properties: { place: whole, leadId: text, staffId: text, joinedAt: time },
  }),
  deliveredOn: day,
  completionAcceptedOn: day,
  contractors: { type: 'object', additionalProperties: text },
  workflowId: text,
  openSteps: listOf({ type: 'object' }),
  deadlines: listOf({ type: 'object' }),
  history: listOf({ type: 'object' }),
});

export const staffAnswer = thing('Staff', ['id', 'name', 'roles', 'projects', 'active', 'rev'], {
  id: text,
  name: text,
  roles: texts,
  groups: texts,
  projects: texts,
  contractorId: text,
  active: flag,
  absences: listOf({ type: 'object', properties: { from: time, to: time, reason: text, standInId: text } }),
  rev: whole,
});

export const bankAnswer = thing('Bank', ['id', 'name', 'branch', 'partner', 'products', 'rev'], {
  id: text,
  name: text,
  branch: text,
  contactName: text,
  contactPhone: text,
  partner: flag,
  products: texts,
  rev: whole,
});
