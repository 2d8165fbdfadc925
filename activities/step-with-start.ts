import {
  type Workflow,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { StepAnswer, StepCall } from '../workflows/kernel/change';
import type { AnyContract } from '../workflows/kernel/contract';
import type { Deps } from './deps';
import { startOptionsOf } from './start-process';

/** The run ended meanwhile, or an overtaken worker never saw the step. Sent again it is done once: by its id. */
const NOT_TAKEN = ['AcceptedUpdateCompletedWorkflow', 'UnprocessedUpdate'];
/** A run that ends just now does not take the step; the next one does. */
const RUNS_TRIED = 10;

/**
 * Carry out a step of a process that comes and goes (`runs: 'again'`): of its run, or of a new one. Answers after the
 * commit; a refused step leaves no run behind.
 * @param updateId the same again is the same step, also in a later run
 * @throws WorkflowUpdateFailedError with the refusal
 */
export async function stepWithStart(
  deps: Deps,
  contract: AnyContract,
  { key, projectId }: { key: string; projectId: string },
  step: string,
  call: StepCall,
  updateId: string,
): Promise<StepAnswer> {
  for (let run = 1; ; run += 1) {
    try {
      return await stepOnce(deps, contract, { key, projectId }, step, call, updateId);
    } catch (error) {
      if (run === RUNS_TRIED || !wasNotTaken(error)) throw error;
    }
  }
}

async function stepOnce(
  deps: Deps,
  contract: AnyContract,
  { key, projectId }: { key: string; projectId: string },
  step: string,
  call: StepCall,
  updateId: string,
): Promise<StepAnswer> {
  const input = { key, projectId, input: {}, actor: call.actor, startToken: updateId };
  const options = { ...(await startOptionsOf(deps, contract, input)), workflowIdConflictPolicy: 'USE_EXISTING' };
  const startWorkflowOperation = new WithStartWorkflowOperation(contract.type, options as never) as never;
  const offsetMs = await deps.offsetOf(projectId);
  return deps.client.workflow.executeUpdateWithStart<Workflow, StepAnswer, [StepCall]>(step, {
    args: [{ ...call, offsetMs }],
    updateId,
    startWorkflowOperation,
  });
}

function wasNotTaken(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && NOT_TAKEN.includes(cause.type ?? '');
}
