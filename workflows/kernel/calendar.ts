/**
 * The two calendars: statutory workdays (banks, offices) and the days the sales centre is open. Pure rules on plain
 * data that travels in a workflow's input.
 */
import { addDays, dateInZone, instantInZone, timeInZone, type Weekday, weekdayOf } from './zone';

export { addDays, type Weekday, weekdayOf };

/** One published year. Dates 'YYYY-MM-DD'. */
export interface YearCalendar {
  /** Date → name of the holiday: every day off of the official arrangement, with the weekend days inside it. */
  holidays: Record<string, string>;
  /** Date → name of the holiday it makes up for 调休补班: weekend days that are worked. */
  makeupDays: Record<string, string>;
}

/** Everything a date rule needs to know; plain JSON. */
export interface CalendarData {
  /** IANA name, as 'Asia/Shanghai'. */
  zone: string;
  /** Where the years come from, as 'chinese-days 1.5.7'. */
  source: string;
  /** Year 'YYYY' → its official calendar; a year that is not here has not been published. */
  years: Record<string, YearCalendar>;
  /** When the sales centre is closed; weekdays count from Sunday 0. */
  centre: { closedDates: string[]; closedWeekdays: number[] };
}

/** Longer than any holiday, so that a calendar without any open day fails instead of searching for ever. */
export const LONGEST_CLOSURE_DAYS = 400;

/** Whether the official calendar of the date's year is there. */
export function isYearKnown(date: string, c: CalendarData): boolean {
  return Object.hasOwn(c.years, date.slice(0, 4));
}

function yearOf(date: string, c: CalendarData): YearCalendar | undefined {
  return isYearKnown(date, c) ? c.years[date.slice(0, 4)] : undefined;
}

/** The holiday whose official arrangement gives this day off, its days in lieu included; else undefined. */
export function holidayName(date: string, c: CalendarData): string | undefined {
  return yearOf(date, c)?.holidays[date];
}

/** The holiday that this weekend day is worked for; else undefined. */
export function makeupName(date: string, c: CalendarData): string | undefined {
  return yearOf(date, c)?.makeupDays[date];
}

/** Whether the day lies in an official holiday; an ordinary weekend does not. */
export function isStatutoryHoliday(date: string, c: CalendarData): boolean {
  return holidayName(date, c) !== undefined;
}

/**
 * Whether banks and offices work. In a year whose calendar is not known only weekends are off: whoever shows the
 * result also says so (`isYearKnown`).
 */
export function isWorkday(date: string, c: CalendarData): boolean {
  if (makeupName(date, c) !== undefined) return true;
  if (holidayName(date, c) !== undefined) return false;
  const weekday = weekdayOf(date);
  return weekday !== 0 && weekday !== 6;
}

/** Whether the sales centre is open: weekends and holidays are, unless the project closes them. */
export function isCentreDay(date: string, c: CalendarData): boolean {
  return !c.centre.closedDates.includes(date) && !c.centre.closedWeekdays.includes(weekdayOf(date));
}

function firstAfter(date: string, wanted: (date: string) => boolean): string {
  for (let n = 1; n <= LONGEST_CLOSURE_DAYS; n++) {
    const day = addDays(date, n);
    if (wanted(day)) return day;
  }
  throw new RangeError(`no open day within ${LONGEST_CLOSURE_DAYS} days after ${date}`);
}

/** The first statutory workday after the date. */
export function nextWorkday(date: string, c: CalendarData): string {
  return firstAfter(date, (day) => isWorkday(day, c));
}

/** The first day after the date on which the sales centre is open. */
export function nextCentreDay(date: string, c: CalendarData): string {
  return firstAfter(date, (day) => isCentreDay(day, c));
}

/**
 * The day for a client contact planned on `date`: on a statutory holiday it waits for the next sales-centre day that
 * is none (S0 避免犯忌); the clocks do not move.
 */
export function contactDate(date: string, c: CalendarData): string {
  if (!isStatutoryHoliday(date, c)) return date;
  return firstAfter(date, (day) => isCentreDay(day, c) && !isStatutoryHoliday(day, c));
}

/** The project's date at an instant, 'YYYY-MM-DD'. */
export function localDate(at: number, c: CalendarData): string {
  return dateInZone(at, c.zone);
}

/** The project's time at an instant, 'HH:mm'. */
export function localTime(at: number, c: CalendarData): string {
  return timeInZone(at, c.zone);
}

/** The instant of a project's date and time ('HH:mm', or '24:00' for the end of the day). */
export function instantOf(date: string, time: string, c: CalendarData): number {
  return instantInZone(date, time, c.zone);
}

/** The last day of a deadline: the day that ends at it, when it falls on 24:00. */
export function lastDayOf(at: number, c: CalendarData): string {
  return localDate(at - 1, c);
}
