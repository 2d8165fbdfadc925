import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { contractNamed } from '../../workflows/contracts';
import type { Change, EventMessage, StartRequest, Tell } from '../../workflows/kernel/change';
import { workflowIdOf } from '../../workflows/kernel/contract';
import { DEFECT } from '../../workflows/kernel/refusal';
import type { Deps } from '../deps';
import { startProcess } from '../start-process';
import { askAPerson } from './ask-a-person';

/** Begin the processes a change starts; each has made its first commit when this answers. */
export async function startOthers(deps: Deps, change: Change): Promise<void> {
  for (const [nth, start] of change.starts.entries()) {
    const startToken = `${change.workflowId}#${change.rev}#${nth}`;
    try {
      await startOther(deps, change, start, startToken);
    } catch (error) {
      // The change is written: a refusal here is no refusal of it.
      const refused = error instanceof WorkflowUpdateFailedError ? error.cause : error;
      if (!(refused instanceof ApplicationFailure) || !refused.nonRetryable) throw error;
      // A mistake in our own code is no refusal: it is begun when the mistake is mended.
      if (refused.type === DEFECT) throw ApplicationFailure.retryable(refused.message, DEFECT);
      const contract = contractNamed(start.process);
      const title = {
        zh: `未能启动：${contract.title.zh}（${refused.message}）`,
        en: `Not begun: ${contract.title.en} (${refused.type})`,
      };
      const about = workflowIdOf(contract, start.key);
      await askAPerson(deps.models, change, {
        id: `not-begun#${startToken}`,
        step: 'process-not-begun',
        title,
        about,
      });
    }
  }
}

async function startOther(deps: Deps, change: Change, start: StartRequest, startToken: string): Promise<void> {
  const { key, saleKey, input, summary } = start;
  const { projectId, actor, at } = change;
  await startProcess(deps, contractNamed(start.process), {
    key,
    projectId,
    saleKey,
    input,
    actor,
    at,
    startToken,
    summary,
  });
}

/** Tell other processes, by signals with event ids: a repeated one is dropped there. */
export async function tellOthers(deps: Deps, change: Change): Promise<void> {
  for (const tell of change.tells) await signalEvent(deps, change, tell);
}

async function signalEvent(deps: Deps, change: Change, tell: Tell): Promise<void> {
  const { event: name, eventId, payload } = tell;
  const message: EventMessage = { name, eventId, at: change.at, payload, offsetMs: change.offsetMs };
  try {
    await deps.client.workflow.getHandle(tell.workflowId).signal('event', message);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    if (tell.optional) return;
    const title = { zh: `事件未送达：${tell.event}`, en: `Event not delivered: ${tell.event}` };
    await askAPerson(deps.models, change, {
      id: `undelivered#${tell.eventId}`,
      step: 'undelivered-event',
      title,
      about: tell.workflowId,
    });
  }
}
