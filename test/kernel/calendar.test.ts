import fc from 'fast-check';
import { officialCalendar, officialYears } from '../../activities/calendar/official-holidays';
import {
  addDays,
  type CalendarData,
  contactDate,
  instantOf,
  isCentreDay,
  isStatutoryHoliday,
  isWorkday,
  isYearKnown,
  lastDayOf,
  localDate,
  localTime,
  nextCentreDay,
  nextWorkday,
  weekdayOf,
} from '../../workflows/kernel/calendar';
import { addMonths } from '../../workflows/kernel/zone';

const c = officialCalendar();
const days = (from: string, to: string): string[] => (from > to ? [] : [from, ...days(addDays(from, 1), to)]);

describe('official calendar', () => {
  test('has the published years only, though the package answers for any', () => {
    const years = Object.keys(officialYears);
    expect(years).toContain('2026');
    expect(years).not.toContain('2027');
    expect(years).not.toContain('2028');
    expect(isYearKnown('2026-12-31', c)).toBe(true);
    expect(isYearKnown('2027-01-01', c)).toBe(false);
  });

  test('is plain JSON, small enough to travel in every input, and names its source', () => {
    expect(JSON.parse(JSON.stringify(c))).toEqual(c);
    expect(JSON.stringify(c).length).toBeLessThan(8_000);
    expect(c.source).toBe('chinese-days 1.5.7');
    expect(Object.keys(c.years)).toEqual(['2024', '2025', '2026']);
  });

  test('2026 has the 33 days off and the six make-up days of the State Council notice', () => {
    const { holidays, makeupDays } = c.years['2026'] ?? { holidays: {}, makeupDays: {} };
    expect(Object.keys(holidays)).toEqual([
      ...days('2026-01-01', '2026-01-03'),
      ...days('2026-02-15', '2026-02-23'),
      ...days('2026-04-04', '2026-04-06'),
      ...days('2026-05-01', '2026-05-05'),
      ...days('2026-06-19', '2026-06-21'),
      ...days('2026-09-25', '2026-09-27'),
      ...days('2026-10-01', '2026-10-07'),
    ]);
    expect(holidays['2026-04-05']).toBe('清明节 Qingming');
    expect(makeupDays).toEqual({
      '2026-01-04': '元旦 New Year',
      '2026-02-14': '春节 Spring Festival',
      '2026-02-28': '春节 Spring Festival',
      '2026-05-09': '劳动节 Labour Day',
      '2026-09-20': '国庆节 National Day',
      '2026-10-10': '国庆节 National Day',
    });
  });
});

describe('workdays and centre days', () => {
  test('a make-up weekend day is worked, a holiday on a weekday is not', () => {
    expect(isWorkday('2026-02-14', c)).toBe(true);
    expect(isWorkday('2026-02-16', c)).toBe(false);
    expect(isWorkday('2026-02-24', c)).toBe(true);
    expect(isWorkday('2026-03-07', c)).toBe(false);
    expect(nextWorkday('2026-02-14', c)).toBe('2026-02-24');
    expect(nextWorkday('2026-02-24', c)).toBe('2026-02-25');
  });

  test('2026 has 248 workdays', () => {
    expect(days('2026-01-01', '2026-12-31').filter((day) => isWorkday(day, c))).toHaveLength(248);
  });

  test('an ordinary weekend is no statutory holiday, a day in lieu is', () => {
    expect(isStatutoryHoliday('2026-03-07', c)).toBe(false);
    expect(isStatutoryHoliday('2026-02-23', c)).toBe(true);
    expect(isStatutoryHoliday('2026-02-14', c)).toBe(false);
  });

  test('a year without a calendar has its weekends off only', () => {
    expect(isWorkday('2027-10-01', c)).toBe(true);
    expect(isWorkday('2027-10-02', c)).toBe(false);
    expect(isStatutoryHoliday('2027-10-01', c)).toBe(false);
  });

  test('the sales centre works weekends and holidays unless the project closes them', () => {
    expect(isCentreDay('2026-02-17', c)).toBe(true);
    const own = officialCalendar('Asia/Shanghai', {
      closedDates: ['2026-02-16', '2026-02-17', '2026-02-18'],
      closedWeekdays: [2],
    });
    expect(isCentreDay('2026-02-17', own)).toBe(false);
    expect(isCentreDay('2026-02-24', own)).toBe(false);
    expect(nextCentreDay('2026-02-15', own)).toBe('2026-02-19');
  });

  test('a centre that never opens is refused instead of searched for ever', () => {
    const never = officialCalendar('Asia/Shanghai', { closedDates: [], closedWeekdays: [0, 1, 2, 3, 4, 5, 6] });
    expect(() => nextCentreDay('2026-03-10', never)).toThrow(RangeError);
  });

  test('3-money collection 1: a contact on New Year’s Eve waits for 02-24', () => {
    expect(contactDate('2026-02-16', c)).toBe('2026-02-24');
    expect(contactDate('2026-03-07', c)).toBe('2026-03-07');
    const closedTuesdays = officialCalendar('Asia/Shanghai', { closedDates: [], closedWeekdays: [2] });
    expect(contactDate('2026-02-16', closedTuesdays)).toBe('2026-02-25');
  });
});

describe('dates and the zone’s clock', () => {
  test('24:00 is the next day’s 00:00 in the zone', () => {
    expect(instantOf('2026-04-07', '24:00', c)).toBe(Date.parse('2026-04-08T00:00:00+08:00'));
    expect(instantOf('2026-12-31', '24:00', c)).toBe(Date.parse('2027-01-01T00:00:00+08:00'));
    expect(localDate(Date.parse('2026-03-10T16:30:00Z'), c)).toBe('2026-03-11');
    expect(localTime(Date.parse('2026-03-10T16:30:00Z'), c)).toBe('00:30');
    expect(lastDayOf(instantOf('2026-04-07', '24:00', c), c)).toBe('2026-04-07');
    expect(lastDayOf(instantOf('2026-04-07', '10:00', c), c)).toBe('2026-04-07');
  });

  test('a skipped time moves on with the clock, a repeated one is the first', () => {
    const newYork: CalendarData = { ...c, zone: 'America/New_York' };
    expect(instantOf('2026-03-08', '02:30', newYork)).toBe(Date.parse('2026-03-08T03:30:00-04:00'));
    expect(instantOf('2026-11-01', '01:30', newYork)).toBe(Date.parse('2026-11-01T01:30:00-04:00'));
    const berlin: CalendarData = { ...c, zone: 'Europe/Berlin' };
    expect(instantOf('2026-03-29', '02:30', berlin)).toBe(Date.parse('2026-03-29T03:30:00+02:00'));
    expect(instantOf('2026-10-25', '02:30', berlin)).toBe(Date.parse('2026-10-25T02:30:00+02:00'));
    expect(instantOf('1988-07-01', '00:00', c)).toBe(Date.parse('1988-07-01T00:00:00+09:00'));
  });

  test('months clamp to the last day', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2027-11-30', 3)).toBe('2028-02-29');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
  });

  test.each(['2026-02-29', '2026-13-01', '2026-1-01', '26-01-01', '', '2026-03-10T00:00'])(
    'no date: "%s"',
    (text) => {
      expect(() => addDays(text, 1)).toThrow(new RangeError(`not a date YYYY-MM-DD: "${text}"`));
    },
  );

  test.each(['24:01', '9:00', '25:00', '12:60', ''])('no time: "%s"', (text) => {
    expect(() => instantOf('2026-03-10', text, c)).toThrow(new RangeError(`not a time HH:mm: "${text}"`));
  });

  test('an unknown zone is refused by name', () => {
    expect(() => localDate(0, { ...c, zone: 'Asia/Nowhere' })).toThrow(/Asia\/Nowhere/);
  });

  test('an instant read as date and time and put back is the same minute, in any zone', () => {
    const zone = fc.constantFrom('Asia/Shanghai', 'UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia');
    const minute = fc.integer({ min: Date.UTC(1970, 0, 2) / 60_000, max: Date.UTC(2100, 0, 1) / 60_000 });
    fc.assert(
      fc.property(zone, minute, (name, m) => {
        const cal: CalendarData = { ...c, zone: name };
        const at = instantOf(localDate(m * 60_000, cal), localTime(m * 60_000, cal), cal);
        // The hour that a clock shows twice reads back as the first of the two.
        expect([m * 60_000, m * 60_000 - 3_600_000]).toContain(at);
        if (name === 'UTC' || name === 'Asia/Kathmandu') expect(at).toBe(m * 60_000);
      }),
    );
  });

  test('adding days and taking them off again is the same date; a week is the same weekday', () => {
    const date = fc.integer({ min: 0, max: 40_000 }).map((n) => addDays('1990-01-01', n));
    fc.assert(
      fc.property(date, fc.integer({ min: -5000, max: 5000 }), (day, n) => {
        expect(addDays(addDays(day, n), -n)).toBe(day);
        expect(weekdayOf(addDays(day, 7 * n))).toBe(weekdayOf(day));
      }),
    );
  });
});
