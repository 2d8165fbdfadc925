import { addDays, type CalendarData, localDate, localTime, weekdayOf } from '../../kernel/calendar';
import type { Json } from '../../kernel/words';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** 值班表: staff ids by the day on which their night begins. */
export type DutyRoster = Partial<Record<(typeof DAYS)[number], string[]>>;

/** Whether the duty worker is rung: the night begins in the evening and ends in the morning. */
export function isNight(at: number, from: string, to: string, calendar: CalendarData): boolean {
  const time = localTime(at, calendar);
  return from > to ? time >= from || time < to : time >= from && time < to;
}

/** Who is on duty: until the night ends in the morning, those of the evening before. */
export function onDutyAt(at: number, roster: DutyRoster, nightTo: string, calendar: CalendarData): string[] {
  const today = localDate(at, calendar);
  const day = localTime(at, calendar) < nightTo ? addDays(today, -1) : today;
  return roster[DAYS[weekdayOf(day)] as (typeof DAYS)[number]] ?? [];
}

/** What is wrong with a roster in `temporal.yaml`. */
export function rosterProblem(value: Json): string | undefined {
  const isRoster =
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([day, ids]) =>
        DAYS.includes(day as (typeof DAYS)[number]) &&
        Array.isArray(ids) &&
        ids.every((id) => typeof id === 'string' && id !== ''),
    );
  return isRoster ? undefined : `must list staff ids by ${DAYS.join(', ')}`;
}
