import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { DELIVERY, type DeliveryStart, deliveryId, POKE } from '../../workflows/delivery.contract';
import type { Deps } from '../deps';
import { followBusinessTime } from '../sandbox/advance';

const PROCESS = defineSearchAttributeKey('Process', 'KEYWORD');
const PROJECT = defineSearchAttributeKey('ProjectId', 'KEYWORD');

/**
 * Tell the project's delivery that something is queued; it is started if nothing was (design.md: delivery).
 * To be called after the rows are written: only then none can be overlooked.
 */
export async function poke(deps: Deps, projectId: string): Promise<void> {
  const { sandbox, taskQueues, worker } = deps.settings;
  const workflowId = deliveryId(projectId);
  const from = sandbox ? await deps.businessNow(projectId) : undefined;
  const start: DeliveryStart = { projectId, from, continueAsNewAfter: worker.continueAsNewAfterEvents };
  await deps.client.workflow.signalWithStart(DELIVERY, {
    workflowId,
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
  // Whether it was started by this call is not known; for one that runs at the project's time this does nothing.
  // Not waited for: a business process never waits for delivery, which may be in the middle of a conversation.
  if (from !== undefined) await followBusinessTime(deps, workflowId, projectId, from);
}
