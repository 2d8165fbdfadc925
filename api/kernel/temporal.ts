import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { EventMessage, StepAnswer, StepCall } from '../../workflows/kernel/change';
import type { ApiDeps } from './deps';
import { Problem, unavailable } from './problems';

/** Temporal must give a sign of life within these: together under the two seconds in which 503 is promised. */
const PATIENCE_MS = 800;
const PROBE_MS = 700;

/**
 * Ask Temporal for something. A worker that is busy or restarting is waited for; a server that is away is not.
 * @throws Problem `unavailable` within two seconds when the server does not answer; the SDK's own errors
 */
export async function ask<T>(deps: ApiDeps, call: () => Promise<T>): Promise<T> {
  const givenUp = new AbortController();
  const answer = deps.client.withAbortSignal(givenUp.signal, () =>
    deps.client.withDeadline(Date.now() + deps.api.stepTimeoutMs, call),
  );
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const probe = () =>
      isTemporalUp(deps).then((up) => {
        if (up) timer = setTimeout(probe, PATIENCE_MS);
        else reject(unavailable('the process engine does not answer'));
      });
    timer = setTimeout(probe, PATIENCE_MS);
  });
  let settled = false;
  answer.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
    if (!settled) givenUp.abort();
  }
}

/** Whether the server answers right now. */
export async function isTemporalUp({ client }: Pick<ApiDeps, 'client'>): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + PROBE_MS, () => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}

/**
 * Carry out a step of a running process; answers after its commit.
 * @param updateId the same again is the same step
 * @param closedCode of the problem when the process has ended; default `step-not-open`
 * @throws the refusal of the process
 */
export async function callStep(
  deps: ApiDeps,
  workflowId: string,
  { name, closedCode }: { name: string; closedCode?: string },
  call: StepCall,
  updateId: string,
): Promise<StepAnswer> {
  try {
    const handle = deps.client.workflow.getHandle(workflowId);
    return await ask(deps, () => handle.executeUpdate<StepAnswer, [StepCall]>(name, { args: [call], updateId }));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || isCutOff(error)) throw hasEnded(name, closedCode);
    throw error;
  }
}

/** The process ended while the step was on its way. */
function isCutOff(error: unknown): boolean {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'AcceptedUpdateCompletedWorkflow';
}

/** Tell a running process of an event; it is acted on after this answers. */
export async function sendEvent(deps: ApiDeps, workflowId: string, message: EventMessage): Promise<void> {
  try {
    const handle = deps.client.workflow.getHandle(workflowId);
    await ask(deps, () => handle.signal<[EventMessage]>('event', message));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw hasEnded(message.name);
    throw error;
  }
}

/** The record exists, so a workflow that is not found has ended (stack.md, the table of client errors). */
function hasEnded(what: string, code = 'step-not-open'): Problem {
  return new Problem(code, `${what} is not open: the process has ended`);
}
