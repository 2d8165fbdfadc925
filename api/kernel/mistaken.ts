import { WorkflowNotFoundError } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { DEFECT } from '../../workflows/kernel/refusal';
import type { ApiDeps } from './deps';

const { EventType, WorkflowTaskFailedCause } = temporal.api.enums.v1;

/** Causes of a failed workflow task that are mistakes in our own code; the others are the server's or pass by themselves. */
const OF_CODE: readonly unknown[] = [
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR,
];
/** Events looked at from the end of a history: a failed workflow task is among the last. */
const LAST_EVENTS = 20;

/**
 * Is it a mistake in our own code that keeps a process from answering: its workflow task fails, or a commit that has
 * begun to write cannot go on? One that is merely slow, or without a worker, is not.
 */
export async function isMistaken({ client, settings }: ApiDeps, workflowId: string): Promise<boolean> {
  const { namespace } = settings.connection;
  const execution = { workflowId };
  try {
    const found = await client.workflowService.describeWorkflowExecution({ namespace, execution });
    const activities = found.pendingActivities ?? [];
    if (activities.some(({ lastFailure }) => lastFailure?.applicationFailureInfo?.type === DEFECT)) return true;
    if (Number(found.pendingWorkflowTask?.attempt ?? 1) < 2) return false;
    const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace,
      execution,
      maximumPageSize: LAST_EVENTS,
    });
    const outcome = (history?.events ?? []).find(
      ({ eventType }) => eventType != null && OUTCOMES.includes(eventType),
    );
    return OF_CODE.includes(outcome?.workflowTaskFailedEventAttributes?.cause);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

const OUTCOMES = [EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED];
