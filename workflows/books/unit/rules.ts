/** What a unit's row says about its sale, and who may have it. Pure. */

import type { RefusalCode } from '../../kernel/refusal-codes';

/** What the confirmed release plans make of a unit; one in no plan is unreleased. */
export type Released = 'unreleased' | 'retained' | 'available';

export type UnitStatus = Released | 'held' | 'reserved' | 'blocked' | 'offered' | 'sold' | 'signed';

/** A sale that has been confirmed on the unit and has not paid yet. */
export interface Rival {
  saleKey: string;
  consultantId: string;
}

/** A consultant's client who has the unit to himself, or a courtesy hold on it, until an instant. */
export interface Priority {
  staffId: string;
  leadId: string;
  /** Epoch milliseconds. */
  until: number;
}

/** What is known about a unit's sale; its status follows from it. */
export interface UnitFacts {
  released: Released;
  /** The sale that has bought it. */
  saleKey?: string;
  /** The consultant of that sale. */
  soldBy?: string;
  soldAt?: number;
  signedAt?: number;
  /** Sold before this system: imported with an owner. */
  soldBefore?: boolean;
  rivals: Rival[];
  hold?: Priority;
  offer?: Priority;
  /** Released while people wait: the next offer is on its way, nobody else may come between. */
  offerDue?: boolean;
  blocked?: { reason: string; by: string; at: number };
  /** How many wait. */
  waitlist: number;
}

/** The sale that asks for a unit. */
export interface SaleOnUnit extends Rival {
  leadId?: string;
}

export interface UnitSwitches {
  /** [peer] a hold keeps others away. */
  holdBlocksRivals: boolean;
  /** The controller confirms a unit to one sale at a time. */
  exclusiveConfirmation: boolean;
}

export interface ReleaseState {
  planNo: number;
  permitNo?: string;
  openAt: number;
}

export interface UnitOnOffer extends UnitFacts {
  id: string;
  release?: ReleaseState;
  switches: UnitSwitches;
}

/** Sold beats everything; a block beats all that is not sold; money on its way beats waiting. */
export function statusOf(facts: UnitFacts): UnitStatus {
  if (facts.soldBefore) return 'signed';
  if (facts.saleKey) return facts.signedAt === undefined ? 'sold' : 'signed';
  if (facts.blocked) return 'blocked';
  if (facts.rivals.length > 0) return 'reserved';
  if (facts.offer || facts.offerDue) return 'offered';
  if (facts.hold) return 'held';
  return facts.released;
}

/** End of the hold or offer that shows. */
export function untilOf(facts: UnitFacts): number | undefined {
  return facts.saleKey || facts.soldBefore ? undefined : (facts.offer?.until ?? facts.hold?.until);
}

/** Whether an offer or hold is this sale's: by lead, or by consultant when the sale names no lead. */
export function isFor(
  priority: Priority,
  { leadId, consultantId }: Pick<SaleOnUnit, 'leadId' | 'consultantId'>,
): boolean {
  return leadId === undefined ? priority.staffId === consultantId : priority.leadId === leadId;
}

/** Code and words of why a unit cannot be sold at all at an instant. */
export function notOnSale(unit: UnitOnOffer, at: number): [code: RefusalCode, message: string] | undefined {
  const { id, released, release } = unit;
  if (unit.saleKey || unit.soldBefore) return ['already-sold', `${id} 已售出 it is sold`];
  if (unit.blocked) return ['unit-blocked', `${id} 已暂停销售 it is blocked`];
  if (!release || released === 'unreleased')
    return ['unit-not-released', `${id} 不在已确认的推盘计划中 it is in no confirmed release plan`];
  if (released === 'retained')
    return ['unit-retained', `${id} 为自留房，不对外销售 it is kept back by the release plan`];
  if (!release.permitNo)
    return [
      'no-presale-permit',
      `第 ${release.planNo} 号推盘计划没有预售许可证 the release plan has no presale permit`,
    ];
  if (at < release.openAt)
    return ['unit-not-released', `第 ${release.planNo} 号推盘计划尚未开盘 the release plan has not opened yet`];
  return undefined;
}

/** Code and words of why this sale may not have the unit at an instant. */
export function refusedTo(
  unit: UnitOnOffer,
  sale: SaleOnUnit,
  at: number,
): [code: RefusalCode, message: string] | undefined {
  const no = notOnSale(unit, at);
  if (no) return no;
  const { id, offer, offerDue, hold, switches } = unit;
  if (offer ? !isFor(offer, sale) : offerDue)
    return ['unit-offered', `${id} 正由候补第一位客户考虑 it is offered to the first of its waitlist`];
  if (switches.holdBlocksRivals && hold && !isFor(hold, sale))
    return ['unit-held', `${id} 已为其他客户保留 it is held for another client`];
  const isConfirmedToAnother = unit.rivals.some(({ saleKey }) => saleKey !== sale.saleKey);
  if (switches.exclusiveConfirmation && isConfirmedToAnother)
    return ['unit-held', `${id} 已核准给其他认购 it is confirmed to another sale`];
  return undefined;
}
