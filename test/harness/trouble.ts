import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { onFailure } from './jest/hooks';

const { EventType } = temporal.api.enums.v1;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** The namespaces of this process whose workflows are looked at when a test has failed. */
const clients = new Set<Client>();
/** Of many workflows in the same trouble, so many are printed. */
const PRINTED = 3;
const LAST_EVENTS = 8;

/** Have a namespace looked at; answers how to end that. */
export function watched(client: Client): () => Promise<void> {
  clients.add(client);
  return async () => {
    clients.delete(client);
  };
}

/**
 * A test that got a 503 or no answer in time says only that. What held it up mostly stands in the server: an activity
 * that fails and is tried again, or a workflow task that does. Both are printed, with the end of the history.
 */
onFailure(async () => {
  for (const client of clients) {
    // the test has failed anyhow: a server that is away must not hide why
    const found = await troublesOf(client).catch((error: Error) => [`Temporal does not say: ${error.message}`]);
    for (const trouble of found.slice(0, PRINTED)) process.stderr.write(`\n${trouble}\n`);
  }
});

/** Every running workflow of a namespace for which something is pending, in words; what fails comes first. */
export async function troublesOf(client: Client): Promise<string[]> {
  const troubles: { text: string; attempt: number }[] = [];
  for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    const handle = client.workflow.getHandle(workflowId);
    const pending = pendingOf(await handle.describe());
    if (pending.length === 0) continue;
    const { events } = await handle.fetchHistory();
    const last = (events ?? []).slice(-LAST_EVENTS).map(lineOf);
    const lines = [`${workflowId} waits for`, ...pending.map(({ text }) => text), '  its last events:', ...last];
    troubles.push({ text: lines.join('\n'), attempt: Math.max(...pending.map(({ attempt }) => attempt)) });
  }
  return troubles.sort((a, b) => b.attempt - a.attempt).map(({ text }) => text);
}

function pendingOf({ raw }: WorkflowExecutionDescription): { text: string; attempt: number }[] {
  const activities = (raw.pendingActivities ?? []).map(({ activityType, attempt, lastFailure }) => ({
    text: `  activity ${activityType?.name}, attempt ${attempt}${lastFailure ? `: ${textOf(lastFailure)}` : ''}`,
    attempt: attempt ?? 1,
  }));
  const task = raw.pendingWorkflowTask;
  if (!task) return activities;
  return [...activities, { text: `  its workflow task, attempt ${task.attempt}`, attempt: task.attempt ?? 1 }];
}

function lineOf({ eventId, eventType, workflowTaskFailedEventAttributes }: HistoryEvent): string {
  const failure = workflowTaskFailedEventAttributes?.failure;
  return `    ${eventId} ${EventType[eventType ?? 0]}${failure ? `: ${textOf(failure)}` : ''}`;
}

interface Failure {
  message?: string | null;
  stackTrace?: string | null;
  cause?: Failure | null;
}

function textOf({ message, stackTrace, cause }: Failure): string {
  const here = [message, ...(stackTrace ? [stackTrace] : [])].join('\n');
  return cause ? `${here}\n  caused by ${textOf(cause)}` : here;
}
