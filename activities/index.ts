import type { Change, CommitResult } from '../workflows/kernel/change';
import { commit } from './commit';
import { anchorAudit } from './audit/anchor';
import { calendarActivities } from './calendar/adopt-year';
import { collectionActivities } from './bulk/money';
import type { Deps } from './deps';
import { beating } from './heart';
import { deliveryActivities } from './notices/deliver';
import { createReads } from './reads';
import { scheduledActivities } from './scheduled';

/** A commit is over long before; one that waits (for the database, for another process to begin) beats. */
const HEARTBEAT_MS = 2_000;

/** Every activity there is, on shared dependencies. */
export function createActivities(deps: Deps) {
  return {
    ...createReads(deps),
    ...deliveryActivities(deps),
    ...collectionActivities(deps),
    ...scheduledActivities(deps),
    ...calendarActivities(deps),
    async anchorDay(at: number): Promise<{ day: string; chains: number } | undefined> {
      const day = new Date(at).toISOString().slice(0, 10);
      const anchor = await anchorAudit(deps.models, day, at);
      return anchor && { day, chains: anchor.heads.length };
    },
    commit: (change: Change): Promise<CommitResult> => beating(HEARTBEAT_MS, () => commit(deps, change)),
  };
}
