/** What may be booked. Pure. */
import type { RefusalCode } from '../../kernel/refusal-codes';
import type { PlanRow } from '../../books/ledger/rules';
import type { EnteredPayment, EnteredSplit } from './contract';

export interface Objection {
  code: RefusalCode;
  message: string;
  field: string;
}

/** Do the splits sum to the amount? */
export function areSplitsWhole(amountFen: number, splits: readonly EnteredSplit[]): boolean {
  return splits.reduce((sum, split) => sum + split.amountFen, 0) === amountFen;
}

/** Two people count a deposit and any cash [S1]. */
function needsCounters({
  direction,
  method,
  splits,
}: Pick<EnteredPayment, 'direction' | 'method' | 'splits'>): boolean {
  return (
    direction === 'in' &&
    (method === 'cash' || splits.some(({ account, instalmentNo }) => account === 'house' && instalmentNo === 0))
  );
}

/** Presale money goes into supervised accounts [law]: the price and the maintenance fund. */
export function isOutsideSupervision(
  payment: Pick<EnteredPayment, 'direction' | 'payeeAccount' | 'splits'>,
  supervised: readonly string[],
): boolean {
  const isSupervisedMoney = payment.splits.some(
    ({ account }) => account === 'house' || account === 'maintenance-fund',
  );
  return payment.direction === 'in' && isSupervisedMoney && !supervised.includes(payment.payeeAccount);
}

/** Why finance's entry of money in cannot be booked as it is; undefined: it can. */
export function objectionTo(
  payment: EnteredPayment,
  supervised: readonly string[],
  counters: number,
): Objection | undefined {
  if (!areSplitsWhole(payment.amountFen, payment.splits)) {
    return {
      code: 'wrong-amount',
      message: '各项之和与总额不符 the splits do not sum to the amount',
      field: 'splits',
    };
  }
  if (needsCounters(payment) && new Set(payment.countedBy).size < counters) {
    return {
      code: 'two-counters-required',
      message: `定金和现金须由 ${counters} 人点款 ${counters} people count a deposit and any cash`,
      field: 'countedBy',
    };
  }
  if (isOutsideSupervision(payment, supervised)) {
    return {
      code: 'wrong-account',
      message: '房款和维修基金须存入监管账户 the account is not a supervised one',
      field: 'payeeAccount',
    };
  }
  return undefined;
}

/**
 * Why money in cannot be for what it says: no such instalment, a loan where none is planned, an account that only a
 * decision moves. Plans by sale; a sale without one is not judged.
 */
export function misfitOf(
  { method, splits }: Pick<EnteredPayment, 'method' | 'splits'>,
  plans: ReadonlyMap<string, readonly PlanRow[]>,
): Objection | undefined {
  for (const { saleKey, account, instalmentNo } of splits) {
    if (account === 'forfeit' || account === 'compensation')
      return {
        code: 'validation-failed',
        message: `没收定金和赔偿不能作收款登记 nobody pays in for ${account}`,
        field: 'splits',
      };
    const plan = plans.get(saleKey) ?? [];
    if (account !== 'house' || plan.length === 0) continue;
    if (instalmentNo !== undefined && instalmentNo !== 0 && !plan.some(({ no }) => no === instalmentNo))
      return {
        code: 'validation-failed',
        message: `付款计划没有第 ${instalmentNo} 期 the plan has no such instalment`,
        field: 'splits',
      };
    if (method === 'loan' && !plan.some(({ payer }) => payer === 'bank'))
      return { code: 'validation-failed', message: '付款计划没有贷款 the plan has no loan', field: 'method' };
  }
  return undefined;
}

/** One line of cash of a sale, amount and day: the same again must be confirmed as another payment. */
export function cashKeyOf(
  payment: Pick<EnteredPayment, 'method' | 'amountFen' | 'splits'>,
  day: string,
): string | undefined {
  return payment.method === 'cash' ? `${payment.splits[0]?.saleKey}/${payment.amountFen}/${day}` : undefined;
}
