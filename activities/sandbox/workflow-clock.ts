import { randomUUID } from 'node:crypto';
import { isGrpcServiceError } from '@temporalio/client';
import type { Deps } from '../deps';

/** What one look at a running workflow tells about its clock and about what it is doing. */
export interface Look {
  /** The workflow's clock against the server's, milliseconds: at least and at most (a look takes time). */
  ahead: { least: number; most: number };
  /** A skip has been asked for that has not been carried out. */
  isSkipping: boolean;
  /** What it is busy with, in words; undefined when it only waits. */
  busyWith?: string;
  /** Events in its history: the same number at two looks means that nothing happened between. */
  events: number;
}

type Asked = Pick<Deps, 'client' | 'settings'>;

const NOT_FOUND = 5;
const RUNNING = 1;

/** Two looks at one clock differ by less. */
const CLOSE_MS = 250;
/** A workflow's clock runs ahead of its project's by less, unless a skip ran on. */
const RAN_ON_MS = 10_000;

/** Is the workflow's clock `wanted` milliseconds ahead of the server's, or nearly so? */
export function isThere({ ahead }: Look, wanted: number): boolean {
  return ahead.most >= wanted - CLOSE_MS;
}

/** Has the workflow's clock left that of its project behind? It cannot be set back. */
export function hasRunOn({ ahead }: Look, wanted: number): boolean {
  return ahead.least > wanted + RAN_ON_MS;
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
    isSkipping: config?.enabled === true,
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
 * Move a workflow's clock on by `ms`, now or not at all: the server carries a skip out at once if nothing of the workflow
 * is in flight; one that it would keep for later is taken back. Kept until its target had passed, a skip would not be
 * dropped: the server (1.32.0) runs on to the next timer, however far. For the same reason no timer may lie between.
 * @param ms much longer than two requests to the server take
 */
export async function skipNow(asked: Asked, workflowId: string, ms: number): Promise<void> {
  const whole = Math.ceil(ms);
  const duration = { seconds: Math.floor(whole / 1000) as never, nanos: (whole % 1000) * 1_000_000 };
  const fastForwardConfig = { id: randomUUID(), duration };
  const taken = await setTimeSkipping(asked, workflowId, { enabled: true, fastForwardConfig });
  // An unknown field would be dropped in silence, and the workflow would run away.
  if (taken && taken.fastForwardConfig?.id !== fastForwardConfig.id) {
    throw new Error(`the server did not take the fast-forward of ${workflowId}`);
  }
  if ((await lookAt(asked, workflowId))?.isSkipping) await takeBack(asked, workflowId);
}

/** Drop a skip that has not been carried out. */
export async function takeBack(asked: Asked, workflowId: string): Promise<void> {
  await setTimeSkipping(asked, workflowId, { enabled: false });
}

interface TimeSkipping {
  enabled?: boolean | null;
  fastForwardConfig?: { id?: string | null; duration?: object | null } | null;
}

/** Answers the settings that the server took; undefined when the workflow has ended. */
async function setTimeSkipping(
  { client, settings }: Asked,
  workflowId: string,
  timeSkippingConfig: TimeSkipping,
): Promise<TimeSkipping | undefined> {
  const answer = await unlessEnded(() =>
    client.workflowService.updateWorkflowExecutionOptions({
      namespace: settings.connection.namespace,
      workflowExecution: { workflowId },
      updateMask: { paths: ['time_skipping_config'] },
      workflowExecutionOptions: { timeSkippingConfig },
    }),
  );
  return answer && (answer.workflowExecutionOptions?.timeSkippingConfig ?? {});
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
