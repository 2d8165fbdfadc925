import type { Deps } from '../deps';
import { ledgerReads } from './books/ledger';
import { mortgageReads } from './deal/mortgage';
import { receptionReads } from './front/reception';
import { repairReads } from './service/repair';
import { runReads } from './kernel/runs';
import { salesReads } from './deal/sale';
import { signingReads } from './deal/signing';
import { staffReads } from './kernel/staff';
import { unitReads } from './books/unit';

/** Everything a process may look up: read-only, run as local activities. */
export function createReads(deps: Deps) {
  return {
    ...staffReads(deps),
    ...receptionReads(deps),
    ...unitReads(deps),
    ...salesReads(deps),
    ...runReads(deps),
    ...repairReads(deps),
    ...ledgerReads(deps),
    ...signingReads(deps),
    ...mortgageReads(deps),
  };
}

export type Reads = ReturnType<typeof createReads>;
