/** Instants named by the project's clock: 'the next 09:00', 'the next Monday 09:00', 'three days before at 10:00'. */
import { addDays, type CalendarData, instantOf, lastDayOf, localDate, weekdayOf } from './calendar';

/** The first instant after `from` at which the project's clock shows `time` ('HH:mm'); never `from` itself. */
export function nextTimeOfDay(from: number, time: string, c: CalendarData): number {
  return nextOn(from, time, c, () => true);
}

/**
 * The first instant after `from` that is `time` ('HH:mm') on a weekday; never `from` itself.
 * @param weekday Sunday 0 … Saturday 6
 * @throws RangeError for another number
 */
export function nextWeekdayTime(from: number, weekday: number, time: string, c: CalendarData): number {
  if (![0, 1, 2, 3, 4, 5, 6].includes(weekday)) throw new RangeError(`not a weekday 0 to 6: ${weekday}`);
  return nextOn(from, time, c, (date) => weekdayOf(date) === weekday);
}

function nextOn(from: number, time: string, c: CalendarData, wanted: (date: string) => boolean): number {
  // A day back, because 24:00 of yesterday may be still to come; 9 on, for a week and the time already past.
  const yesterday = addDays(localDate(from, c), -1);
  for (let n = 0; n <= 9; n++) {
    const day = addDays(yesterday, n);
    const at = instantOf(day, time, c);
    if (wanted(day) && at > from) return at;
  }
  throw new RangeError(`no ${time} after ${from}`);
}

/**
 * `time` on the day that lies `days` before a deadline's last day: reminders 10, 5 and 1 days before at 09:00.
 * A deadline at 24:00 has the day it closes as its last one.
 */
export function timeOnDayBefore(deadline: number, days: number, time: string, c: CalendarData): number {
  return instantOf(addDays(lastDayOf(deadline, c), -days), time, c);
}
