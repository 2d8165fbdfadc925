import { ApplicationFailureCategory } from '@temporalio/common';
import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Change, CommitResult } from './change';

interface CommitActivities {
  commit(change: Change): Promise<CommitResult>;
}

/**
 * Commits are retried until the database is back, with no total bound: an accepted deadline or step must not
 * be lost to a long outage, and the pending activity shows in the Temporal UI meanwhile. Only a refusal ends it.
 */
const activities = proxyActivities<CommitActivities>({
  startToCloseTimeout: '20 seconds',
  heartbeatTimeout: '6 seconds', // what a killed worker had in hand is soon done again
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

/**
 * Write one transition, shown in the Temporal UI under its title. Throws the guard's refusal as an ApplicationFailure with its code; anything else that
 * is final (another change already written under this revision) is a defect and stops the workflow task.
 */
export async function commit(change: Change, title: string): Promise<CommitResult> {
  try {
    return await activities.commit.executeWithOptions({ summary: title }, [change]);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) throw error;
    const { cause } = error;
    if (cause.type === 'change-diverged') throw new Error(cause.message);
    const { message, type, details } = cause;
    const category = ApplicationFailureCategory.BENIGN;
    throw new ApplicationFailure(message, type, true, details, undefined, undefined, category);
  }
}
