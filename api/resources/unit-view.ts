import type { PriceRow } from '../../models/resources/price-list';
import type { RecordRow } from '../../models/kernel';
import type { Shown } from '../../activities/units/units-at';
import type { Role } from '../../workflows/kernel/words';
import type { Caller } from '../kernel/caller';
import type { ApiDeps } from '../kernel/deps';

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

/** Which sale and client have bought: hidden from other consultants (spec 1, unit-control: Chart). */
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
    .records('sales')
    .find({ _id: { $in: saleKeys } }, { 'data.buyers': 1 })
    .lean<RecordRow[]>();
  const buyers = new Map(sales.map(({ _id, data }) => [_id, (data as { buyers?: string[] }).buyers ?? []]));
  const rows = await models.clients.find({ _id: { $in: [...buyers.values()].flat() } }, { name: 1 }).lean();
  const names = new Map(rows.map(({ _id, name }) => [_id, name]));
  return new Map([...buyers].map(([key, ids]) => [key, ids.map((id) => names.get(id) ?? '').join('、')]));
}
