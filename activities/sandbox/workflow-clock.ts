import { randomUUID } from 'node:crypto';
import { isGrpcServiceError } from '@temporalio/client';
import type { Deps } from '../deps';

/** What one look at a running workflow tells about its clock and about what it is doing. */
export interface Look {
  /** The workflow's clock against the server's, milliseconds: at least and at most (a look takes time). */
  ahead: { least: number; most: number };
  /** Id of a skip that has been asked for and waits until nothing is in flight. */
  skipping?: string;
  /** What it is busy with, in words; undefined when it only waits. */
  busyWith?: string;
  /** Events in its history: the same number at two looks means that nothing happened between. */
  events: number;
}

type Asked = Pick<Deps, 'client' | 'settings'>;

const NOT_FOUND = 5;
const RUNNING = 1;

/** A skip that waits for something in flight ends so much late; a timer then fires so much later, in real time. */
const CLOSE_MS = 250;

/** Is the workflow's clock `wanted` milliseconds ahead of the server's, or nearly so? */
export function isThere({ ahead }: Look, wanted: number): boolean {
  return ahead.most >= wanted - CLOSE_MS;
}

/** Longer than anything a workflow has in flight. */
const LONG_MS = 60_000;

/**
 * May a skip to `wanted` be asked for now? It waits for what is in flight, and one that would be over by then is not
 * dropped: the server runs on to the next timer, however far (seen: 171 ms asked for, two days skipped). So a short one
 * is asked for only while nothing is in flight.
 */
export function maySkip({ ahead, busyWith }: Look, wanted: number): boolean {
  return busyWith === undefined || wanted - ahead.least > LONG_MS;
}

/** Look at a workflow; undefined when it has ended or never was. */
export async function lookAt({ client, settings }: Asked, workflowId: string): Promise<Look | undefined> {
  const before = Date.now();
  const found = await unlessEnded(() =>
    client.workflowService.describeWorkflowExecution({
      namespace: settings.connection.namespace,
      execution: { workflowId },
    }),
  );
  const after = Date.now();
  if (found?.workflowExecutionInfo?.status !== RUNNING) return undefined;
  const clock = found.workflowExtendedInfo?.timeSkippingInfo;
  const now = clock?.currentTime ? milliseconds(clock.currentTime) : undefined;
  const config = clock?.effectiveConfig;
  return {
    ahead: now === undefined ? { least: 0, most: 0 } : { least: now - after, most: now - before },
    skipping: config?.enabled ? (config.fastForwardConfig?.id ?? undefined) : undefined,
    busyWith: busyWith(found),
    events: Number(found.workflowExecutionInfo.historyLength ?? 0),
  };
}

interface Description {
  pendingActivities?:
    | {
        activityType?: { name?: string | null } | null;
        attempt?: number | null;
        lastFailure?: { message?: string | null } | null;
      }[]
    | null;
  pendingWorkflowTask?: { attempt?: number | null } | null;
  pendingChildren?: unknown[] | null;
}

function busyWith({ pendingActivities, pendingWorkflowTask, pendingChildren }: Description): string | undefined {
  const activity = pendingActivities?.[0];
  if (activity) {
    const why = activity.lastFailure?.message;
    return `activity ${activity.activityType?.name}, attempt ${activity.attempt}${why ? `: ${why}` : ''}`;
  }
  if (pendingWorkflowTask) return `workflow task, attempt ${pendingWorkflowTask.attempt}`;
  return pendingChildren?.length ? 'child workflow' : undefined;
}

/**
 * Ask the server to move a workflow's clock on by `ms` (at least 1). It does so as soon as nothing of the workflow is
 * in flight, stopping at each timer on the way. Answers the id to wait for; undefined when the workflow has ended.
 * It would replace one that has not been carried out yet: look first.
 */
export async function skip(
  { client, settings }: Asked,
  workflowId: string,
  ms: number,
): Promise<string | undefined> {
  const id = randomUUID();
  const whole = Math.max(1, Math.ceil(ms));
  const duration = { seconds: Math.floor(whole / 1000) as never, nanos: (whole % 1000) * 1_000_000 };
  const done = await unlessEnded(() =>
    client.workflowService.updateWorkflowExecutionOptions({
      namespace: settings.connection.namespace,
      workflowExecution: { workflowId },
      updateMask: { paths: ['time_skipping_config'] },
      // A bounded jump: enabled without its fastForwardConfig would run through every wait. Each update opens a new
      // session for `maxSessionSkipCount` (200), which therefore bounds the timers of one jump only.
      workflowExecutionOptions: { timeSkippingConfig: { enabled: true, fastForwardConfig: { id, duration } } },
    }),
  );
  // An unknown field would be dropped in silence and the workflow would run away.
  if (done && done.workflowExecutionOptions?.timeSkippingConfig?.fastForwardConfig?.id !== id) {
    throw new Error(`the server did not take the fast-forward of ${workflowId}`);
  }
  return done ? id : undefined;
}

/** Wait until a skip has been carried out, has been replaced, or its workflow has ended. */
export async function skipped(
  { client, settings }: Asked,
  workflowId: string,
  fastForwardId: string,
): Promise<void> {
  const TIMED_OUT = 1;
  for (;;) {
    const answer = await unlessEnded(() =>
      client.workflowService.pollWorkflowExecutionTimeSkipping({
        namespace: settings.connection.namespace,
        workflowExecution: { workflowId },
        fastForwardId,
      }),
    );
    if (answer?.fastForwardPollingResult !== TIMED_OUT) return;
  }
}

async function unlessEnded<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return undefined;
    throw error;
  }
}

function milliseconds(at: { seconds?: unknown; nanos?: number | null }): number {
  return Number(at.seconds ?? 0) * 1000 + (at.nanos ?? 0) / 1_000_000;
}
