import { saleContract } from '../../workflows/deal/sale/contract';
import { z } from 'zod';
import type { PriceRow } from '../../models/resources/price-list';
import type { RecordRow } from '../../models/kernel';
import { defectClasses } from '../../models/resources/defect-classes';
import { unitStatuses } from '../../models/resources/unit';
import type { Shown } from '../../activities/books/unit/units-at';
import type { Role } from '../../workflows/kernel/words';
import { unitControlContract } from '../../workflows/front/unit-control/contract';
import type { Caller } from '../kernel/caller';
import type { ApiDeps } from '../kernel/deps';
import { deadline, historyEntry, openStep } from '../kernel/process-schema';
import { date, time } from '../kernel/shown';

/** A unit as the chart shows it. */
export const chartUnit = z.object({
  unitId: z.string(),
  status: z.enum(unitStatuses),
  since: time(),
  until: time().optional(),
  areaHundredths: z.int(),
  unitPriceFen: z.int().optional(),
  totalFen: z.int().optional(),
  rivals: z.int(),
  waitlist: z.int(),
  saleKey: z.string().optional(),
  clientName: z.string().optional(),
});

const priority = z.object({ staffId: z.string(), leadId: z.string(), until: time() });

/** A unit in full; in a list without what is waited for at it. */
export const unitAnswer = chartUnit
  .extend({
    id: z.string(),
    projectId: z.string(),
    building: z.string(),
    floor: z.int(),
    room: z.string(),
    layout: z.string(),
    deliveredOn: date().optional(),
    completionAcceptedOn: date().optional(),
    contractors: z.partialRecord(z.enum(defectClasses), z.string()).optional(),
    priceListNo: z.int().optional(),
    hold: priority.optional(),
    offer: priority.optional(),
    blocked: z.object({ reason: z.string(), by: z.string(), at: time() }).optional(),
    queue: z
      .array(z.object({ place: z.int(), leadId: z.string(), staffId: z.string(), joinedAt: time() }))
      .optional(),
    workflowId: z.string().optional(),
    openSteps: z.array(openStep(Object.keys(unitControlContract.steps))).optional(),
    deadlines: z.array(deadline(Object.keys(unitControlContract.deadlines))).optional(),
    history: z.array(historyEntry).optional(),
  })
  .meta({ title: 'Unit' });

/** Who knows every buyer; a consultant knows his own. */
const KNOW_BUYERS: Role[] = [
  'assistant',
  'supervisor',
  'sales-manager',
  'controller',
  'customer-service',
  'contract-clerk',
  'finance',
  'lawyer',
  'executive',
  'auditor',
  'admin',
];

/** Which sale and client have bought: hidden from other consultants. */
export function knowsBuyer(caller: Caller, soldBy: string | undefined): boolean {
  if (KNOW_BUYERS.some((role) => caller.roles.includes(role))) return true;
  return soldBy !== undefined && [caller.staffId, ...(caller.actingFor ?? [])].includes(soldBy);
}

/** A unit as the chart and the lists show it; areas in hundredths of a ㎡. */
export function showUnit(
  unit: { _id: string; areaHundredths: number },
  { status, since, until, saleKey, rivals, waitlist, soldBy }: Shown,
  price: PriceRow | undefined,
  caller: Caller,
  clientName?: string,
) {
  return {
    unitId: unit._id,
    status,
    since,
    until,
    areaHundredths: price?.areaHundredths ?? unit.areaHundredths,
    unitPriceFen: price?.unitPriceFen,
    totalFen: price?.totalFen,
    rivals,
    waitlist,
    ...(knowsBuyer(caller, soldBy) ? { saleKey, clientName } : {}),
  };
}

/** The buyers' names by sale key. */
export async function buyersOf({ models }: ApiDeps, saleKeys: string[]): Promise<Map<string, string>> {
  if (saleKeys.length === 0) return new Map();
  const sales = await models
    .recordsOf(saleContract)
    .find({ _id: { $in: saleKeys } }, { 'data.buyers': 1 })
    .lean<RecordRow[]>();
  const buyers = new Map(sales.map(({ _id, data }) => [_id, (data as { buyers?: string[] }).buyers ?? []]));
  const rows = await models.clients.find({ _id: { $in: [...buyers.values()].flat() } }, { name: 1 }).lean();
  const names = new Map(rows.map(({ _id, name }) => [_id, name]));
  return new Map([...buyers].map(([key, ids]) => [key, ids.map((id) => names.get(id) ?? '').join('、')]));
}
