import type { ProcessIndex } from './index';
import { ledgerIndexes } from './sale/ledger';
import { collectionIndexes } from './sale/collection';
import { collectionRunIndexes } from './sale/collection-run';
import { paymentIndexes } from './sale/payment';
import { unitControlIndexes } from './sale/unit-control';
import { mortgageIndexes } from './sale/mortgage';
import { signingIndexes } from './sale/signing';
import { saleIndexes } from './sale/sale';
import { subscriptionIndexes } from './sale/subscription';
import { repairIndexes } from './service/repair';
import { visitClaimIndexes } from './sale/visit-claim';

/** The indexes of every process's own rows, by process. */
export const processIndexes: ProcessIndex[] = [
  ...ledgerIndexes,
  ...paymentIndexes,
  ...collectionRunIndexes,
  ...collectionIndexes,
  ...visitClaimIndexes,
  ...saleIndexes,
  ...subscriptionIndexes,
  ...unitControlIndexes,
  ...signingIndexes,
  ...mortgageIndexes,
  ...repairIndexes,
];
