/**
 * Plain dates ('YYYY-MM-DD') and the clock of a named time zone.
 *
 * Only `tzOffset` is used: inside a workflow `Date` is a replaced function, so a class that extends it (TZDate,
 * UTCDate) silently falls back to the worker's own zone, and so do date-fns's calculations on local fields.
 */
import { tzOffset } from '@date-fns/tz/tzOffset';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Sunday 0 … Saturday 6, as in JavaScript. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** The plain date as milliseconds of its UTC midnight. Throws RangeError if there is no such date. */
function midnightUtc(date: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || plainDate(at) !== date) throw new RangeError(`not a date YYYY-MM-DD: "${date}"`);
  return at;
}

function plainDate(utc: number): string {
  return new Date(utc).toISOString().slice(0, 10);
}

/** `n` days later, or earlier when negative. */
export function addDays(date: string, n: number): string {
  return plainDate(midnightUtc(date) + n * DAY);
}

/** The same day number `n` months later, or that month's last day where it has none (Civil Code 202). */
export function addMonths(date: string, n: number): string {
  const start = new Date(midnightUtc(date));
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth() + n;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return plainDate(Date.UTC(year, month, Math.min(start.getUTCDate(), lastDay)));
}

/** The day of the week of a plain date. */
export function weekdayOf(date: string): Weekday {
  return new Date(midnightUtc(date)).getUTCDay() as Weekday;
}

/** Milliseconds that the zone's clock is ahead of UTC at an instant. Throws RangeError for an unknown zone. */
function offsetAt(at: number, zone: string): number {
  const minutes = tzOffset(zone, new Date(at));
  if (Number.isNaN(minutes)) throw new RangeError(`not a time zone, or not an instant: "${zone}", ${at}`);
  return Math.round(minutes * MINUTE);
}

/** 'YYYY-MM-DDTHH:mm:ss.sssZ' of the zone's clock (the Z means nothing). */
function wallClock(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString();
}

/** The zone's date at an instant. */
export function dateInZone(at: number, zone: string): string {
  return wallClock(at, zone).slice(0, 10);
}

/** The zone's time at an instant, 'HH:mm'. */
export function timeInZone(at: number, zone: string): string {
  return wallClock(at, zone).slice(11, 16);
}

/** An instant as people of the zone read it, with the offset: `2026-03-10 16:10 +08:00`. */
export function localTimeWithOffset(at: number, zone: string): string {
  const minutes = Math.round(offsetAt(at, zone) / MINUTE);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${wallClock(at, zone).slice(0, 16).replace('T', ' ')} ${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}

/** The same of an instant by which something is due: midnight is 24:00 of the day that it ends, not the next day. */
export function dueTimeWithOffset(at: number, zone: string): string {
  const isMidnight = timeInZone(at, zone) === '00:00';
  return isMidnight
    ? localTimeWithOffset(at - MINUTE, zone).replace('23:59', '24:00')
    : localTimeWithOffset(at, zone);
}

/**
 * The instant at which the zone's clock shows a date and a time.
 * A time that the clock skips counts as if it had not been put forward; one that it shows twice is the first.
 * @param time 'HH:mm', or '24:00' for the end of the day, which is the next day's 00:00
 * @throws RangeError for a date, time or zone that does not exist
 */
export function instantInZone(date: string, time: string, zone: string): number {
  if (time === '24:00') return instantInZone(addDays(date, 1), '00:00', zone);
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!parts) throw new RangeError(`not a time HH:mm: "${time}"`);
  const wall = midnightUtc(date) + (Number(parts[1]) * 60 + Number(parts[2])) * MINUTE;
  const before = offsetAt(wall - DAY, zone);
  const after = offsetAt(wall + DAY, zone);
  const shown = [wall - before, wall - after].filter((at) => at + offsetAt(at, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : wall - before;
}
