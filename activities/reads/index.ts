import type { Deps } from '../deps';
import { ledgerReads } from './ledger';
import { receptionReads } from './reception';
import { runReads } from './runs';
import { salesReads } from './sales';
import { staffReads } from './staff';
import { unitReads } from './units';

/** Everything a process may look up: read-only, run as local activities. */
export function createReads(deps: Deps) {
  return { ...staffReads(deps), ...receptionReads(deps), ...unitReads(deps), ...salesReads(deps), ...runReads(deps), ...ledgerReads(deps) };
}

export type Reads = ReturnType<typeof createReads>;
