import type { ProcessIndex } from './index';
import { visitClaimIndexes } from './sale/visit-claim';

/** The indexes of every process's own rows, by process. */
export const processIndexes: ProcessIndex[] = [...visitClaimIndexes];
