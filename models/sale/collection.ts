import type { ProcessIndex } from '../index';

/** One open case per sale is a claim; here it is found by the sale. */
export const collectionIndexes: ProcessIndex[] = [['collection-cases', { saleKey: 1, open: 1 }]];
