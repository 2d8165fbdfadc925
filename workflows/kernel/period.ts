/** Periods as people write them, and the instants at which they end (docs/architecture.md, Time). */
import { type CalendarData, localDate, localTime } from './calendar';
import { DayCount } from './day-count';
import { addDays, addMonths } from './zone';

export { nextTimeOfDay, nextWeekdayTime, timeOnDayBefore } from './time-of-day';

/** '30 minutes', '48 hours', '2 days', '3 workdays', '2 centre-days', '30 calendar-days', '3 months'. */
export type Period = string;

const UNITS = ['minutes', 'hours', 'days', 'workdays', 'centre-days', 'calendar-days', 'months'] as const;
export type PeriodUnit = (typeof UNITS)[number];

/** Which days a day count goes by: banks' and offices' workdays, or the sales centre's open days. */
export type CalendarKind = 'statutory' | 'centre';

/** When a deadline ends (a step at that very instant is in time), and why then. */
export interface DeadlineInstant {
  at: number;
  /** False when a day of a year without its official calendar was looked at: the date may still move. */
  calendarKnown: boolean;
  explanation: {
    rule: string;
    from: number;
    period: Period;
    counted: string;
    skipped: { date: string; why: string }[];
    source: string;
  };
}

const ELAPSED_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
type ElapsedUnit = keyof typeof ELAPSED_MS;

function isElapsed(unit: PeriodUnit): unit is ElapsedUnit {
  return unit in ELAPSED_MS;
}

const RULES: Record<'elapsed' | Exclude<PeriodUnit, ElapsedUnit>, string> = {
  elapsed: '按实际经过的时间计算，一日为24小时 exact elapsed time, a day is 24 hours',
  workdays: '开始当日不计，按工作日计，至最后一个工作日24:00 workdays from the next day on, to 24:00 of the last',
  'centre-days':
    '开始当日不计，按售楼处营业日计，至最后一日24:00 open days from the next day on, to 24:00 of the last',
  'calendar-days':
    '民法典201、203条：开始当日不计，末日24:00届满，末日休假则顺延 Civil Code 201, 203: to 24:00 of the last day, moved on from a rest day',
  months:
    '民法典201–203条：到期月的对应日或月末日24:00届满，末日休假则顺延 Civil Code 201–203: to 24:00 of the same day number or the last of the month, moved on from a rest day',
};

/**
 * Reads a period; the unit may be singular. Counts are 1 to 9999.
 * @throws RangeError naming the text
 */
export function parsePeriod(text: string): { count: number; unit: PeriodUnit } {
  const [, digits, word] = /^([1-9]\d{0,3}) ([a-z-]+?)s?$/.exec(text) ?? [];
  const unit = UNITS.find((known) => known === `${word}s`);
  if (!digits || !unit) throw new RangeError(`not a period: "${text}" (a number and one of ${UNITS.join(', ')})`);
  return { count: Number(digits), unit };
}

/** The period in its usual spelling: '1 month', '3 months'. */
export function formatPeriod({ count, unit }: { count: number; unit: PeriodUnit }): Period {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

/**
 * When a period that starts at `from` ends. Day counts end at 24:00 of their last day, which is the next day's 00:00;
 * to count on from such an end as from the day it closes, pass `at - 1`.
 * @param calendar 'centre' counts and moves on by the sales centre's days instead of statutory workdays
 * @throws RangeError for text that is no period
 */
export function deadlineAfter(
  from: number,
  period: Period,
  c: CalendarData,
  calendar: CalendarKind = 'statutory',
): DeadlineInstant {
  const { count, unit } = parsePeriod(period);
  if (isElapsed(unit)) return elapsed(from, period, from + count * ELAPSED_MS[unit], c);
  const days = new DayCount(c, unit === 'centre-days' ? 'centre' : calendar);
  const start = localDate(from, c);
  let last: string;
  if (unit === 'workdays' || unit === 'centre-days') last = days.count(start, count);
  else last = days.onOrAfter(unit === 'months' ? addMonths(start, count) : addDays(start, count));
  const rule = RULES[unit === 'workdays' && calendar === 'centre' ? 'centre-days' : unit];
  return days.deadline(last, { rule, from, period });
}

/**
 * When something must be done that is due a period ahead of `to`: exact for minutes, hours and days; else the end of
 * the day that lies so far ahead of `to`'s day, not moved on from a rest day. For a `to` that is itself the
 * end of a day, pass the beginning of that day, or use `timeOnDayBefore`.
 * @throws RangeError for text that is no period
 */
export function deadlineAhead(to: number, period: Period, c: CalendarData): DeadlineInstant {
  const { count, unit } = parsePeriod(period);
  if (isElapsed(unit)) return elapsed(to, period, to - count * ELAPSED_MS[unit], c);
  const days = new DayCount(c, unit === 'centre-days' ? 'centre' : 'statutory');
  const end = localDate(to, c);
  let last: string;
  if (unit === 'workdays' || unit === 'centre-days') last = days.count(end, count, -1);
  else last = unit === 'months' ? addMonths(end, -count) : addDays(end, -count);
  return days.deadline(last, { rule: '提前的期限不顺延 counted ahead, not moved on', from: to, period });
}

/** The instant of `deadlineAhead`. */
export function deadlineBefore(to: number, period: Period, c: CalendarData): number {
  return deadlineAhead(to, period, c).at;
}

function elapsed(from: number, period: Period, at: number, c: CalendarData): DeadlineInstant {
  const counted = `${localDate(from, c)} ${localTime(from, c)} → ${localDate(at, c)} ${localTime(at, c)}`;
  const explanation = { rule: RULES.elapsed, from, period, counted, skipped: [], source: c.zone };
  return { at, calendarKnown: true, explanation };
}

/** Half-way to a deadline, for a reminder; milliseconds round down. */
export function halfway(from: number, at: number): number {
  return from + Math.floor((at - from) / 2);
}

export function isPeriod(text: string): boolean {
  try {
    parsePeriod(text);
    return true;
  } catch {
    return false;
  }
}
