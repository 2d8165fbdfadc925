import type { Deps } from '../deps';
import { ledgerReads } from './ledger';
import { mortgageReads } from './mortgage';
import { receptionReads } from './reception';
import { repairReads } from './repair';
import { runReads } from './runs';
import { salesReads } from './sales';
import { signingReads } from './signing';
import { staffReads } from './staff';
import { unitReads } from './units';

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
