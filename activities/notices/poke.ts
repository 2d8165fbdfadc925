import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { DELIVERY, type DeliveryStart, deliveryId, POKE } from '../../workflows/office/notices/contract';
import type { Deps } from '../deps';

const PROCESS = defineSearchAttributeKey('Process', 'KEYWORD');
const PROJECT = defineSearchAttributeKey('ProjectId', 'KEYWORD');

/**
 * Tell the project's delivery that something is queued; it is started if nothing was.
 * To be called after the rows are written: only then none can be overlooked.
 */
export async function poke(deps: Deps, projectId: string): Promise<void> {
  const { taskQueues, worker } = deps.settings;
  const start: DeliveryStart = { projectId, continueAsNewAfter: worker.continueAsNewAfterEvents };
  await deps.client.workflow.signalWithStart(DELIVERY, {
    workflowId: deliveryId(projectId),
    taskQueue: taskQueues.bulk,
    args: [start],
    signal: POKE,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowTaskTimeout: worker.workflowTaskTimeout as never,
    staticSummary: '通知发送 Notice delivery',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: PROCESS, value: DELIVERY },
      { key: PROJECT, value: projectId },
    ]),
  });
}
