import type { ProcessIndex } from '../index';

/** Found from the payment: the correction that waits for its approval. */
export const paymentIndexes: ProcessIndex[] = [['payment-corrections', { 'data.paymentId': 1, open: 1 }]];
