import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { localDate } from '../workflows/kernel/calendar';
import type { StepCall } from '../workflows/kernel/change';
import { workflowIdOf } from '../workflows/kernel/contract';
import type { Actor, Json } from '../workflows/kernel/words';
import { collectionRunContract } from '../workflows/money/collection-run/contract';
import { type SweepDone, sweepCollections } from './bulk/money/sweep';
import { type RemindDone, remindFirstPayers } from './bulk/money/first-reminder';
import type { Deps } from './deps';
import { beating } from './heart';
import { startProcess } from './start-process';
import { tellMissingReview } from './books/unit/missing-review';

/** A run of a schedule for a project. */
export interface Occasion {
  projectId: string;
  /** Business instant, epoch milliseconds. */
  nominalAt: number;
  /** Fired by the sandbox's fast-forward, not by Temporal's own schedule. */
  isFastForward: boolean;
}

const HEARTBEAT_MS = 2_000;

/** The schedule acts for customer service, whose list it is. */
const SCHEDULE: Actor = { staffId: 'system', roles: ['customer-service'] };

/** The bulk activities behind the schedules. */
export function scheduledActivities(deps: Deps) {
  return {
    beginMonthlyRun: (occasion: Occasion): Promise<{ runId?: string }> =>
      unlessPassed<{ runId?: string }>(deps, occasion, {}, async () => ({
        runId: await beginMonthlyRun(deps, occasion),
      })),
    sweepCollections: (occasion: Occasion, after: string): Promise<SweepDone> =>
      unlessPassed(deps, occasion, { opened: 0 }, () => sweepCollections(deps, occasion.projectId, after)),
    remindFirstPayers: (occasion: Occasion, after: string): Promise<RemindDone> =>
      unlessPassed(deps, occasion, { reminded: 0 }, () => remindFirstPayers(deps, occasion.projectId, after)),
    tellMissingReview: (occasion: Occasion): Promise<{ told: boolean }> =>
      unlessPassed(deps, occasion, { told: false }, () =>
        tellMissingReview(deps, occasion.projectId, occasion.nominalAt),
      ),
  };
}

export type ScheduledActivities = ReturnType<typeof scheduledActivities>;

/** With a beating heart: what a killed worker had in hand is done again within seconds. */
function unlessPassed<T>(deps: Deps, occasion: Occasion, nothing: T, work: () => Promise<T>): Promise<T> {
  return beating(HEARTBEAT_MS, async () => ((await isPassed(deps, occasion)) ? nothing : work()));
}

/** The project's clock in the sandbox is ahead: what Temporal's own schedule starts now, a fast-forward has started. */
async function isPassed(deps: Deps, { projectId, isFastForward }: Occasion): Promise<boolean> {
  return !isFastForward && (await deps.offsetOf(projectId)) > 0;
}

/**
 * Begin the month's run; there already, it runs again: it adds and refreshes, and sends nothing twice. One that was
 * missed while everything was down is begun once, late, with the amounts as of then.
 */
async function beginMonthlyRun(deps: Deps, { projectId, nominalAt }: Occasion): Promise<string> {
  const calendar = await deps.calendarOf(projectId);
  const month = localDate(nominalAt, calendar).slice(0, 7);
  const key = `${projectId}-${month}`;
  const startToken = `schedule:${month}`;
  // The day's cases first, so that their lines are theirs: the two schedules fire at the same time.
  for (let after: string | undefined = ''; after !== undefined; )
    after = (await sweepCollections(deps, projectId, after)).next;
  const input = { month, bulkQueue: deps.settings.taskQueues.bulk } as Json;
  try {
    await startProcess(deps, collectionRunContract, { key, projectId, input, actor: SCHEDULE, startToken });
  } catch (error) {
    if (!isRefusal(error, 'already-running')) throw error;
    await runAgain(deps, key, month);
  }
  return key;
}

/** Customer service began it by hand. One that is closed stays so. */
async function runAgain(deps: Deps, key: string, month: string): Promise<void> {
  const record = await deps.models.recordsOf(collectionRunContract).findById(key, { open: 1, projectId: 1 }).lean();
  if (!record?.open) return;
  const handle = deps.client.workflow.getHandle(workflowIdOf(collectionRunContract, key));
  const call: StepCall = { actor: SCHEDULE, body: {}, offsetMs: await deps.offsetOf(record.projectId) };
  await handle.executeUpdate('rerun', { args: [call], updateId: `schedule:${month}` });
}

/** Is it this refusal of a process, wherever it stands in the chain of causes? */
export function isRefusal(error: unknown, code: string): boolean {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === code;
}
