import type { Draft } from '../kernel/draft';
import type { Mortgage } from './mortgage.contract';

/** What notices say about this loan. */
export function facts(loan: Draft<Mortgage>) {
  const { terms, bankId } = loan.data;
  return {
    unit: { unit: terms.unitId },
    clientName: { client: terms.buyers[0] as string },
    bank: bankId ? { bank: bankId } : '银行',
  };
}

/** Fen as notices say it: 1,400,000.00. */
export function sayFen(amountFen: number): string {
  const [yuan, fen] = [Math.floor(amountFen / 100), amountFen % 100];
  return `${String(yuan).replace(/\B(?=(\d{3})+$)/g, ',')}.${String(fen).padStart(2, '0')}`;
}
