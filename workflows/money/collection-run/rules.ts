/** Which instalments stand on a month's list, and who is told. Pure. */
import { type CalendarData, instantOf, isWorkday, nextWorkday } from '../../kernel/calendar';
import { addMonths } from '../../kernel/zone';
import { daysBetween } from '../../books/ledger/interest';
import { allocate, houseLines, lastDayInTime, type LedgerLine, type PlanRow } from '../../books/ledger/rules';

/** The two ends of a list: instalments due after `dayOn`, through `throughOn`. Local dates. */
export interface Window {
  dayOn: string;
  throughOn: string;
}

/** A month's window: from its run day to the next month's. */
export function windowOf(month: string, day: number): Window {
  const dayOn = `${month}-${String(day).padStart(2, '0')}`;
  return { dayOn, throughOn: addMonths(dayOn, 1) };
}

/** The month before or after, `2026-05`. */
export function monthFrom(month: string, n: number): string {
  return addMonths(`${month}-01`, n).slice(0, 7);
}

/** When the list is built: at once, or at the opening of the next workday when the day is a rest day. */
export function buildAt(
  now: number,
  today: string,
  from: string,
  holiday: 'same-day' | 'next-workday',
  c: CalendarData,
): number {
  return holiday === 'same-day' || isWorkday(today, c) ? now : instantOf(nextWorkday(today, c), from, c);
}

/** May clients be told at this time of day; both ends are in time. */
export function isSendingTime(time: string, from: string, to: string): boolean {
  return from <= time && time <= to;
}

/** Why nobody is written to about a line, or that the line goes into the sale's notice. */
export type LineNotice = 'tell' | 'paid' | 'bank' | 'case' | 'held' | 'none';

export interface RunLine {
  /** Absent: interest of lateness that is over. */
  no?: number;
  kind: PlanRow['kind'] | 'late-interest';
  dueOn?: string;
  dueFen: number;
  paidFen: number;
  openFen: number;
  daysLate: number;
  payer: 'client' | 'bank';
  notice: LineNotice;
}

/** What is known of a sale when its lines are made. */
export interface Standing {
  isStamped: boolean;
  /** Disputed, promised, or in a change. */
  isHeld: boolean;
  hasCase: boolean;
  /** Lines that customer service holds: instalments by number. */
  heldNos: (number | 'interest')[];
  /** Interest accrued and not paid nor waived, fen. */
  interestFen: number;
}

/**
 * The lines of one sale: due in the window, paid or not, and arrears. Late lines of an open case are the case's;
 * before the stamp arrears are listed only (the signing follows them); the bank's are the bank's.
 */
export function linesOf(
  plan: readonly PlanRow[],
  lines: readonly LedgerLine[],
  window: Window,
  today: string,
  standing: Standing,
  c: CalendarData,
): RunLine[] {
  const { rows } = allocate(plan, houseLines(lines, today, c), window.throughOn);
  const listed: RunLine[] = [];
  for (const { no, kind, dueOn, amountFen, paidFen, openFen, payer } of rows) {
    if (dueOn === undefined || dueOn > window.throughOn) continue;
    if (dueOn <= window.dayOn && openFen === 0) continue;
    const inTime = lastDayInTime(dueOn, c);
    const daysLate = openFen > 0 && inTime < today ? daysBetween(inTime, today) : 0;
    const line = { no, kind, dueOn, dueFen: amountFen, paidFen, openFen, daysLate, payer };
    listed.push({ ...line, notice: noticeOf(line, standing) });
  }
  const isLate = listed.some((line) => line.daysLate > 0 && line.payer === 'client');
  if (standing.interestFen > 0 && !isLate) {
    const { interestFen: fen } = standing;
    const interest = {
      kind: 'late-interest',
      dueFen: fen,
      paidFen: 0,
      openFen: fen,
      daysLate: 0,
      payer: 'client',
    } as const;
    listed.push({ ...interest, notice: noticeOf(interest, standing) });
  }
  return listed;
}

function noticeOf(line: Omit<RunLine, 'notice'>, { isStamped, isHeld, hasCase, heldNos }: Standing): LineNotice {
  if (line.openFen === 0) return 'paid';
  if (line.payer === 'bank') return 'bank';
  if (isHeld || heldNos.includes(line.no ?? 'interest')) return 'held';
  if (line.daysLate > 0 && hasCase) return 'case';
  if (line.daysLate > 0 && !isStamped) return 'none';
  return 'tell';
}

/** What an instalment is called in a client's notice. */
export function nameOf({ no, kind }: Pick<RunLine, 'no' | 'kind'>): string {
  if (kind === 'late-interest') return '逾期付款违约金';
  if (kind === 'deposit') return '定金';
  if (kind === 'down-payment') return '首付款';
  if (kind === 'loan') return '按揭贷款';
  return `房款第${no}期`;
}
