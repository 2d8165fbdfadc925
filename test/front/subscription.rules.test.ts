import fc from 'fast-check';
import { percentOfHalfUp } from '../../workflows/kernel/money';
import type { Plan } from '../../workflows/books/terms/sale';
import {
  areTwoCounters,
  depositFor,
  isPriceInRange,
  planFor,
  settlementOf,
  whyUnbalanced,
} from '../../workflows/front/subscription/rules';

/** B1-1203: 89.50 ㎡ × 12,500 = 1,118,750 RMB. */
const B1_1203 = { areaHundredths: 8950, unitPriceFen: 1_250_000, totalFen: 111_875_000 };
const TOTAL = B1_1203.totalFen;

describe('1-front: subscription 3: the price', () => {
  test('is the list price to the fen without a discount', () => {
    expect(isPriceInRange(B1_1203, B1_1203)).toBe(true);
    expect(isPriceInRange({ ...B1_1203, totalFen: TOTAL - 1 }, B1_1203)).toBe(false);
    expect(isPriceInRange({ ...B1_1203, totalFen: TOTAL + 1 }, B1_1203)).toBe(false);
  });

  test('may go down to the standard discount, exactly, with the unit price to match', () => {
    const list = { ...B1_1203, standardDiscountBp: 300 };
    expect(isPriceInRange({ unitPriceFen: 1_212_500, totalFen: 108_518_750 }, list)).toBe(true);
    expect(isPriceInRange({ unitPriceFen: 1_212_500, totalFen: 108_518_749 }, list)).toBe(false);
    expect(isPriceInRange({ unitPriceFen: 1_250_000, totalFen: 108_518_750 }, list)).toBe(false);
  });
});

describe('1-front: subscription: the plan', () => {
  const rows = (...amounts: number[]): Plan => ({
    kind: 'instalment',
    rows: amounts.map((amountFen) => ({ dueBy: '2026-04-10', amountFen })),
  });
  const mortgage = (downPercent: number, downPaymentFen: number): Plan => ({
    kind: 'mortgage',
    downPercent,
    downPaymentFen,
    downPaymentBy: '2026-03-20',
    loanFen: TOTAL - downPaymentFen,
  });

  test('500,000 + 618,749.99 is a fen short', () => {
    expect(whyUnbalanced(rows(50_000_000, 61_874_999), TOTAL, 2_000_000, 15)).toBeDefined();
    expect(whyUnbalanced(rows(50_000_000, 61_875_000), TOTAL, 2_000_000, 15)).toBeUndefined();
  });

  test('a mortgage leaves at least 15 %, and as much as it says', () => {
    const fifteen = percentOfHalfUp(TOTAL, 15);
    expect(whyUnbalanced(mortgage(15, fifteen), TOTAL, 2_000_000, 15)).toBeUndefined();
    expect(whyUnbalanced(mortgage(14, percentOfHalfUp(TOTAL, 14)), TOTAL, 2_000_000, 15)).toBeDefined();
    expect(whyUnbalanced(mortgage(30, fifteen), TOTAL, 2_000_000, 15)).toBeDefined();
  });

  test('instalments stand in the order of their dates', () => {
    const on = (...dates: string[]): Plan => ({
      kind: 'instalment',
      rows: dates.map((dueBy) => ({ dueBy, amountFen: TOTAL / 2 })),
    });
    expect(whyUnbalanced(on('2026-05-10', '2026-04-10'), TOTAL, 2_000_000, 15)).toBeDefined();
    expect(whyUnbalanced(on('2026-04-10', '2026-04-10'), TOTAL, 2_000_000, 15)).toBeUndefined();
  });

  test('the deposit fits into the first payment', () => {
    expect(whyUnbalanced(rows(1_999_999, TOTAL - 1_999_999), TOTAL, 2_000_000, 15)).toBeDefined();
  });

  test('for another unit it still sums to the price', () => {
    const cents = fc.integer({ min: 50_000_000, max: 500_000_000 });
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 15, max: 90 }), (from, to, percent) => {
        const downPaymentFen = percentOfHalfUp(from, percent);
        const loan = { ...mortgage(percent, downPaymentFen), loanFen: from - downPaymentFen } as Plan;
        expect(whyUnbalanced(planFor(loan, to), to, 2_000_000, 15)).toBeUndefined();
        const first = Math.min(from, to) - 10_000_000;
        expect(whyUnbalanced(planFor(rows(first, from - first), to), to, 2_000_000, 15)).toBeUndefined();
      }),
    );
  });
});

describe('1-front: subscription: the deposit', () => {
  test('is 20,000 RMB, 20 % of a price below 100,000 RMB', () => {
    expect(depositFor(TOTAL, 2_000_000, 20)).toBe(2_000_000);
    expect(depositFor(9_000_000, 2_000_000, 20)).toBe(1_800_000);
  });

  test('is counted by two different people, not the owner', () => {
    expect(areTwoCounters(['jin', 'bai'], 'li')).toBe(true);
    expect(areTwoCounters(['jin', 'jin'], 'li')).toBe(false);
    expect(areTwoCounters(['jin', 'bai', 'li'], 'li')).toBe(false);
  });

  test('kept, returned or returned double, and what is above 20 % of the price always goes back', () => {
    const paid = { paidFen: 2_500_000, depositFen: 2_500_000, priceFen: 10_000_000 };
    expect(settlementOf('buyer', paid, 20)).toEqual({
      returnedFen: 500_000,
      compensationFen: 0,
      keptFen: 2_000_000,
      outcome: 'forfeited',
    });
    expect(settlementOf('seller', paid, 20)).toMatchObject({
      returnedFen: 2_500_000,
      compensationFen: 2_000_000,
      outcome: 'double-returned',
    });
    expect(settlementOf('none', paid, 20)).toMatchObject({
      returnedFen: 2_500_000,
      compensationFen: 0,
      keptFen: 0,
      outcome: 'returned',
    });
  });

  test('no fen is lost: what was paid is kept or goes back', () => {
    const fen = fc.integer({ min: 1, max: 10_000_000_000 });
    fc.assert(
      fc.property(fc.constantFrom('buyer', 'seller', 'none' as const), fen, fen, (fault, depositFen, priceFen) => {
        const { returnedFen, keptFen } = settlementOf(
          fault as 'buyer',
          { paidFen: depositFen, depositFen, priceFen },
          20,
        );
        expect(returnedFen + keptFen).toBe(depositFen);
        expect(returnedFen).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
