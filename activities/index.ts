import type { Change, CommitResult } from '../workflows/kernel/change';
import { commit } from './commit';
import type { Deps } from './deps';
import { deliveryActivities } from './notices/deliver';
import { createReads } from './reads';

/** Every activity there is, on shared dependencies. */
export function createActivities(deps: Deps) {
  return {
    ...createReads(deps),
    ...deliveryActivities(deps),
    commit: (change: Change): Promise<CommitResult> => commit(deps, change),
  };
}
