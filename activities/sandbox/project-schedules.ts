import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { Deps } from '../deps';
import type { ScheduleSettings } from '../settings';
import type { ProjectSchedule } from './schedules';

const PROJECT = defineSearchAttributeKey('ProjectId', 'KEYWORD');

/** The schedules of `temporal.yaml` that every project has, as its fast-forwards fire them. */
export function projectSchedules(deps: Deps, projectId: string): ProjectSchedule[] {
  return deps.settings.schedules
    .filter(({ perProject }) => perProject)
    .map((schedule) => ({
      id: schedule.id,
      cron: schedule.cron,
      zone: schedule.zone,
      start: (nominalAt) => startRun(deps, projectId, schedule, nominalAt),
    }));
}

/** One run; as with Temporal's own schedules its id ends in its nominal time. The run counts from `at`, not from its clock. */
async function startRun(
  deps: Deps,
  projectId: string,
  { id, workflow }: ScheduleSettings,
  at: number,
): Promise<string> {
  const workflowId = `${id}:${projectId}-${new Date(at).toISOString().replace('.000Z', 'Z')}`;
  try {
    await deps.client.workflow.start(workflow, {
      workflowId,
      taskQueue: deps.settings.taskQueues.bulk,
      args: [{ projectId, at }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      typedSearchAttributes: new TypedSearchAttributes([{ key: PROJECT, value: projectId }]),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return workflowId;
}
