import type { ProcessIndex } from './index';
import { ledgerIndexes } from './sale/ledger';
import { unitControlIndexes } from './sale/unit-control';
import { visitClaimIndexes } from './sale/visit-claim';

/** The indexes of every process's own rows, by process. */
export const processIndexes: ProcessIndex[] = [...ledgerIndexes, ...visitClaimIndexes, ...unitControlIndexes];
