import type { Deps } from '../../deps';
import { ledgerReads } from './ledger';
import { unitReads } from './unit';

export const booksReads = (deps: Deps) => ({
  ...ledgerReads(deps),
  ...unitReads(deps),
});
