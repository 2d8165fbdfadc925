import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { findsFirstPayers } from './bulk/money/first-reminder';
import { findsOverdue } from './bulk/money/sweep';
import type { Deps } from './deps';
import type { ProjectSchedule } from './sandbox/schedules';
import type { ScheduleSettings } from './settings';

const PROCESS = defineSearchAttributeKey('Process', 'KEYWORD');
const PROJECT = defineSearchAttributeKey('ProjectId', 'KEYWORD');

/** A declared schedule that can be fired by hand: by the sandbox, whose clock Temporal's own schedules do not follow. */
export interface ScheduledStart {
  id: string;
  /** Calendar times in the zone, as cron text. */
  cron: string;
  /** IANA name. */
  zone: string;
  /**
   * Start the run of a nominal instant (epoch milliseconds, business); answers its workflow id.
   * The same instant again is the same run.
   */
  start(projectId: string, nominalAt: number): Promise<string>;
}

/** Every schedule of `temporal.yaml` that runs per project. */
export function scheduledStarts(deps: Deps): ScheduledStart[] {
  return deps.settings.schedules
    .filter(({ perProject }) => perProject)
    .map((schedule) => ({
      id: schedule.id,
      cron: schedule.cron,
      zone: schedule.zone,
      start: (projectId, nominalAt) => startRun(deps, schedule, projectId, nominalAt),
    }));
}

/** Daily look-outs that mostly find nothing: a fast-forward over months does not stop for each of them. */
const idleness: Record<string, (deps: Deps, projectId: string, at: number) => Promise<boolean>> = {
  'collection-sweep': async (deps, projectId, at) => !(await findsOverdue(deps, projectId, at)),
  'first-payment-reminder': async (deps, projectId, at) => !(await findsFirstPayers(deps, projectId, at)),
};

/** The schedules of one project, as a fast-forward takes them. */
export function schedulesOf(deps: Deps, projectId: string): ProjectSchedule[] {
  return scheduledStarts(deps).map(({ id, cron, zone, start }) => {
    const isIdle = idleness[id];
    return {
      ...{ id, cron, zone },
      start: (at) => start(projectId, at),
      ...(isIdle ? { isIdle: (at: number) => isIdle(deps, projectId, at) } : {}),
    };
  });
}

/** Workflow id of a run, `collection-sweep:linjiang-2026-10-03T01:00:00Z`. */
export function runIdOf(scheduleId: string, projectId: string, nominalAt: number): string {
  return `${scheduleId}:${projectId}-${new Date(nominalAt).toISOString().replace('.000', '')}`;
}

/** What a run of a schedule looks like in Temporal's UI and lists. */
export function runOptions(
  { settings }: Pick<Deps, 'settings'>,
  schedule: ScheduleSettings,
  projectId: string | undefined,
) {
  return {
    taskQueue: settings.taskQueues.bulk,
    workflowTaskTimeout: settings.worker.workflowTaskTimeout as never,
    staticSummary: schedule.note,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: PROCESS, value: schedule.id },
      ...(projectId === undefined ? [] : [{ key: PROJECT, value: projectId }]),
    ]),
  };
}

async function startRun(
  deps: Deps,
  schedule: ScheduleSettings,
  projectId: string,
  nominalAt: number,
): Promise<string> {
  const workflowId = runIdOf(schedule.id, projectId, nominalAt);
  try {
    await deps.client.workflow.start(schedule.workflow, {
      ...runOptions(deps, schedule, projectId),
      workflowId,
      args: [{ projectId, nominalAt }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return workflowId;
}
