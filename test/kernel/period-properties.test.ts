import fc from 'fast-check';
import { officialCalendar } from '../../activities/calendar/official-holidays';
import {
  addDays,
  type CalendarData,
  instantOf,
  isCentreDay,
  isWorkday,
  isYearKnown,
  lastDayOf,
  localDate,
  localTime,
} from '../../workflows/kernel/calendar';
import {
  deadlineAfter,
  deadlineAhead,
  formatPeriod,
  nextTimeOfDay,
  nextWeekdayTime,
  type PeriodUnit,
  parsePeriod,
  timeOnDayBefore,
} from '../../workflows/kernel/period';

const zones = ['Asia/Shanghai', 'Asia/Urumqi', 'America/New_York', 'Pacific/Auckland'];
const ELAPSED: PeriodUnit[] = ['minutes', 'hours', 'days'];
const COUNTED: PeriodUnit[] = ['workdays', 'centre-days', 'calendar-days', 'months'];

const calendars = zones.map((zone) =>
  officialCalendar(zone, { closedDates: ['2026-02-16', '2026-02-17'], closedWeekdays: [2] }),
);
const calendar = fc.constantFrom(...calendars);
/** From the first known year into the years that nobody has published. */
const instant = fc.integer({ min: Date.UTC(2024, 0, 2), max: Date.UTC(2028, 11, 31) });
const count = fc.integer({ min: 1, max: 120 });
const unit = (...units: PeriodUnit[]) => fc.constantFrom(...units);

function daysBetween(after: string, to: string): string[] {
  const days: string[] = [];
  for (let day = addDays(after, 1); day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

const MS: Partial<Record<PeriodUnit, number>> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

test('a period reads back as it is written, singular or plural', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), unit(...ELAPSED, ...COUNTED), (n, u) => {
      expect(parsePeriod(formatPeriod({ count: n, unit: u }))).toEqual({ count: n, unit: u });
      expect(parsePeriod(`${n} ${u}`)).toEqual({ count: n, unit: u });
    }),
  );
});

test('no other text is a period', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^[1-9]\d{0,3} (minute|hour|day|workday|centre-day|calendar-day|month)s?$/.test(text));
      expect(() => parsePeriod(text)).toThrow(RangeError);
    }),
  );
});

test('minutes, hours and days are exact, whatever the clocks do, after and ahead', () => {
  fc.assert(
    fc.property(instant, count, unit(...ELAPSED), calendar, (from, n, u, c) => {
      const due = deadlineAfter(from, `${n} ${u}`, c);
      expect(due.at - from).toBe(n * (MS[u] ?? 0));
      expect(due.calendarKnown).toBe(true);
      expect(deadlineAhead(due.at, `${n} ${u}`, c).at).toBe(from);
    }),
  );
});

test('a later start never ends earlier, and a longer period never ends earlier', () => {
  fc.assert(
    fc.property(instant, instant, count, unit(...ELAPSED, ...COUNTED), calendar, (a, b, n, u, c) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const due = deadlineAfter(early, `${n} ${u}`, c).at;
      expect(due).toBeGreaterThan(early);
      expect(due).toBeLessThanOrEqual(deadlineAfter(late, `${n} ${u}`, c).at);
      expect(due).toBeLessThanOrEqual(deadlineAfter(early, `${n + 1} ${u}`, c).at);
    }),
  );
});

test('day counts end at 24:00 of an open day after the starting day', () => {
  fc.assert(
    fc.property(instant, count, unit(...COUNTED), calendar, fc.boolean(), (from, n, u, c, centre) => {
      const due = deadlineAfter(from, `${n} ${u}`, c, centre ? 'centre' : 'statutory');
      const last = lastDayOf(due.at, c);
      expect(localTime(due.at, c)).toBe('00:00');
      expect(due.at).toBe(instantOf(last, '24:00', c));
      expect(last > localDate(from, c)).toBe(true);
      expect(centre || u === 'centre-days' ? isCentreDay(last, c) : isWorkday(last, c)).toBe(true);
    }),
  );
});

test('n workdays hold exactly n workdays, and the other days are all told', () => {
  fc.assert(
    fc.property(instant, count, unit('workdays', 'centre-days'), calendar, (from, n, u, c) => {
      const due = deadlineAfter(from, `${n} ${u}`, c);
      const days = daysBetween(localDate(from, c), lastDayOf(due.at, c));
      const open = (day: string) => (u === 'workdays' ? isWorkday(day, c) : isCentreDay(day, c));
      expect(days.filter(open)).toHaveLength(n);
      expect(due.explanation.skipped.map(({ date }) => date)).toEqual(days.filter((day) => !open(day)));
      expect(due.calendarKnown).toBe(days.every((day) => isYearKnown(day, c)));
    }),
  );
});

test('n workdays ahead and n workdays on again is the nearest workday at or before', () => {
  fc.assert(
    fc.property(instant, count, calendar, (to, n, c) => {
      const last = lastDayOf(deadlineAhead(to, `${n} workdays`, c).at, c);
      const days = daysBetween(addDays(last, -1), addDays(localDate(to, c), -1));
      expect(days.filter((day) => isWorkday(day, c))).toHaveLength(n);
      expect(days[0]).toBe(last);
      expect(isWorkday(last, c)).toBe(true);
    }),
  );
});

test('calendar days are moved on by rest days only, each of them told', () => {
  fc.assert(
    fc.property(instant, count, calendar, (from, n, c) => {
      const due = deadlineAfter(from, `${n} calendar-days`, c);
      const plain = addDays(localDate(from, c), n);
      const rest = daysBetween(addDays(plain, -1), addDays(lastDayOf(due.at, c), -1));
      expect(due.explanation.skipped.map(({ date }) => date)).toEqual(rest);
      expect(rest.some((day) => isWorkday(day, c))).toBe(false);
    }),
  );
});

test('the next time of day and weekday is after now, on that clock, and the nearest such', () => {
  const time = fc.constantFrom('00:00', '08:00', '09:30', '21:00');
  fc.assert(
    fc.property(instant, time, fc.integer({ min: 0, max: 6 }), (from, hhmm, weekday) => {
      const c = calendars[0] as CalendarData;
      const next = nextTimeOfDay(from, hhmm, c);
      expect(next).toBeGreaterThan(from);
      expect(next - from).toBeLessThanOrEqual(86_400_000);
      expect(localTime(next, c)).toBe(hhmm);
      const weekly = nextWeekdayTime(from, weekday, hhmm, c);
      expect(weekly).toBeGreaterThan(from);
      expect(weekly - from).toBeLessThanOrEqual(7 * 86_400_000);
      expect(new Date(`${localDate(weekly, c)}T00:00Z`).getUTCDay()).toBe(weekday);
    }),
  );
});

test('the rules hold inside a workflow, where Date is a replaced function, in whatever zone the worker runs', () => {
  const expected = calendars.map((c) => [
    deadlineAfter(Date.UTC(2026, 1, 13, 2), '2 workdays', c),
    timeOnDayBefore(Date.UTC(2026, 3, 7, 16), 5, '09:00', c),
  ]);
  const Original = Date;
  // As @temporalio/workflow's global overrides do it; a class that extends this Date loses its own methods.
  function Replaced(at: number): Date {
    return new Original(at);
  }
  const replaced = Object.assign(Replaced, {
    parse: Original.parse,
    UTC: Original.UTC,
    prototype: Original.prototype,
  });
  try {
    globalThis.Date = replaced as unknown as DateConstructor;
    jest.isolateModules(() => {
      const period: typeof import('../../workflows/kernel/period') = require('../../workflows/kernel/period');
      const found = calendars.map((c) => [
        period.deadlineAfter(Original.UTC(2026, 1, 13, 2), '2 workdays', c),
        period.timeOnDayBefore(Original.UTC(2026, 3, 7, 16), 5, '09:00', c),
      ]);
      expect(found).toEqual(expected);
    });
  } finally {
    globalThis.Date = Original;
  }
});
