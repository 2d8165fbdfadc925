/** What must be paid before the stamp, and who may sign. Pure. */
import type { ContractCopyRow } from '../../../models/deal';
import { multiplyAreaPrice, percentOfHalfUp } from '../../kernel/money';
import type { LedgerAccount, LedgerLine } from '../../books/ledger/rules';
import type { Plan, SaleTerms } from '../../books/terms/sale';
import type { Signing } from './contract';

/**
 * The part of the price that must be in by a local date: the deposit, a mortgage's whole down payment 首期 (the bank
 * wants its receipt), of other plans what is due by then. Fen.
 */
export function priceDueFen(
  { plan, priceFen, depositFen }: Pick<SaleTerms, 'plan' | 'priceFen' | 'depositFen'>,
  today: string,
): number {
  return Math.max(depositFen, planDueFen(plan, priceFen, today));
}

function planDueFen(plan: Plan, priceFen: number, today: string): number {
  switch (plan.kind) {
    case 'lump':
      return plan.payBy <= today ? priceFen : 0;
    case 'instalment':
      return plan.rows.filter(({ dueBy }) => dueBy <= today).reduce((sum, row) => sum + row.amountFen, 0);
    case 'mortgage':
      return plan.downPaymentFen;
  }
}

/**
 * 代收维修基金: 1 % of the price [S3], or the tariff per ㎡ [law], half up to a fen; nothing when it is collected at
 * handover. Fen.
 */
export function fundDueFen(policy: Signing['policy'], priceFen: number, areaHundredths: number): number {
  if (policy.fundCollectAt === 'handover') return 0;
  if (policy.fundStrategy === 'percent') return percentOfHalfUp(priceFen, policy.fundPercent);
  return multiplyAreaPrice(areaHundredths, policy.fundPerSqmFen);
}

/** In less out on one account, reversed lines left out. */
export function balanceOf(lines: readonly LedgerLine[], account: LedgerAccount): number {
  return lines
    .filter((line) => line.account === account && !line.reversed)
    .reduce((sum, line) => sum + line.amountFen, 0);
}

/** Every buyer signs, or holders of their 书面委托 do; nobody else [S1]. */
export function mayAllSign(buyers: readonly string[], signers: readonly string[], hasAuthority: boolean): boolean {
  if (hasAuthority) return true;
  return buyers.every((id) => signers.includes(id)) && signers.every((id) => buyers.includes(id));
}

const COPIES_FOR: ContractCopyRow['for'][] = ['client', 'company', 'bank', 'office'];

/** Whose the nth copy of a set is: client, company, bank, office; further ones for the office. */
export function copyFor(nth: number): ContractCopyRow['for'] {
  return COPIES_FOR[nth] ?? 'office';
}
