import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { contractNamed } from '../../workflows/contracts';
import type { Change, EventMessage, StartRequest, Tell } from '../../workflows/kernel/change';
import { workflowIdOf } from '../../workflows/kernel/contract';
import type { Bilingual } from '../../workflows/kernel/words';
import type { Deps } from '../deps';
import { startProcess } from '../start-process';

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
      const contract = contractNamed(start.process);
      const title = {
        zh: `未能启动：${contract.title.zh}（${refused.message}）`,
        en: `Not begun: ${contract.title.en} (${refused.type})`,
      };
      await askAPerson(
        deps,
        change,
        `not-begun#${startToken}`,
        'process-not-begun',
        title,
        workflowIdOf(contract, start.key),
      );
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
  const message: EventMessage = { name: tell.event, eventId: tell.eventId, at: change.at, payload: tell.payload };
  try {
    await deps.client.workflow.getHandle(tell.workflowId).signal('event', message);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    if (tell.optional) return;
    const title = { zh: `事件未送达：${tell.event}`, en: `Event not delivered: ${tell.event}` };
    await askAPerson(deps, change, `undelivered#${tell.eventId}`, 'undelivered-event', title, tell.workflowId);
  }
}

/** What reaches nobody is not swallowed: it becomes a task. */
async function askAPerson(
  deps: Deps,
  change: Change,
  id: string,
  step: string,
  title: Bilingual,
  about: string,
): Promise<void> {
  await deps.models.tasks.collection.updateOne(
    { _id: id } as never,
    {
      $setOnInsert: {
        workflowId: change.workflowId,
        process: change.process,
        key: change.key,
        projectId: change.projectId,
        step,
        title,
        about,
        roles: ['admin'],
        staffIds: null,
        since: new Date(change.at),
        due: null,
        escalatedTo: [],
        state: 'open',
        rev: change.rev,
      },
    },
    { upsert: true },
  );
}
