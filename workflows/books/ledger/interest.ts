/** Interest on late instalments. Pure. */
import { addDays, type CalendarData, localDate } from '../../kernel/calendar';
import { accrue } from '../../kernel/money';
import { lateRows, ledgerOn, lastDayInTime, type LedgerLine, type PlanRow } from './rules';

/** A rate from a local date on, in millionths a day. */
export interface Rate {
  from: string;
  ppmPerDay: number;
}

/** Days with one and the same late sum and rate; both ends are counted. */
export interface Stretch {
  from: string;
  to: string;
  days: number;
  balanceFen: number;
  ppmPerDay: number;
  interestFen: number;
}

const DAY_MS = 86_400_000;

/** Whole days from one local date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/**
 * The stretches of lateness through a local date: from the day after the last day in time to the day of payment,
 * that day included; each rounded half up to a fen. A day before the first rate carries none.
 */
export function interestStretches(
  planInForce: readonly PlanRow[],
  lines: readonly LedgerLine[],
  rates: readonly Rate[],
  throughOn: string,
  c: CalendarData,
): Stretch[] {
  const plan = planInForce.map((row) => ({ ...row, dueOn: row.lateSinceOn ?? row.dueOn }));
  const starts = new Set<string>();
  for (const row of plan)
    if (row.dueOn !== undefined && row.payer === 'client') starts.add(addDays(lastDayInTime(row.dueOn, c), 1));
  for (const line of lines)
    if (line.account === 'house' && !line.reversed) starts.add(addDays(localDate(line.receivedAt, c), 1));
  for (const row of plan) if (row.dueOn !== undefined) starts.add(addDays(row.dueOn, 1));
  for (const rate of rates) starts.add(rate.from);
  const days = [...starts].filter((day) => day <= throughOn).sort();
  const stretches: Stretch[] = [];
  for (const [i, from] of days.entries()) {
    const to = days[i + 1] === undefined ? throughOn : addDays(days[i + 1] as string, -1);
    const balanceFen = lateBalance(plan, lines, from, c);
    const ppmPerDay = rates.filter((rate) => rate.from <= from).at(-1)?.ppmPerDay ?? 0;
    if (balanceFen === 0 || ppmPerDay === 0) continue;
    const last = stretches.at(-1);
    const goesOn =
      last && last.balanceFen === balanceFen && last.ppmPerDay === ppmPerDay && addDays(last.to, 1) === from;
    if (goesOn) stretches.pop();
    stretches.push(stretch(goesOn ? last.from : from, to, balanceFen, ppmPerDay));
  }
  return stretches;
}

/** The sum of the stretches, in fen. */
export function interestThrough(
  plan: readonly PlanRow[],
  lines: readonly LedgerLine[],
  rates: readonly Rate[],
  throughOn: string,
  c: CalendarData,
): number {
  return interestStretches(plan, lines, rates, throughOn, c).reduce((sum, { interestFen }) => sum + interestFen, 0);
}

/** Interest accrued through a date, less what has been paid as interest or waived. */
export function openInterest(
  plan: readonly PlanRow[],
  lines: readonly LedgerLine[],
  rates: readonly Rate[],
  throughOn: string,
  waivedFen: number,
  c: CalendarData,
): number {
  const paid = lines
    .filter((line) => line.account === 'late-interest' && !line.reversed)
    .reduce((sum, line) => sum + line.amountFen, 0);
  return Math.max(interestThrough(plan, lines, rates, throughOn, c) - paid - waivedFen, 0);
}

/** Late on a day: money of the day itself counts from the next day on, so that the day of payment is paid for. */
function lateBalance(plan: readonly PlanRow[], lines: readonly LedgerLine[], on: string, c: CalendarData): number {
  const { rows } = ledgerOn(plan, lines, addDays(on, -1), c);
  return lateRows(rows, on, c).reduce((sum, row) => sum + row.openFen, 0);
}

function stretch(from: string, to: string, balanceFen: number, ppmPerDay: number): Stretch {
  const days = daysBetween(from, to) + 1;
  return { from, to, days, balanceFen, ppmPerDay, interestFen: accrue(balanceFen, ppmPerDay, days) };
}
