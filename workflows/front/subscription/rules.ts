/** What a 认购书 may say and what becomes of its deposit. Pure. */
import { multiplyAreaPrice, percentOfHalfUp, sayFen, shareBp, sumFen } from '../../kernel/money';
import type { Plan } from '../../books/terms/sale';
import type { Fault, Settlement } from './contract';

/** A unit's row in the price list in force. */
export interface ListPrice {
  areaHundredths: number;
  unitPriceFen: number;
  totalFen: number;
  standardDiscountBp?: number;
}

const ONE_RMB = 100;

/** List less the standard discount up to list [S0]; the unit price fits the total to less than 1 RMB. */
export function isPriceInRange(offer: { unitPriceFen: number; totalFen: number }, list: ListPrice): boolean {
  const lowest = list.totalFen - shareBp(list.totalFen, list.standardDiscountBp ?? 0);
  const off = Math.abs(multiplyAreaPrice(list.areaHundredths, offer.unitPriceFen) - offer.totalFen);
  return offer.totalFen >= lowest && offer.totalFen <= list.totalFen && off < ONE_RMB;
}

/** 20,000 RMB [S0], `maxPercent` of the price if that is less [Civil Code 586]. */
export function depositFor(priceFen: number, depositFen: number, maxPercent: number): number {
  return Math.min(depositFen, percentOfHalfUp(priceFen, maxPercent));
}

/** Why a plan does not hold; undefined when it does. */
export function whyUnbalanced(
  plan: Plan,
  totalFen: number,
  depositFen: number,
  minDownPercent: number,
): string | undefined {
  if (plan.kind === 'lump') return undefined;
  const dates = datesOf(plan);
  if (dates.some((date, i) => date < (dates[i - 1] ?? '')))
    return '分期须按日期先后排列 the instalments are not in the order of their dates';
  const amounts =
    plan.kind === 'instalment' ? plan.rows.map((row) => row.amountFen) : [plan.downPaymentFen, plan.loanFen];
  const sum = sumFen(amounts);
  if (sum !== totalFen)
    return `付款计划合计 ${sayFen(sum)} 元，总价 ${sayFen(totalFen)} 元 the plan sums to ${sum} fen`;
  if ((amounts[0] ?? 0) < depositFen)
    return '首笔付款少于其中的定金 the first payment is less than the deposit that counts toward it';
  if (plan.kind !== 'mortgage') return undefined;
  if (plan.downPercent < minDownPercent) return `首付款至少 ${minDownPercent}% the least down payment`;
  const least = percentOfHalfUp(totalFen, plan.downPercent);
  return plan.downPaymentFen < least
    ? `总价的 ${plan.downPercent}% 为 ${sayFen(least)} 元 that is the least down payment`
    : undefined;
}

/** The local dates a plan names, in order. */
export function datesOf(plan: Plan): string[] {
  if (plan.kind === 'lump') return [plan.payBy];
  return plan.kind === 'instalment' ? plan.rows.map((row) => row.dueBy) : [plan.downPaymentBy];
}

/** The same way of paying for another total: a mortgage keeps its percentage, else the last payment takes the difference. */
export function planFor(plan: Plan, totalFen: number): Plan {
  if (plan.kind === 'lump') return plan;
  if (plan.kind === 'mortgage') {
    const downPaymentFen = percentOfHalfUp(totalFen, plan.downPercent);
    return { ...plan, downPaymentFen, loanFen: totalFen - downPaymentFen };
  }
  const before = plan.rows.slice(0, -1);
  const last = plan.rows
    .slice(-1)
    .map((row) => ({ ...row, amountFen: totalFen - sumFen(before.map((r) => r.amountFen)) }));
  return { ...plan, rows: [...before, ...last] };
}

/**
 * What the decision on a deposit means. At most `maxPercent` of the price is a deposit in law; the rest goes back.
 * Buyer: kept [S0]; seller: returned double [Civil Code 587]; nobody: returned [law].
 * @param paidFen all that was paid on the price
 */
export function settlementOf(
  fault: Fault,
  { paidFen, depositFen, priceFen }: { paidFen: number; depositFen: number; priceFen: number },
  maxPercent: number,
): Pick<Settlement, 'returnedFen' | 'compensationFen' | 'keptFen' | 'outcome'> {
  const inLaw = Math.min(depositFen, percentOfHalfUp(priceFen, maxPercent));
  if (fault === 'buyer')
    return { returnedFen: paidFen - inLaw, compensationFen: 0, keptFen: inLaw, outcome: 'forfeited' };
  const compensationFen = fault === 'seller' ? inLaw : 0;
  return {
    returnedFen: paidFen,
    compensationFen,
    keptFen: 0,
    outcome: fault === 'seller' ? 'double-returned' : 'returned',
  };
}

/** A deposit is counted by two different people at least, none of them the owner [S1 §9]. */
export function areTwoCounters(countedBy: string[], ownerId: string): boolean {
  return new Set(countedBy).size >= 2 && !countedBy.includes(ownerId);
}
