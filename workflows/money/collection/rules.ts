/** Dates and amounts of a collection case. Pure; dates are local, instants epoch milliseconds. */
import { addDays, type CalendarData, contactDate, instantOf, lastDayOf, localDate } from '../../kernel/calendar';
import { deadlineAfter } from '../../kernel/period';
import type { Rung } from './contract';
import { daysBetween } from '../../books/ledger/interest';
import type { LedgerLine, PlanRow, RowState } from '../../books/ledger/rules';

/**
 * When a rung is due: its case day; a contact with the client on a statutory holiday waits for the next sales-centre
 * day that is none (S0 避免犯忌). Drafting a letter is no contact.
 */
export function rungAt(openedOn: string, rung: Rung, time: string, c: CalendarData): number {
  const day = addDays(openedOn, rung.day - 1);
  return instantOf(rung.do === 'letter' ? day : contactDate(day, c), time, c);
}

/** The time of day on the next day on which the client may be contacted. */
export function nextContact(at: number, time: string, c: CalendarData): number {
  return instantOf(contactDate(addDays(localDate(at, c), 1), c), time, c);
}

/** The next rung after one was taken at `at`: its own day; one that a pause has passed waits for the next morning. */
export function nextRungAt(openedOn: string, rung: Rung, at: number, time: string, c: CalendarData): number {
  const due = rungAt(openedOn, rung, time, c);
  if (localDate(due, c) >= localDate(at, c)) return Math.max(due, at);
  return nextContact(at, time, c);
}

/** 24:00 of the day on which a legal period that begins on a date ends. */
export function endOf(on: string, period: string, c: CalendarData): number {
  return deadlineAfter(instantOf(on, '12:00', c), period, c).at;
}

/**
 * When the right to rescind lapses: so long after it arose; after the buyer's own demand sooner [law 11].
 * @param aroseAt the instant after the demanded time
 */
export function lapseAt(
  aroseAt: number,
  buyerDemandOn: string | undefined,
  periods: { lapse: string; afterDemand: string },
  c: CalendarData,
): number {
  const usual = deadlineAfter(aroseAt, periods.lapse, c).at;
  return buyerDemandOn === undefined ? usual : Math.min(usual, endOf(buyerDemandOn, periods.afterDemand, c));
}

/**
 * The limitation [law 188, 189, 195]: from the last instalment's due date, or what interrupted it later. Warnings are
 * reckoned as if from the oldest due date, so that nobody relies on the later one.
 */
export function limitation(
  plan: readonly PlanRow[],
  oldestDueOn: string,
  interruptedOn: readonly string[],
  period: string,
  c: CalendarData,
): { at: number; warnAgainst: number } {
  const lastDueOn =
    plan
      .flatMap((row) => (row.payer === 'client' && row.dueOn ? [row.dueOn] : []))
      .sort()
      .at(-1) ?? oldestDueOn;
  const latest = (from: string) => [from, ...interruptedOn].sort().at(-1) as string;
  return { at: endOf(latest(lastDueOn), period, c), warnAgainst: endOf(latest(oldestDueOn), period, c) };
}

/** The morning so many days before the last day of a period. */
export function warningAt(deadline: number, days: number, time: string, c: CalendarData): number {
  return instantOf(addDays(lastDayOf(deadline, c), -days), time, c);
}

/** [law 634] at least three instalments, a fifth of the price overdue: after a demand the full price may be asked. */
export function isFullPriceDemandable(plan: readonly PlanRow[], overdueFen: number): boolean {
  const instalments = plan.filter((row) => row.payer === 'client' && row.kind !== 'deposit').length;
  const priceFen = plan.reduce((sum, row) => sum + row.amountFen, 0);
  return instalments >= 3 && overdueFen * 5 >= priceFen;
}

/** Money in for the price since an instant, unreversed. */
function paidSince(lines: readonly LedgerLine[], at: number): number {
  return lines
    .filter((l) => l.account === 'house' && !l.reversed && l.receivedAt >= at)
    .reduce((sum, l) => sum + l.amountFen, 0);
}

/** All that has come in for the price, net. */
export function paidOnHouse(lines: readonly LedgerLine[]): number {
  return paidSince(lines, Number.MIN_SAFE_INTEGER);
}

/** Days from the oldest due date to today. */
export function daysLate(oldestDueOn: string, today: string): number {
  return daysBetween(oldestDueOn, today);
}

/**
 * The plan with what is overdue put off: late rows shrink to what is paid on them, new rows take what is open. Each
 * new row keeps the day from which its part is late, so that interest goes on.
 */
export function deferredPlan(
  plan: readonly PlanRow[],
  overdue: readonly RowState[],
  instalments: readonly { dueOn: string; amountFen: number }[],
): PlanRow[] {
  const kept = plan.flatMap((row) => {
    const late = overdue.find(({ no }) => no === row.no);
    if (!late) return [row];
    return late.paidFen > 0 ? [{ ...row, amountFen: late.paidFen }] : [];
  });
  const open = overdue.map((row) => ({ fen: row.openFen, lateSinceOn: row.lateSinceOn ?? row.dueOn }));
  const put: PlanRow[] = [];
  let no = Math.max(...plan.map((row) => row.no));
  for (const { dueOn, amountFen } of instalments) {
    for (let rest = amountFen; rest > 0 && open[0]; ) {
      const part = Math.min(rest, open[0].fen);
      no += 1;
      put.push({
        no,
        kind: 'instalment',
        amountFen: part,
        dueOn,
        payer: 'client',
        lateSinceOn: open[0].lateSinceOn,
      });
      rest -= part;
      open[0].fen -= part;
      if (open[0].fen === 0) open.shift();
    }
  }
  return [...kept, ...put];
}
