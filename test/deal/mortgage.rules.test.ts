import { officialCalendar } from '../../activities/calendar/official-holidays';
import { instantOf } from '../../workflows/kernel/calendar';
import { deadlineAfter } from '../../workflows/kernel/period';
import { floorOf, isDownPaymentEnough, visitNotices } from '../../workflows/deal/mortgage/rules';
import { copyFor, fundDueFen, mayAllSign, priceDueFen } from '../../workflows/deal/signing/rules';

const calendar = officialCalendar('Asia/Shanghai');
const at = (date: string, time = '10:00') => instantOf(date, time, calendar);
const ahead = { noticeFirst: '3 days', noticeSecond: '1 days' };

describe('2-contract: mortgage 1: notices ahead of the bank visit', () => {
  test('three days and one day before, at the hour of the visit', () => {
    expect(visitNotices(at('2026-03-20'), at('2026-03-10'), false, ahead, calendar)).toEqual({
      atOnce: false,
      first: at('2026-03-17'),
      second: at('2026-03-19'),
    });
  });

  test('moved on the 18th to the 24th: the change notice says it, then the 21st and the 23rd', () => {
    expect(visitNotices(at('2026-03-24'), at('2026-03-18', '09:00'), true, ahead, calendar)).toEqual({
      atOnce: false,
      first: at('2026-03-21'),
      second: at('2026-03-23'),
    });
  });

  test('set late: one at once, and the second if it is still ahead', () => {
    expect(visitNotices(at('2026-03-20'), at('2026-03-18'), false, ahead, calendar)).toEqual({
      atOnce: true,
      second: at('2026-03-19'),
    });
    expect(visitNotices(at('2026-03-20'), at('2026-03-19', '18:00'), false, ahead, calendar)).toEqual({
      atOnce: true,
    });
    expect(visitNotices(at('2026-03-20'), at('2026-03-19', '18:00'), true, ahead, calendar)).toEqual({
      atOnce: false,
    });
  });
});

test('2-contract: mortgage 2: approved on 02-13, the invoice is due at the end of 02-24: 02-14 is worked, the festival is not', () => {
  expect(deadlineAfter(at('2026-02-13', '15:00'), '2 workdays', calendar).at).toBe(at('2026-02-24', '24:00'));
});

test('the down payment reaches 15 %, or the floor of the city', () => {
  expect(isDownPaymentEnough(200_000_000, 170_000_000, 15)).toBe(true);
  expect(isDownPaymentEnough(200_000_000, 170_000_001, 15)).toBe(false);
  expect(floorOf('江城市', { floorPercent: 15, cityFloors: { 江城市: 20 } })).toBe(20);
  expect(floorOf('别的市', { floorPercent: 15, cityFloors: { 江城市: 20 } })).toBe(15);
});

describe('2-contract: signing: the money before the stamp', () => {
  const sums = { priceFen: 200_000_000, depositFen: 2_000_000 };

  test('a mortgage: the whole down payment', () => {
    const plan = {
      kind: 'mortgage',
      downPercent: 30,
      downPaymentFen: 60_000_000,
      downPaymentBy: '2026-04-01',
      loanFen: 140_000_000,
    } as const;
    expect(priceDueFen({ ...sums, plan }, '2026-03-06')).toBe(60_000_000);
  });

  test('instalments and lump sum: what is due by the day, at least the deposit', () => {
    const rows = [
      { dueBy: '2026-03-06', amountFen: 50_000_000 },
      { dueBy: '2026-05-01', amountFen: 150_000_000 },
    ];
    expect(priceDueFen({ ...sums, plan: { kind: 'instalment', rows } }, '2026-03-05')).toBe(2_000_000);
    expect(priceDueFen({ ...sums, plan: { kind: 'instalment', rows } }, '2026-03-06')).toBe(50_000_000);
    expect(priceDueFen({ ...sums, plan: { kind: 'lump', payBy: '2026-03-06' } }, '2026-03-06')).toBe(200_000_000);
  });

  test('2-contract: signing 2: the fund, half up to a fen', () => {
    const policy = {
      fundStrategy: 'percent',
      fundPercent: 1,
      fundPerSqmFen: 8_000,
      fundCollectAt: 'signing',
    } as never;
    expect(fundDueFen(policy, 123_456_789, 10_000)).toBe(1_234_568);
    expect(fundDueFen(policy, 123_456_749, 10_000)).toBe(1_234_567);
    expect(fundDueFen({ ...(policy as object), fundStrategy: 'per-sqm' } as never, 1, 11_860)).toBe(948_800);
    expect(fundDueFen({ ...(policy as object), fundCollectAt: 'handover' } as never, 123_456_789, 10_000)).toBe(0);
  });

  test('all buyers sign and nobody else, or somebody with their authority', () => {
    expect(mayAllSign(['a', 'b'], ['b', 'a'], false)).toBe(true);
    expect(mayAllSign(['a', 'b'], ['a'], false)).toBe(false);
    expect(mayAllSign(['a'], ['a', 'c'], false)).toBe(false);
    expect(mayAllSign(['a', 'b'], ['c'], true)).toBe(true);
    expect([0, 1, 2, 3, 4].map(copyFor)).toEqual(['client', 'company', 'bank', 'office', 'office']);
  });
});
