import type { Deps } from '../../deps';
import { ledgerReads } from './ledger';
import { priceReads } from './prices';
import { unitReads } from './unit';

export const booksReads = (deps: Deps) => ({
  ...ledgerReads(deps),
  ...priceReads(deps),
  ...unitReads(deps),
});
