import fc from 'fast-check';
import {
  accrue,
  assertFen,
  multiplyAreaPrice,
  percentOfHalfUp,
  shareBp,
  sumFen,
} from '../../workflows/kernel/money';

const fen = fc.integer({ min: 0, max: 1_000_000_000_000 });

describe('amounts in fen', () => {
  test('1-front: 89.50 ㎡ at 12,500 is 1,118,750 RMB, at 12,600 is 1,127,700', () => {
    expect(multiplyAreaPrice(8950, 1_250_000)).toBe(111_875_000);
    expect(multiplyAreaPrice(8950, 1_260_000)).toBe(112_770_000);
  });

  test('2-contract: signing 2, the fund of 1,234,567.89 is 12,345.68', () => {
    expect(percentOfHalfUp(123_456_789, 1)).toBe(1_234_568);
  });

  test('1-front: special-request 1, exactly 3 % off 1,118,750.00 leaves 1,085,187.50', () => {
    expect(111_875_000 - shareBp(111_875_000, 300)).toBe(108_518_750);
  });

  test('3-money: collection 1, 300,000.00 at 100 ppm for 12 days is 360.00', () => {
    expect(accrue(30_000_000, 100, 12)).toBe(36_000);
  });

  test('3-money: handover 2, 1,000,000.00 at 100 ppm for 12 days is 1,200.00', () => {
    expect(accrue(100_000_000, 100, 12)).toBe(120_000);
  });

  test('half a fen goes up, less goes down', () => {
    expect(percentOfHalfUp(50, 1)).toBe(1);
    expect(percentOfHalfUp(49, 1)).toBe(0);
    expect(accrue(1, 500_000, 1)).toBe(1);
    expect(accrue(1, 499_999, 1)).toBe(0);
  });

  test('is exact where a double product is not', () => {
    expect(shareBp(Number.MAX_SAFE_INTEGER, 10_000)).toBe(Number.MAX_SAFE_INTEGER);
    expect(percentOfHalfUp(9_007_199_254_740_991, 99)).toBe(8_917_127_262_193_581);
    expect(accrue(9_007_199_254_740_991, 1_000_000, 1)).toBe(9_007_199_254_740_991);
  });

  test('a result beyond what a number keeps exactly is refused', () => {
    expect(() => percentOfHalfUp(Number.MAX_SAFE_INTEGER, 101)).toThrow(RangeError);
    expect(() => sumFen([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
  });

  test.each([0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%p is not an amount', (n) => {
    expect(() => assertFen(n)).toThrow(RangeError);
    expect(() => sumFen([n])).toThrow(RangeError);
    expect(() => accrue(n, 100, 1)).toThrow(RangeError);
    expect(() => accrue(100, n, 1)).toThrow(RangeError);
    expect(() => accrue(100, 100, n)).toThrow(RangeError);
    expect(() => percentOfHalfUp(100, n)).toThrow(RangeError);
    expect(() => multiplyAreaPrice(n, 100)).toThrow(RangeError);
  });
});

describe('properties of the arithmetic', () => {
  test('a share is never more than half a fen from the exact one, and never below it by exactly half', () => {
    fc.assert(
      fc.property(fen, fc.integer({ min: 0, max: 10_000 }), (amount, bp) => {
        const twiceError = 2n * (BigInt(shareBp(amount, bp)) * 10_000n - BigInt(amount) * BigInt(bp));
        return twiceError > -10_000n && twiceError <= 10_000n;
      }),
    );
  });

  test('p % is p hundred basis points', () => {
    fc.assert(
      fc.property(fen, fc.integer({ min: 0, max: 100 }), (amount, percent) => {
        expect(percentOfHalfUp(amount, percent)).toBe(shareBp(amount, percent * 100));
      }),
    );
  });

  test('interest grows with the balance and with the days, and ten days at a rate is one day at ten times it', () => {
    const rate = fc.integer({ min: 0, max: 10_000 });
    const days = fc.integer({ min: 0, max: 3_650 });
    fc.assert(
      fc.property(fen, rate, days, (balance, ppm, n) => {
        const interest = accrue(balance, ppm, n);
        expect(accrue(balance + 1, ppm, n)).toBeGreaterThanOrEqual(interest);
        expect(accrue(balance, ppm, n + 1)).toBeGreaterThanOrEqual(interest);
        expect(accrue(balance, ppm * 10, 1)).toBe(accrue(balance, ppm, 10));
      }),
    );
  });

  test('a sum does not depend on the order of its parts', () => {
    fc.assert(
      fc.property(fc.array(fen, { maxLength: 20 }), (parts) => sumFen(parts) === sumFen([...parts].reverse())),
    );
  });

  test('a whole number of square metres costs the same as adding up one by one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 10_000_000 }), (metres, price) => {
        expect(multiplyAreaPrice(metres * 100, price)).toBe(sumFen(Array<number>(metres).fill(price)));
      }),
    );
  });
});
