import type { CalendarData } from '../../kernel/calendar';
import { deadlineAfter, parsePeriod } from '../../kernel/period';
import type { Json } from '../../kernel/words';

export const SEVERITIES = ['urgent', 'crack', 'blemish'] as const;
/** 紧急 (leak, electric), 裂缝, 瑕疵. */
export type Severity = (typeof SEVERITIES)[number];

const RUNGS = ['accept', 'onSite', 'finish'] as const;
/** Periods from the dispatch, by severity: accept, on site, finish 预定期限. */
export type Ladder = Record<Severity, Record<(typeof RUNGS)[number], string>>;

/** The instants that a dispatch sets, epoch milliseconds. */
export interface Clocks {
  /** From when they count. */
  countedFromAt: number;
  acceptBy: number;
  onSiteBy: number;
  finishBy: number;
}

/**
 * The clocks of a dispatch. An appointment later than the first hour on site could be shifts them all: they count
 * from it (a later appointment shifts them); an earlier one moves nothing.
 */
export function clocksOf(
  ladder: Ladder,
  severity: Severity,
  dispatchedAt: number,
  appointmentAt: number | undefined,
  calendar: CalendarData,
): Clocks {
  const ends = (from: number, rung: (typeof RUNGS)[number]) =>
    deadlineAfter(from, ladder[severity][rung], calendar).at;
  const isLater = appointmentAt !== undefined && appointmentAt > ends(dispatchedAt, 'onSite');
  const from = isLater ? appointmentAt : dispatchedAt;
  return {
    countedFromAt: from,
    acceptBy: ends(from, 'accept'),
    onSiteBy: ends(from, 'onSite'),
    finishBy: ends(from, 'finish'),
  };
}

/** When the contractor is warned that the work will be taken over, as a share of the term. */
export function warningAt(from: number, finishBy: number, percent: number): number {
  return from + Math.round(((finishBy - from) * percent) / 100);
}

/** What is wrong with a ladder in `temporal.yaml`. */
export function ladderProblem(value: Json): string | undefined {
  const ladder = (value ?? {}) as Partial<Record<string, Partial<Record<string, Json>>>>;
  for (const severity of SEVERITIES) {
    for (const rung of RUNGS) {
      try {
        parsePeriod(String(ladder[severity]?.[rung]));
      } catch {
        return `${severity}.${rung} must be a period like '24 hours'`;
      }
    }
  }
  return undefined;
}

/** What is wrong with a list of periods in `temporal.yaml`: one at least. */
export function periodsProblem(value: Json): string | undefined {
  try {
    if (!Array.isArray(value) || value.length === 0) throw new RangeError('empty');
    for (const period of value) parsePeriod(String(period));
    return undefined;
  } catch {
    return "must list periods like '3 days'";
  }
}
