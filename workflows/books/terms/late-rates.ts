import type { Rate } from '../ledger/interest';

/**
 * The rates of late payment: the contract's, or where it is silent the overdue-loan rates that the company keeps as a
 * table [law 13]. None: no interest is reckoned, and finance is asked.
 */
export function ratesOf(latePaymentPpm: number | undefined, table: readonly Rate[]): Rate[] {
  return latePaymentPpm === undefined
    ? [...table].sort((a, b) => (a.from < b.from ? -1 : 1))
    : [{ from: '1999-01-01', ppmPerDay: latePaymentPpm }];
}
