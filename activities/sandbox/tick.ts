import {
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { TICK } from '../../workflows/kernel/change';
import type { Deps } from '../deps';
import { patiently } from './patience';

/** Ticks under way at one time: more would only wait for one another. */
const LANES = 24;
/** The run ended, or went on in a new one, while the tick was on its way. */
const NOT_TAKEN = ['AcceptedUpdateCompletedWorkflow', 'UnprocessedUpdate'];
/** gRPC: as many updates are under way in this workflow as the server allows, or the run ends just now. */
const [RESOURCE_EXHAUSTED, ABORTED] = [8, 10];

/**
 * Tell processes of a project how far its clock is ahead. Answers when each has acted on all that is due by then and
 * on every message that came before; one that has ended has nothing to do.
 * @throws ApplicationFailure `sandbox-busy` naming one that does not answer
 */
export async function tickAll(
  deps: Deps,
  projectId: string,
  workflowIds: readonly string[],
  offsetMs: number,
): Promise<void> {
  const waiting = [...workflowIds];
  const lane = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      await tick(deps, projectId, id, offsetMs);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, waiting.length) }, lane));
}

async function tick(deps: Deps, projectId: string, workflowId: string, offsetMs: number): Promise<void> {
  await patiently(deps, projectId, workflowId, async () => {
    while (!(await isHeard(deps, workflowId, offsetMs)));
  });
}

/** Answers false when it must be sent again: to the run that follows, or when fewer are under way. */
async function isHeard({ client }: Deps, workflowId: string, offsetMs: number): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).executeUpdate<void, [number]>(TICK, { args: [offsetMs] });
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw error;
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : error;
    if (cause instanceof ApplicationFailure && NOT_TAKEN.includes(cause.type ?? '')) return false;
    const status = isGrpcServiceError(error) ? error : (error as { cause?: unknown }).cause;
    if (isGrpcServiceError(status) && (status.code === RESOURCE_EXHAUSTED || status.code === ABORTED)) return false;
    throw error;
  }
}
