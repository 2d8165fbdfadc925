import type { ProcessIndex } from './index';
import { ledgerIndexes } from './sale/ledger';
import { visitClaimIndexes } from './sale/visit-claim';

/** The indexes of every process's own rows, by process. */
export const processIndexes: ProcessIndex[] = [...ledgerIndexes, ...visitClaimIndexes];
