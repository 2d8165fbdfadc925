/** When the client is told of the bank visit, and what may be borrowed. Pure. */
import type { CalendarData } from '../../kernel/calendar';
import { deadlineBefore } from '../../kernel/period';

export interface VisitNotices {
  /** Tell the visit at once. */
  atOnce: boolean;
  /** Instants of the notices ahead of the visit. */
  first?: number;
  second?: number;
}

/**
 * 提前三天、一天 [S1]: those that are still ahead. Set too late for the first, the client is told at once; of a visit
 * that is moved the change notice says it.
 */
export function visitNotices(
  visitAt: number,
  now: number,
  isMoved: boolean,
  policy: { noticeFirst: string; noticeSecond: string },
  c: CalendarData,
): VisitNotices {
  const first = deadlineBefore(visitAt, policy.noticeFirst, c);
  const second = deadlineBefore(visitAt, policy.noticeSecond, c);
  return {
    atOnce: !isMoved && first < now,
    ...(first >= now ? { first } : {}),
    ...(second >= now ? { second } : {}),
  };
}

/** Least down payment [law]: of the city if it has its own. Percent. */
export function floorOf(
  city: string,
  policy: { floorPercent: number; cityFloors: Record<string, number> },
): number {
  return policy.cityFloors[city] ?? policy.floorPercent;
}

/** Whether price less loan reaches the floor. Fen, percent. */
export function isDownPaymentEnough(priceFen: number, loanFen: number, floorPercent: number): boolean {
  return BigInt(priceFen - loanFen) * 100n >= BigInt(priceFen) * BigInt(floorPercent);
}
