/**
 * Changing a unit's row from any process's draft. Every change is a compare-and-set on the
 * row's revision: when another was first, the handler runs again and sees what is now. One unit, one of these
 * functions per draft.
 */
import type { WrittenRow } from '../../../models/process-rows';
import { dateOf } from '../../kernel/change';
import { type Shape, workflowIdOf } from '../../kernel/contract';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { Role } from '../../kernel/words';
import { subscriptionContract } from '../../front/subscription/contract';
import { type UnitControl, unitControlContract } from '../../front/unit-control/contract';
import {
  refusedTo,
  type SaleOnUnit,
  statusOf,
  type UnitFacts,
  type UnitOnOffer,
  type UnitStatus,
  untilOf,
} from './rules';

export type { SaleOnUnit } from './rules';

/** The part of a draft that changing a unit writes on: any process has it. */
export type UnitDraft = Pick<
  Draft<Shape>,
  | 'projectId'
  | 'workflowId'
  | 'action'
  | 'actor'
  | 'at'
  | 'say'
  | 'refuse'
  | 'notify'
  | 'tell'
  | 'changeRow'
  | 'put'
>;

/** A unit as `look.unitForSale` reads it. */
export interface UnitForSale extends UnitOnOffer {
  rev: number;
  projectId: string;
  areaHundredths: number;
  status: UnitStatus;
  /** Since when it has that status, epoch milliseconds. */
  since: number;
  /** The client who owns it, from handover. */
  ownerClientId?: string;
  /** In the price list in force; absent: on no list. */
  price?: {
    no: number;
    areaHundredths: number;
    unitPriceFen: number;
    totalFen: number;
    floorTotalFen?: number;
    standardDiscountBp?: number;
  };
}

/** All who sell or help to sell: told at once what is no longer to be recommended [S1]. */
export const SALES_STAFF: Role[] = [
  'consultant',
  'team-leader',
  'assistant',
  'supervisor',
  'sales-manager',
  'customer-service',
];

/** The unit, read now. @throws refusal `unknown-unit` */
export async function readUnit(draft: UnitDraft, unitId: string): Promise<UnitForSale> {
  const unit = await look.unitForSale(draft.projectId, unitId, draft.at);
  if (!unit)
    return draft.refuse('unknown-unit', `本项目没有房号 ${unitId} there is no such unit in this project`, {
      field: 'unitId',
    });
  return unit;
}

/**
 * The unit, if this sale may have it now. Writes nothing.
 * @throws refusals `unknown-unit`, `already-sold`, `unit-not-released`, `unit-retained`, `unit-offered`, `unit-held`,
 *   `unit-blocked`, `no-presale-permit`
 */
export async function unitOnSale(draft: UnitDraft, unitId: string, sale: SaleOnUnit): Promise<UnitForSale> {
  const unit = await readUnit(draft, unitId);
  const no = refusedTo(unit, sale, draft.at);
  if (no) draft.refuse(no[0], no[1], { field: 'unitId' });
  return unit;
}

/**
 * 核查销控: the controller confirmed the unit to this sale. Rivals may be reserved together; they and a holder are told.
 * @throws refusals as `unitOnSale`
 */
export async function reserveUnit(draft: UnitDraft, unitId: string, sale: SaleOnUnit): Promise<UnitForSale> {
  const unit = await unitOnSale(draft, unitId, sale);
  const others = unit.rivals.filter(({ saleKey }) => saleKey !== sale.saleKey);
  const { saleKey, consultantId, leadId } = sale;
  changeUnit(draft, unit, { rivals: [...others, { saleKey, consultantId }] });
  tellControl(draft, unit, 'unit-reserved', { saleKey, consultantId, leadId });
  const concerned = [...others.map((rival) => rival.consultantId), ...(unit.hold ? [unit.hold.staffId] : [])];
  tellOfRivals(
    draft,
    unit,
    concerned.filter((id) => id !== consultantId),
    others.length + 1,
    '已有客户核准认购',
  );
  return unit;
}

/** The sale gives the unit up before any money (refused, lapsed, cancelled, changed). Harmless when it had none. */
export async function unreserveUnit(draft: UnitDraft, unitId: string, saleKey: string): Promise<void> {
  const unit = await readUnit(draft, unitId);
  if (!unit.rivals.some((rival) => rival.saleKey === saleKey)) return;
  const rivals = unit.rivals.filter((rival) => rival.saleKey !== saleKey);
  if (rivals.length > 0) return changeUnit(draft, unit, { rivals });
  // Who had the offer has used it; the next is offered it before anybody else can come between.
  changeUnit(draft, unit, { rivals, offer: undefined, offerDue: isWaitedFor(unit, unit.offer !== undefined) });
  tellControl(draft, unit, 'unit-released', {});
}

/**
 * The deposit is taken: the unit is this sale's. Its rivals' subscriptions hear `unit-lost`, the sales staff the stop
 * notice, each once.
 * @throws refusals `already-sold`, `unit-blocked`, `unit-offered`, `unknown-unit`
 */
export async function sellUnit(draft: UnitDraft, unitId: string, sale: SaleOnUnit): Promise<UnitForSale> {
  const unit = await readUnit(draft, unitId);
  refuseToSell(draft, unit, sale);
  sell(draft, unit, sale);
  tellSold(draft, unitId);
  return unit;
}

/** A sold unit comes back (lapse, cancel, refund, swap): to the first of the waitlist, else on sale. Harmless again. */
export async function releaseUnit(draft: UnitDraft, unitId: string, saleKey: string): Promise<void> {
  const unit = await readUnit(draft, unitId);
  if (unit.saleKey === saleKey) release(draft, unit);
}

/**
 * The wrong unit was written down: both units change in one act, the sales staff are told.
 * @throws refusals as `sellUnit`, and `step-not-open` when the first unit is not this sale's
 */
export async function moveSale(
  draft: UnitDraft,
  fromUnitId: string,
  toUnitId: string,
  sale: SaleOnUnit,
  reason: string,
): Promise<{ from: UnitForSale; to: UnitForSale }> {
  const from = await readUnit(draft, fromUnitId);
  if (from.saleKey !== sale.saleKey)
    draft.refuse('step-not-open', `${fromUnitId} 不是本交易的房号 it is not sold to this sale`);
  const to = await unitOnSale(draft, toUnitId, sale);
  // In this order: one sale has one unit, by a unique index.
  release(draft, from);
  sell(draft, to, sale);
  const fields = { fromUnit: { unit: fromUnitId }, toUnit: { unit: toUnitId }, reason: { personal: reason } };
  draft.notify('unit-control.unit-corrected', { roles: SALES_STAFF }, fields);
  return { from, to };
}

/** The contract is stamped. Harmless again. */
export async function markSigned(draft: UnitDraft, unitId: string, saleKey: string): Promise<void> {
  const unit = await readUnit(draft, unitId);
  if (unit.saleKey === saleKey && unit.signedAt === undefined) changeUnit(draft, unit, { signedAt: draft.at });
}

/** What is known of a unit sold on paper. `deliveredOn`: from then on the client owns it. */
export interface PaperSale {
  soldAt: number;
  signedAt?: number;
  deliveredOn?: string;
  buyers: string[];
}

/**
 * Sold on paper: the row becomes this sale's as it stands; imported as sold before it must be the same owner's. Whoever
 * could still recommend the unit hears that it is sold, and rivals lose it.
 * @throws refusals `unknown-unit`, `already-sold`, `unit-blocked`
 */
export async function takeOverUnit(
  draft: UnitDraft,
  unitId: string,
  sale: SaleOnUnit,
  { soldAt, signedAt, deliveredOn, buyers }: PaperSale,
): Promise<UnitForSale> {
  const unit = await readUnit(draft, unitId);
  const isAnothers = unit.soldBefore && unit.ownerClientId !== undefined && !buyers.includes(unit.ownerClientId);
  if (unit.saleKey || isAnothers) draft.refuse('already-sold', `${unitId} 已售出 it is sold`, { field: 'unitId' });
  if (unit.blocked) draft.refuse('unit-blocked', `${unitId} 已暂停销售 it is blocked`, { field: 'unitId' });
  sell(draft, unit, sale, {
    facts: { soldAt, signedAt, soldBefore: undefined },
    row: deliveredOn === undefined ? {} : { deliveredOn, ownerClientId: buyers[0] as string },
  });
  if (['available', 'held', 'offered', 'reserved'].includes(unit.status)) tellSold(draft, unitId);
  return unit;
}

function tellSold(draft: UnitDraft, unitId: string): void {
  draft.notify(
    'unit-control.stop-notice',
    { roles: SALES_STAFF },
    { unit: { unit: unitId }, soldAt: draft.say(draft.at) },
  );
}

function refuseToSell(draft: UnitDraft, unit: UnitForSale, sale: SaleOnUnit): void {
  // Confirmed units stay payable when the plan changes; only what came between refuses.
  const wasConfirmed = unit.rivals.some(({ saleKey }) => saleKey === sale.saleKey);
  const no = refusedTo(unit, sale, draft.at);
  const [code, message] = no ?? [];
  if (code && (!wasConfirmed || code === 'already-sold' || code === 'unit-blocked')) {
    draft.refuse(code, message ?? '', { field: 'unitId' });
  }
}

function sell(
  draft: UnitDraft,
  unit: UnitForSale,
  { saleKey, consultantId, leadId }: SaleOnUnit,
  known: { facts?: Partial<UnitFacts>; row?: Partial<WrittenRow<'units'>> } = {},
): void {
  const sold = {
    saleKey,
    soldBy: consultantId,
    soldAt: draft.at,
    rivals: [],
    hold: undefined,
    offer: undefined,
    offerDue: undefined,
  };
  changeUnit(draft, unit, { ...sold, ...known.facts }, known.row);
  for (const rival of unit.rivals.filter((other) => other.saleKey !== saleKey)) {
    draft.tell(subscriptionContract, rival.saleKey, 'unit-lost', { unitId: unit.id });
  }
  tellControl(draft, unit, 'unit-sold', { saleKey, consultantId, leadId });
}

function release(draft: UnitDraft, unit: UnitForSale): void {
  const offerDue = isWaitedFor(unit);
  changeUnit(draft, unit, {
    saleKey: undefined,
    soldBy: undefined,
    soldAt: undefined,
    signedAt: undefined,
    offerDue,
  });
  tellControl(draft, unit, 'unit-released', {});
}

/** True while somebody waits, beside the one who has just used his offer. */
function isWaitedFor(unit: UnitForSale, hasUsedOffer = false): true | undefined {
  return unit.waitlist > (hasUsedOffer ? 1 : 0) || undefined;
}

/** Nobody hears it while nothing waits: then there is no unit-control. */
function tellControl<Event extends keyof UnitControl['events'] & string>(
  draft: UnitDraft,
  unit: UnitForSale,
  event: Event,
  payload: UnitControl['events'][Event],
): void {
  const isItself = draft.workflowId === workflowIdOf(unitControlContract, unit.id);
  const optional = unit.waitlist === 0 && !unit.hold;
  if (!isItself) draft.tell(unitControlContract, unit.id, event, payload, { optional });
}

/** A courtesy, and true at once: others are after the same unit. */
export function tellOfRivals(
  draft: UnitDraft,
  unit: UnitForSale,
  staffIds: string[],
  rivals: number,
  what: string,
): void {
  if (staffIds.length > 0)
    draft.notify('unit-control.rival-told', { staffIds }, { unit: { unit: unit.id }, rivals, what });
}

/** Write the row and, beside it, the line of the 销控记录 by which any earlier instant can be shown. */
export function changeUnit(
  draft: UnitDraft,
  unit: UnitForSale,
  change: Partial<UnitFacts>,
  more: Partial<WrittenRow<'units'>> = {},
): void {
  const now: UnitFacts = { ...unit, ...change };
  const status = statusOf(now);
  const since = status === unit.status ? unit.since : draft.at;
  const row = { status, statusSince: dateOf(since), ...rowOf(now) };
  const unset = (Object.keys(row) as (keyof typeof row)[]).filter((field) => row[field] === undefined);
  draft.changeRow('units', unit.id, { rev: unit.rev }, { ...row, ...more }, { unset });
  draft.put('unit_log', `${unit.id}#${unit.rev + 1}`, {
    unitId: unit.id,
    projectId: unit.projectId,
    rev: unit.rev + 1,
    at: dateOf(draft.at),
    by: draft.actor.staffId,
    process: draft.workflowId,
    action: draft.action,
    before: { status: unit.status, since: dateOf(unit.since), ...shownOf(unit) },
    after: { status, since: dateOf(since), ...shownOf(now) },
  });
}

function rowOf(facts: UnitFacts) {
  const instant = (at: number | undefined) => (at === undefined ? undefined : dateOf(at));
  const priority = (p: UnitFacts['hold']) => p && { staffId: p.staffId, leadId: p.leadId, until: dateOf(p.until) };
  return {
    until: instant(untilOf(facts)),
    saleKey: facts.saleKey,
    soldBy: facts.soldBy,
    soldAt: instant(facts.soldAt),
    signedAt: instant(facts.signedAt),
    rivals: facts.rivals.map(({ saleKey, consultantId }) => ({ saleKey, consultantId })),
    hold: priority(facts.hold),
    offer: priority(facts.offer),
    offerDue: facts.offerDue,
    blocked: facts.blocked && { ...facts.blocked, at: dateOf(facts.blocked.at) },
    waitlist: facts.waitlist,
  };
}

/** What the chart shows of it. */
function shownOf(facts: UnitFacts) {
  const { until, saleKey, soldBy, rivals, waitlist } = rowOf(facts);
  return { until, saleKey, soldBy, rivals: rivals.length, waitlist };
}
