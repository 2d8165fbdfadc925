import { WorkflowNotFoundError } from '@temporalio/client';
import { contractNamed } from '../../workflows/contracts';
import type { Change, EventMessage, Tell } from '../../workflows/kernel/change';
import type { Deps } from '../deps';
import { startProcess } from '../start-process';

/** Begin the processes a change starts; each has made its first commit when this answers. */
export async function startOthers(deps: Deps, change: Change): Promise<void> {
  for (const [nth, start] of change.starts.entries()) {
    await startProcess(deps, contractNamed(start.process), {
      key: start.key,
      projectId: change.projectId,
      saleKey: start.saleKey,
      input: start.input,
      actor: change.actor,
      at: change.at,
      startToken: `${change.workflowId}#${change.rev}#${nth}`,
      summary: start.summary,
    });
  }
}

/** Tell other processes, by signals with event ids: a repeated one is dropped there. */
export async function tellOthers(deps: Deps, change: Change): Promise<void> {
  for (const tell of change.tells) await signalEvent(deps, change, tell);
}

async function signalEvent(deps: Deps, change: Change, tell: Tell): Promise<void> {
  const message: EventMessage = { name: tell.event, eventId: tell.eventId, payload: tell.payload };
  try {
    await deps.client.workflow.getHandle(tell.workflowId).signal('event', message);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    if (!tell.optional) await askAPerson(deps, change, tell);
  }
}

/** An event nobody hears is not swallowed: it becomes a task. */
async function askAPerson(deps: Deps, change: Change, tell: Tell): Promise<void> {
  await deps.models.tasks.collection.updateOne(
    { _id: `undelivered#${tell.eventId}` } as never,
    {
      $setOnInsert: {
        workflowId: change.workflowId,
        process: change.process,
        key: change.key,
        projectId: change.projectId,
        step: 'undelivered-event',
        title: { zh: `事件未送达：${tell.event}`, en: `Event not delivered: ${tell.event}` },
        about: tell.workflowId,
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
