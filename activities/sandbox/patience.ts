import { setTimeout as pause } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { refusal } from '../../workflows/kernel/refusal';
import type { Deps } from '../deps';

/** How long a workflow that is waited for may do nothing. */
const PATIENCE_MS = 10_000;
/** How long it may go on: a large run takes its time, a process that goes round in circles for ever must not. */
const LONGEST_MS = 300_000;
const LOOK_EVERY_MS = 1_000;
const NOT_FOUND = 5;

/**
 * Wait for what a workflow answers, as long as its history grows.
 * @throws ApplicationFailure `sandbox-busy` naming the workflow and what it is busy with, when nothing has happened for ten seconds
 */
export async function patiently<T>(
  deps: Deps,
  projectId: string,
  workflowId: string,
  call: () => Promise<T>,
): Promise<T> {
  const givenUp = new AbortController();
  const answer = deps.client.withAbortSignal(givenUp.signal, call);
  try {
    return await Promise.race([answer, outOfPatience(deps, projectId, workflowId, givenUp.signal)]);
  } finally {
    givenUp.abort();
    await answer.catch(() => undefined);
  }
}

/** Fails when the workflow stands still; until then it does not settle. */
async function outOfPatience(
  deps: Deps,
  projectId: string,
  workflowId: string,
  settled: AbortSignal,
): Promise<never> {
  const began = Date.now();
  let lastEvent = began;
  let events = 0;
  for (;;) {
    await pause(LOOK_EVERY_MS, undefined, { signal: settled }).catch(() => undefined);
    if (settled.aborted) return new Promise<never>(() => undefined);
    const look = await lookAt(deps, workflowId);
    const now = Date.now();
    if (look.events !== events) lastEvent = now;
    events = look.events;
    if (now - lastEvent > PATIENCE_MS || now - began > LONGEST_MS)
      throw tooBusy(projectId, workflowId, look.busyWith);
  }
}

/** What the caller of a fast-forward is told when something does not come to an end. */
export function tooBusy(projectId: string, workflowId: string, why: string): Error {
  return refusal('sandbox-busy', `${workflowId} 未能处理完毕 does not come to rest: ${why}`, {
    projectId,
    workflowId,
    why,
  });
}

interface Look {
  /** Events in its history: the same number at two looks means that nothing happened between. */
  events: number;
  /** In words. */
  busyWith: string;
}

async function lookAt({ client, settings }: Deps, workflowId: string): Promise<Look> {
  const { namespace } = settings.connection;
  try {
    const found = await client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
    const [activity] = found.pendingActivities ?? [];
    const events = Number(found.workflowExecutionInfo?.historyLength ?? 0);
    if (activity) {
      const why = activity.lastFailure?.message;
      const name = `activity ${activity.activityType?.name}, attempt ${activity.attempt}`;
      return { events, busyWith: why ? `${name}: ${why}` : name };
    }
    const task = found.pendingWorkflowTask;
    return {
      events,
      busyWith: task ? `workflow task, attempt ${task.attempt}` : 'nothing that the server knows of',
    };
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND)
      return { events: 0, busyWith: 'nothing: the server does not know it' };
    throw error;
  }
}
