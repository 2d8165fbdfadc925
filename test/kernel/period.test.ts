import { officialCalendar } from '../../activities/calendar/official-holidays';
import { type CalendarData, instantOf, localDate } from '../../workflows/kernel/calendar';
import {
  deadlineAfter,
  deadlineAhead,
  deadlineBefore,
  formatPeriod,
  halfway,
  nextTimeOfDay,
  nextWeekdayTime,
  parsePeriod,
  timeOnDayBefore,
} from '../../workflows/kernel/period';

const c = officialCalendar();
const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);
const endOf = (date: string) => instantOf(date, '24:00', c);

describe('reading a period', () => {
  test.each([
    ['30 minutes', 30, 'minutes'],
    ['48 hours', 48, 'hours'],
    ['2 days', 2, 'days'],
    ['1 workday', 1, 'workdays'],
    ['1 centre-days', 1, 'centre-days'],
    ['30 calendar-days', 30, 'calendar-days'],
    ['1 month', 1, 'months'],
  ])('%s', (text, count, unit) => {
    expect(parsePeriod(text)).toEqual({ count, unit });
  });

  test('is written in the singular for one', () => {
    expect(formatPeriod({ count: 1, unit: 'centre-days' })).toBe('1 centre-day');
    expect(formatPeriod({ count: 3, unit: 'months' })).toBe('3 months');
  });

  test.each([
    '',
    '3',
    'workdays',
    '0 days',
    '-1 days',
    '1.5 days',
    '3  days',
    ' 3 days',
    '3 dayss',
    '3 weeks',
    '3 years',
    '10000 days',
    '3 Workdays',
    '3 toStrings',
  ])('refuses "%s", naming it', (text) => {
    expect(() => parsePeriod(text)).toThrow(RangeError);
    expect(() => parsePeriod(text)).toThrow(`"${text}"`);
  });
});

describe('the specification’s dates', () => {
  test.each([
    ['1-front lead 2: contact 10 Mar', '2026-03-10 11:00', '1 months', '2026-04-10'],
    ['2-contract filing 1: signed 03-06, 04-05 is Qingming', '2026-03-06 15:00', '30 calendar-days', '2026-04-07'],
    ['2-contract qualification 4: query form of 02-02', '2026-02-02 00:00', '30 calendar-days', '2026-03-04'],
    ['2-contract mortgage 2: approved 02-13, 02-14 worked', '2026-02-13 10:00', '2 workdays', '2026-02-24'],
    ['3-money collection 3: served 03-10', '2026-03-10 09:30', '3 months', '2026-06-10'],
    ['3-money collection 4: demand 07-20', '2026-07-20 12:00', '3 months', '2026-10-20'],
    ['3-money handover-batch 1: told 03-31, on 2 workdays', '2026-03-31 09:00', '2 workdays', '2026-04-02'],
    ['3-money title-deed 1: accepted 09-08', '2026-09-08 10:00', '30 workdays', '2026-10-26'],
    ['3-money title-deed 2: delivered 07-05', '2026-07-05 00:00', '90 calendar-days', '2026-10-08'],
    ['4-after-sale repair 5: fit-out delivered 2024-05-10', '2024-05-10 00:00', '24 months', '2026-05-11'],
    ['4-after-sale repair 1: plumbing delivered 2025-06-01', '2025-06-01 00:00', '24 months', '2027-06-01'],
    ['4-after-sale settlement 2: delivered 04-10', '2026-04-10 14:00', '15 calendar-days', '2026-04-27'],
    ['4-after-sale improvement 2: digest 04-02', '2026-04-02 08:00', '3 workdays', '2026-04-08'],
    ['5-property decoration 1: applied before Qingming', '2026-04-03 10:00', '3 workdays', '2026-04-09'],
    ['5-property decoration 3: passed 03-16', '2026-03-16 10:00', '3 months', '2026-06-16'],
    ['5-property listing 3: told 09-10, 09-25 is Mid-Autumn', '2026-09-10 10:00', '15 calendar-days', '2026-09-28'],
    ['5-property deal 4: money on 09-30 16:00', '2026-09-30 16:00', '2 workdays', '2026-10-09'],
  ])('%s', (_rule, from, period, lastDay) => {
    expect(deadlineAfter(at(from), period, c).at).toBe(endOf(lastDay));
  });

  test('2-contract sale 1: due 2026-04-08T00:00+08:00, and says why', () => {
    const due = deadlineAfter(at('2026-03-06 15:00'), '30 calendar-days', c);
    expect(due.at).toBe(Date.parse('2026-04-08T00:00:00+08:00'));
    expect(due.calendarKnown).toBe(true);
    expect(due.explanation).toMatchObject({
      rule: expect.stringContaining('Civil Code 201, 203'),
      from: at('2026-03-06 15:00'),
      period: '30 calendar-days',
      counted: '30 calendar-days → 2026-04-07 24:00',
      skipped: [
        { date: '2026-04-05', why: '清明节 Qingming holiday' },
        { date: '2026-04-06', why: '清明节 Qingming holiday' },
      ],
      source: 'chinese-days 1.5.7',
    });
  });

  test('elapsed waits: 1-front lead 2, 4-after-sale repair 1 and complaint 2', () => {
    expect(deadlineAfter(endOf('2026-04-10'), '15 days', c).at).toBe(at('2026-04-26 00:00'));
    expect(deadlineAfter(at('2026-03-02 09:00'), '30 minutes', c).at).toBe(at('2026-03-02 09:30'));
    expect(deadlineAfter(at('2026-03-02 09:00'), '24 hours', c).at).toBe(at('2026-03-03 09:00'));
    expect(deadlineAfter(at('2026-03-04 15:00'), '3 days', c).at).toBe(at('2026-03-07 15:00'));
  });

  test('ahead: 3-money launch 3 and handover-batch 1, 2-contract mortgage 1', () => {
    expect(deadlineBefore(at('2026-06-30 00:00'), '15 calendar-days', c)).toBe(endOf('2026-06-15'));
    expect(deadlineBefore(at('2026-09-30 00:00'), '6 months', c)).toBe(at('2026-03-31 00:00'));
    expect(deadlineBefore(at('2026-03-20 10:00'), '3 days', c)).toBe(at('2026-03-17 10:00'));
    expect(deadlineBefore(at('2026-03-20 10:00'), '1 days', c)).toBe(at('2026-03-19 10:00'));
  });

  test('reminders on a day before the last one: 2-contract filing 1, 3-money payments 5, 1-front lead 2', () => {
    const filing = [10, 5, 1].map((n) => timeOnDayBefore(endOf('2026-04-07'), n, '09:00', c));
    expect(filing).toEqual([at('2026-03-28 09:00'), at('2026-04-02 09:00'), at('2026-04-06 09:00')]);
    expect(timeOnDayBefore(endOf('2026-06-10'), 3, '10:00', c)).toBe(at('2026-06-07 10:00'));
    expect(timeOnDayBefore(endOf('2026-04-10'), 3, '00:00', c)).toBe(at('2026-04-07 00:00'));
  });
});

describe('legal counting', () => {
  test.each([
    [
      'a month without that day ends on its last, here a make-up working Saturday',
      '2026-01-31',
      '1 months',
      '2026-02-28',
    ],
    ['the same in a year where the last is a Saturday off', '2025-12-31', '5 months', '2026-06-01'],
    ['a day number in Spring Festival moves to its end', '2026-01-17', '1 months', '2026-02-24'],
    ['day 15 on a make-up Saturday stays', '2026-01-30', '15 calendar-days', '2026-02-14'],
    ['National Day to 10-08', '2026-09-01', '1 month', '2026-10-08'],
    ['a Sunday to Monday', '2026-03-07', '1 calendar-day', '2026-03-09'],
    ['29 February', '2024-02-29', '24 months', '2026-02-28'],
  ])('%s', (_rule, from, period, lastDay) => {
    expect(deadlineAfter(at(`${from} 12:00`), period, c).at).toBe(endOf(lastDay));
  });

  test('the whole starting day counts as the start, in the project’s zone', () => {
    for (const from of ['2026-03-10 00:00', '2026-03-10 23:59']) {
      expect(deadlineAfter(at(from), '1 workday', c).at).toBe(endOf('2026-03-11'));
    }
  });

  test('counting on from a deadline’s end starts on the day it closes, one millisecond before', () => {
    expect(deadlineAfter(endOf('2026-03-11') - 1, '1 workday', c).at).toBe(endOf('2026-03-12'));
    expect(deadlineAfter(endOf('2026-03-11'), '1 workday', c).at).toBe(endOf('2026-03-13'));
  });

  test('every skipped day and every make-up day is told', () => {
    const { explanation } = deadlineAfter(at('2026-02-13 10:00'), '2 workdays', c);
    expect(explanation.skipped.map(({ date }) => date)).toEqual(
      [15, 16, 17, 18, 19, 20, 21, 22, 23].map((d) => `2026-02-${d}`),
    );
    expect(explanation.skipped[0]?.why).toBe('春节 Spring Festival holiday');
    expect(explanation.counted).toContain('make-up days counted: 2026-02-14');
    expect(deadlineAfter(at('2026-03-06 10:00'), '1 workday', c).explanation.skipped).toEqual([
      { date: '2026-03-07', why: '星期六 Saturday' },
      { date: '2026-03-08', why: '星期日 Sunday' },
    ]);
  });
});

describe('the sales centre’s days', () => {
  const own: CalendarData = { ...c, centre: { closedDates: ['2026-03-11'], closedWeekdays: [2] } };

  test('weekends and holidays count, its own closing days do not', () => {
    const due = deadlineAfter(at('2026-03-06 15:00'), '4 centre-days', own);
    expect(due.at).toBe(endOf('2026-03-12'));
    expect(due.explanation.skipped.map(({ date }) => date)).toEqual(['2026-03-10', '2026-03-11']);
  });

  test('the centre calendar counts and moves on by centre days', () => {
    const check = deadlineAfter(at('2026-03-06 15:00'), '2 workdays', own, 'centre');
    expect(check.at).toBe(endOf('2026-03-08'));
    expect(check.explanation.rule).toContain('open days');
    expect(deadlineAfter(at('2026-03-06 15:00'), '4 calendar-days', own, 'centre').at).toBe(endOf('2026-03-12'));
    expect(deadlineAfter(at('2026-02-11 15:00'), '1 months', own, 'centre').at).toBe(endOf('2026-03-12'));
  });
});

describe('a year whose calendar is not published', () => {
  test.each([
    ['ends in it', '2026-12-15 10:00', '30 calendar-days', '2027-01-14'],
    ['ends in it, two years on', '2026-04-01 10:00', '24 months', '2028-04-03'],
    ['counts in it', '2026-12-30 10:00', '3 workdays', '2027-01-04'],
    ['centre days in it', '2026-12-31 10:00', '1 centre-day', '2027-01-01'],
  ])('%s: flagged, weekends alone, told', (_rule, from, period, lastDay) => {
    const due = deadlineAfter(at(from), period, c);
    expect(localDate(due.at - 1, c)).toBe(lastDay);
    expect(due.calendarKnown).toBe(false);
    expect(due.explanation.source).toMatch(/chinese-days 1\.5\.7; 202[78]: /);
    expect(due.explanation.counted).toContain('official calendar not published');
  });

  test('rolls into it', () => {
    const saturdayEve = { ...c, years: { '2027': { holidays: {}, makeupDays: {} } } };
    const due = deadlineAfter(at('2027-12-31 10:00'), '1 calendar-day', saturdayEve);
    expect(due).toMatchObject({ at: endOf('2028-01-03'), calendarKnown: false });
  });

  test('not flagged when no day of it is looked at', () => {
    expect(deadlineAfter(at('2026-12-30 10:00'), '1 workday', c).calendarKnown).toBe(true);
    expect(deadlineAfter(at('2026-12-30 10:00'), '48 hours', c).calendarKnown).toBe(true);
  });

  test('published later, the same count gives the new instant', () => {
    const published: CalendarData = {
      ...c,
      years: { ...c.years, '2027': { holidays: { '2027-01-01': '元旦', '2027-01-04': '元旦' }, makeupDays: {} } },
    };
    const due = deadlineAfter(at('2026-12-31 10:00'), '1 workday', published);
    expect(due).toMatchObject({ at: endOf('2027-01-05'), calendarKnown: true });
    expect(deadlineAfter(at('2026-12-31 10:00'), '1 workday', c).at).toBe(endOf('2027-01-01'));
  });
});

describe('ahead', () => {
  test('workdays ahead skip rest days; calendar days and months ahead are not moved', () => {
    expect(deadlineBefore(at('2026-02-24 10:00'), '2 workdays', c)).toBe(endOf('2026-02-13'));
    expect(deadlineBefore(at('2026-03-16 10:00'), '1 centre-day', c)).toBe(endOf('2026-03-15'));
    expect(deadlineBefore(at('2026-03-16 10:00'), '1 calendar-day', c)).toBe(endOf('2026-03-15'));
    expect(deadlineBefore(at('2026-08-31 10:00'), '6 months', c)).toBe(endOf('2026-02-28'));
  });

  test('counted back through an unpublished year: flagged', () => {
    expect(deadlineAhead(at('2027-01-04 10:00'), '2 workdays', c)).toMatchObject({
      at: endOf('2026-12-31'),
      calendarKnown: false,
    });
  });
});

describe('times of day', () => {
  test('the next one is never now', () => {
    expect(nextTimeOfDay(at('2026-03-10 08:59'), '09:00', c)).toBe(at('2026-03-10 09:00'));
    expect(nextTimeOfDay(at('2026-03-10 09:00'), '09:00', c)).toBe(at('2026-03-11 09:00'));
    expect(nextTimeOfDay(at('2026-03-10 09:00'), '24:00', c)).toBe(at('2026-03-11 00:00'));
    expect(nextTimeOfDay(at('2026-03-10 00:00') - 1, '24:00', c)).toBe(at('2026-03-10 00:00'));
  });

  test('1-front lead 1: the meeting of Mon 16 Mar 09:00', () => {
    expect(nextWeekdayTime(at('2026-03-10 15:00'), 1, '09:00', c)).toBe(at('2026-03-16 09:00'));
    expect(nextWeekdayTime(at('2026-03-16 08:00'), 1, '09:00', c)).toBe(at('2026-03-16 09:00'));
    expect(nextWeekdayTime(at('2026-03-16 09:00'), 1, '09:00', c)).toBe(at('2026-03-23 09:00'));
    expect(nextWeekdayTime(at('2026-03-15 10:00'), 0, '24:00', c)).toBe(at('2026-03-16 00:00'));
    expect(() => nextWeekdayTime(0, 7, '09:00', c)).toThrow(RangeError);
  });

  test('half-way', () => {
    expect(halfway(at('2026-03-10 09:00'), at('2026-03-12 09:00'))).toBe(at('2026-03-11 09:00'));
    expect(halfway(0, 3)).toBe(1);
  });
});
