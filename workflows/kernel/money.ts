/**
 * Exact arithmetic on amounts. Every amount is a whole number of fen (1/100 RMB); floating point never touches
 * money. The sums run in BigInt, so a product may pass 2^53 on the way; a result that does not fit
 * a safe integer is refused, never rounded.
 *
 * Amounts are not negative: which way money moves is said by the business (in or out), not by a sign.
 */

/** Returns `n` if it is an amount: a safe, non-negative whole number of fen. Throws RangeError otherwise. */
export function assertFen(n: number): number {
  return assertWhole(n, 'an amount in fen');
}

/** The sum of amounts in fen. Throws RangeError if a part or the sum is not an amount. */
export function sumFen(amountsFen: readonly number[]): number {
  return toFen(amountsFen.reduce((sum, amount) => sum + BigInt(assertFen(amount)), 0n));
}

/**
 * `percent` % of an amount, half up to a fen: the maintenance fund is 1 % of the price (S3), the deposit at most
 * 20 % (Civil Code 586). `percent` is whole; use shareBp for 1.5 %.
 */
export function percentOfHalfUp(amountFen: number, percent: number): number {
  return share(amountFen, assertWhole(percent, 'a whole percent'), 100n);
}

/** `basisPoints` / 10,000 of an amount, half up to a fen: a discount of 300 basis points is 3 %. */
export function shareBp(amountFen: number, basisPoints: number): number {
  return share(amountFen, assertWhole(basisPoints, 'basis points'), 10_000n);
}

/**
 * Interest or liability of one stretch of constant balance: balance × ppm × days ÷ 10⁶, half up to a fen.
 * `ppmPerDay` is millionths a day: 100 is 万分之一.
 */
export function accrue(balanceFen: number, ppmPerDay: number, days: number): number {
  const rate = BigInt(assertWhole(ppmPerDay, 'millionths a day')) * BigInt(assertWhole(days, 'whole days'));
  return toFen(divideHalfUp(BigInt(assertFen(balanceFen)) * rate, 1_000_000n));
}

/** Area × unit price, half up to a fen. `areaHundredths` is hundredths of a ㎡, `unitPriceFen` fen per ㎡. */
export function multiplyAreaPrice(areaHundredths: number, unitPriceFen: number): number {
  return share(unitPriceFen, assertWhole(areaHundredths, 'hundredths of a square metre'), 100n);
}

/** Fen as notices and refusals say it: 1,400,000.00. */
export function sayFen(amountFen: number): string {
  const [yuan, fen] = [Math.floor(Math.abs(amountFen) / 100), Math.abs(amountFen) % 100];
  const grouped = String(yuan).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amountFen < 0 ? '-' : ''}${grouped}.${String(fen).padStart(2, '0')}`;
}

function share(amountFen: number, times: number, outOf: bigint): number {
  return toFen(divideHalfUp(BigInt(assertFen(amountFen)) * BigInt(times), outOf));
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

function toFen(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError(`${value} fen is more than can be kept exactly`);
  return Number(value);
}

function assertWhole(n: number, what: string): number {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`${n} is not ${what}`);
  return n;
}
