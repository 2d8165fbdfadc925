import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Connection,
  type ConnectionOptions,
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { EventMessage, StepAnswer, StepCall } from '../../workflows/kernel/change';
import type { AnyContract, EventTo } from '../../workflows/kernel/contract';
import type { RefusalCode } from '../../workflows/kernel/refusal-codes';
import type { Json } from '../../workflows/kernel/words';
import type { ApiDeps } from './deps';
import { isMistaken } from './mistaken';
import { defectInTheWay, Problem, unavailable } from './problems';

/** gRPC's code for a server that cannot be reached. */
const UNAVAILABLE = 14;

/** Temporal must give a sign of life within these: together under the two seconds in which 503 is promised. */
const PATIENCE_MS = 800;
const PROBE_MS = 700;
const BETWEEN_ATTEMPTS_MS = 100;

/** After Temporal has been away, it is looked for at least this often. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 1_000 };

/**
 * The API's connection: made when first used, so that reads work without Temporal. `ask` tries again itself, for
 * a short time; the SDK's own retries would go on in the background after the caller has had its 503.
 */
export function connectLazily(options: ConnectionOptions): Connection {
  return Connection.lazy({ ...options, channelArgs: { ...RECONNECT, ...options.channelArgs }, interceptors: [] });
}

/**
 * Ask Temporal for something that may be asked twice. A worker that is busy or restarting is waited for; a server
 * that is away is not.
 * @param workflowId whom it is asked of
 * @throws Problem `unavailable` within two seconds when the server does not answer, `defect` as soon when a mistake in
 *   our own code keeps the process from answering; the SDK's own errors
 */
export async function ask<T>(deps: ApiDeps, workflowId: string, call: () => Promise<T>): Promise<T> {
  const givenUp = new AbortController();
  setMaxListeners(0, givenUp.signal); // each request of the call listens
  const answer = deps.client.withAbortSignal(givenUp.signal, () =>
    deps.client.withDeadline(Date.now() + deps.api.stepTimeoutMs, () => attempt(call, givenUp.signal)),
  );
  const silence = silenceOf(deps, workflowId, givenUp.signal);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    givenUp.abort();
  }
}

/** Try for as long as a server may take to restart its front door. */
async function attempt<T>(call: () => Promise<T>, givenUp: AbortSignal): Promise<T> {
  for (const started = Date.now(); ; ) {
    try {
      return await call();
    } catch (error) {
      if (givenUp.aborted || !isServerAway(error) || Date.now() - started > PATIENCE_MS) throw error;
    }
    await pause(BETWEEN_ATTEMPTS_MS);
  }
}

/** Fails as soon as the server gives no sign of life, or the process cannot answer; until then it does not settle. */
async function silenceOf(deps: ApiDeps, workflowId: string, settled: AbortSignal): Promise<never> {
  for (;;) {
    await pause(PATIENCE_MS, undefined, { signal: settled }).catch(() => undefined);
    if (settled.aborted) return new Promise<never>(() => undefined);
    const [isUp, mistaken] = await Promise.all([
      isTemporalUp(deps),
      deps.client.withDeadline(Date.now() + PROBE_MS, () => isMistaken(deps, workflowId)).catch(() => false),
    ]);
    if (mistaken) throw defectInTheWay();
    if (!isUp) throw unavailable('流程引擎没有响应 the process engine does not answer');
  }
}

function isServerAway(error: unknown): boolean {
  const cause = isGrpcServiceError(error) ? error : (error as { cause?: unknown }).cause;
  return isGrpcServiceError(cause) && cause.code === UNAVAILABLE;
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

/** A running process, and the project whose clock it goes by. */
export interface Running {
  workflowId: string;
  projectId: string;
}

/**
 * Carry out a step of a running process; answers after its commit.
 * @param updateId the same again is the same step
 * @param closedCode of the problem when the process has ended; default `step-not-open`
 * @throws the refusal of the process
 */
export async function callStep(
  deps: ApiDeps,
  { workflowId, projectId }: Running,
  { name, closedCode }: { name: string; closedCode?: RefusalCode },
  call: Omit<StepCall, 'offsetMs'>,
  updateId: string,
): Promise<StepAnswer> {
  const args: [StepCall] = [{ ...call, offsetMs: await deps.offsetOf(projectId) }];
  try {
    const handle = deps.client.workflow.getHandle(workflowId);
    return await ask(deps, workflowId, () =>
      handle.executeUpdate<StepAnswer, [StepCall]>(name, { args, updateId }),
    );
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
export async function sendEvent<C extends AnyContract>(
  deps: ApiDeps,
  _contract: C,
  { workflowId, projectId }: Running,
  { name, eventId, payload }: EventTo<C>,
): Promise<void> {
  const offsetMs = await deps.offsetOf(projectId);
  try {
    const handle = deps.client.workflow.getHandle(workflowId);
    await ask(deps, workflowId, () =>
      handle.signal<[EventMessage]>('event', { name, eventId, payload: payload as Json, offsetMs }),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw hasEnded(name);
    throw error;
  }
}

/** The record exists, so a workflow that is not found has ended. */
function hasEnded(what: string, code: RefusalCode = 'step-not-open'): Problem {
  return new Problem(code, `业务已结束 ${what} is not open: the process has ended`);
}
