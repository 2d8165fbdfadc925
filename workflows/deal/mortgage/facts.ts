import type { Draft } from '../../kernel/draft';
import type { Mortgage } from './contract';

/** What notices say about this loan. */
export function facts(loan: Draft<Mortgage>) {
  const { terms, bankId } = loan.data;
  return {
    unit: { unit: terms.unitId },
    clientName: { client: terms.buyers[0] as string },
    bank: bankId ? { bank: bankId } : '银行',
  };
}
