import { officialCalendar } from '../../activities/calendar/official-holidays';
import { instantOf } from '../../workflows/kernel/calendar';
import { deadlineAfter } from '../../workflows/kernel/period';
import { buildAt, linesOf, monthFrom, windowOf } from '../../workflows/money/collection-run/rules';
import {
  deferredPlan,
  endOf,
  isFullPriceDemandable,
  lapseAt,
  limitation,
  nextContact,
  nextRungAt,
  rungAt,
  warningAt,
} from '../../workflows/money/collection/rules';
import { interestThrough } from '../../workflows/books/ledger/interest';
import { type LedgerLine, overdueOn, type PlanRow } from '../../workflows/books/ledger/rules';

const calendar = officialCalendar('Asia/Shanghai', {
  closedDates: ['2026-02-16', '2026-02-17', '2026-02-18'],
  closedWeekdays: [],
});
const at = (day: string, time = '09:00') => instantOf(day, time, calendar);
const due = (dueOn: string, no = 1, amountFen = 300_000_00): PlanRow => ({
  no,
  kind: 'instalment',
  amountFen,
  dueOn,
  payer: 'client',
});
const line = (on: string, amountFen: number): LedgerLine => ({
  ...{
    id: on,
    paymentId: on,
    saleKey: 'S',
    account: 'house',
    payer: 'client',
    amountFen,
    receivedAt: at(on, '10:00'),
  },
});

describe('the ladder', () => {
  const day = (n: number, what: 'reminder' | 'call' | 'demand' | 'letter') => ({ day: n, do: what });

  test('collection 1: opened 2026-02-10 09:00; day 7 is New Year’s Eve: 催款函 on 02-24', () => {
    expect(rungAt('2026-02-10', day(1, 'reminder'), '09:00', calendar)).toBe(at('2026-02-10'));
    expect(rungAt('2026-02-10', day(3, 'call'), '09:00', calendar)).toBe(at('2026-02-12'));
    expect(rungAt('2026-02-10', day(7, 'demand'), '09:00', calendar)).toBe(at('2026-02-24'));
  });

  test('the letter is no contact: case day 15 stays, and comes together with the late demand', () => {
    expect(rungAt('2026-02-10', day(15, 'letter'), '09:00', calendar)).toBe(at('2026-02-24'));
    expect(nextRungAt('2026-02-10', day(15, 'letter'), at('2026-02-24'), '09:00', calendar)).toBe(at('2026-02-24'));
  });

  test('collection 6: a promise for 2026-03-01 unpaid: next rung 03-02 09:00; what the pause passed waits for the morning after', () => {
    expect(nextContact(at('2026-03-01', '23:00'), '09:00', calendar)).toBe(at('2026-03-02'));
    expect(nextRungAt('2026-02-10', day(15, 'letter'), at('2026-03-02'), '09:00', calendar)).toBe(at('2026-03-03'));
  });
});

describe('the legal clocks', () => {
  test('collection 3: served 2026-03-10: rescindable 2026-06-11 00:00', () => {
    expect(endOf('2026-03-10', '3 months', calendar)).toBe(at('2026-06-11', '00:00'));
  });

  test('collection 4: the buyer’s demand on 2026-07-20 ends the right on 10-20 24:00', () => {
    const arose = at('2026-06-11', '00:00');
    const periods = { lapse: '12 months', afterDemand: '3 months' };
    expect(lapseAt(arose, '2026-07-20', periods, calendar)).toBe(at('2026-10-20', '24:00'));
    expect(lapseAt(arose, undefined, periods, calendar)).toBe(deadlineAfter(arose, '12 months', calendar).at);
  });

  test('the warnings of the lapse come 30 and 7 days ahead, in the morning', () => {
    expect(warningAt(at('2026-10-20', '24:00'), 30, '09:00', calendar)).toBe(at('2026-09-20'));
    expect(warningAt(at('2026-10-20', '24:00'), 7, '09:00', calendar)).toBe(at('2026-10-13'));
  });

  test('limitation: from the last due date, warned as if from the oldest; a demand restarts both', () => {
    const plan = [due('2026-02-09'), due('2027-02-09', 2)];
    const before = limitation(plan, '2026-02-09', [], '36 months', calendar);
    expect(before.at - before.warnAgainst).toBeGreaterThan(300 * 86_400_000);
    const after = limitation(plan, '2026-02-09', ['2027-06-01'], '36 months', calendar);
    expect(after.at).toBe(after.warnAgainst);
    expect(after.at).toBe(endOf('2027-06-01', '36 months', calendar));
  });

  test('law 634: three instalments and a fifth of the price', () => {
    const plan = [due('2026-01-10'), due('2026-02-10', 2), due('2026-03-10', 3)];
    expect(isFullPriceDemandable(plan, 180_000_00)).toBe(true);
    expect(isFullPriceDemandable(plan, 179_999_99)).toBe(false);
    expect(isFullPriceDemandable(plan.slice(0, 2), 600_000_00)).toBe(false);
  });
});

describe('a payment plan', () => {
  test('puts off what is open, and interest runs on from the first due date', () => {
    const plan = [due('2026-02-09'), due('2026-03-09', 2)];
    const lines = [line('2026-02-20', 100_000_00)];
    const overdue = overdueOn(plan, lines, '2026-03-20', calendar);
    const deferred = deferredPlan(plan, overdue, [
      { dueOn: '2026-04-10', amountFen: 250_000_00 },
      { dueOn: '2026-05-11', amountFen: 250_000_00 },
    ]);
    expect(deferred.reduce((sum, row) => sum + row.amountFen, 0)).toBe(600_000_00);
    expect(overdueOn(deferred, lines, '2026-03-20', calendar)).toEqual([]);
    const rate = [{ from: '2000-01-01', ppmPerDay: 100 }];
    expect(interestThrough(deferred, lines, rate, '2026-03-20', calendar)).toBe(
      interestThrough(plan, lines, rate, '2026-03-20', calendar),
    );
    expect(overdueOn(deferred, lines, '2026-04-13', calendar)[0]).toMatchObject({ dueOn: '2026-04-10' });
  });
});

describe('3-money: collection-run, the list', () => {
  const standing = { isStamped: true, isHeld: false, hasCase: false, heldNos: [], interestFen: 0 };
  const listOf = (month: string, dueOn: string, today: string, more = {}) =>
    linesOf([due(dueOn)], [], windowOf(month, 3), today, { ...standing, ...more }, calendar);

  test('collection-run 2: on 2026-10-03, a holiday, the list is made at once; or the next workday, as the policy says', () => {
    expect(buildAt(at('2026-10-03'), '2026-10-03', '09:00', 'same-day', calendar)).toBe(at('2026-10-03'));
    expect(buildAt(at('2026-10-03'), '2026-10-03', '09:00', 'next-workday', calendar)).toBe(at('2026-10-08'));
  });

  test('collection-run 5: due 2026-06-01 is on May’s list; with its case it is June’s `case`; due 06-04 is on June’s list', () => {
    expect(listOf('2026-05', '2026-06-01', '2026-05-03')).toMatchObject([{ notice: 'tell', daysLate: 0 }]);
    expect(overdueOn([due('2026-06-01')], [], '2026-06-02', calendar)).toHaveLength(1);
    expect(listOf('2026-06', '2026-06-01', '2026-06-03', { hasCase: true })).toMatchObject([
      { notice: 'case', daysLate: 2 },
    ]);
    expect(listOf('2026-05', '2026-06-04', '2026-05-03')).toEqual([]);
    expect(listOf('2026-06', '2026-06-04', '2026-06-03')).toMatchObject([{ notice: 'tell' }]);
  });

  test('the day of the next run is the last on this list', () => {
    expect(windowOf('2026-12', 3)).toEqual({ dayOn: '2026-12-03', throughOn: '2027-01-03' });
    expect(listOf('2026-05', '2026-06-03', '2026-05-03')).toHaveLength(1);
    expect(monthFrom('2026-01', -1)).toBe('2025-12');
  });

  test('paid, the bank’s, held, and arrears before the stamp are listed only', () => {
    const paid = linesOf(
      [due('2026-06-10')],
      [line('2026-06-02', 300_000_00)],
      windowOf('2026-06', 3),
      '2026-06-03',
      standing,
      calendar,
    );
    expect(paid).toMatchObject([{ notice: 'paid', openFen: 0 }]);
    const bank: PlanRow = { no: 2, kind: 'loan', amountFen: 1, dueOn: '2026-06-10', payer: 'bank' };
    expect(linesOf([bank], [], windowOf('2026-06', 3), '2026-06-03', standing, calendar)).toMatchObject([
      { notice: 'bank' },
    ]);
    expect(listOf('2026-06', '2026-06-10', '2026-06-03', { isHeld: true })).toMatchObject([{ notice: 'held' }]);
    expect(listOf('2026-06', '2026-05-10', '2026-06-03', { isStamped: false })).toMatchObject([{ notice: 'none' }]);
  });

  test('interest of lateness that is over has a line of its own', () => {
    const lines = [line('2026-06-20', 300_000_00)];
    const listed = linesOf(
      [due('2026-05-11')],
      lines,
      windowOf('2026-07', 3),
      '2026-07-03',
      { ...standing, interestFen: 1_200_00 },
      calendar,
    );
    expect(listed).toMatchObject([{ kind: 'late-interest', openFen: 1_200_00, notice: 'tell' }]);
  });
});
