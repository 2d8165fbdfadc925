import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Billable actions by kind. */
export type Actions = Record<ActionKind, number>;
export type ActionKind = (typeof KINDS)[number];

const KINDS = [
  'started workflows',
  'timers',
  'activities',
  'local activities',
  'signals',
  'updates',
  'search attribute upserts',
] as const;

/** Counted as Temporal Cloud bills (docs.temporal.io/cloud/actions), as far as histories tell. */
export const RULES = [
  'a start, also by continue-as-new: 1 (its search attributes are free); a signal or update with start: 1 more',
  'a timer started: 1; an activity: 1 for each attempt; local activities: 1 for each workflow task with any',
  'a signal received: 1; an update accepted: 1 (one refused by its validator leaves no trace); an upsert of attributes: 1',
];

/** The actions in one run's history. */
function actionsIn(events: readonly HistoryEvent[]): Actions {
  const count = (isOne: (event: HistoryEvent) => unknown) => events.filter(isOne).length;
  const markers = events.flatMap(({ markerRecordedEventAttributes: marker }) => (marker ? [marker] : []));
  const attempts = events.map(({ activityTaskStartedEventAttributes: started }) =>
    Math.max((started?.attempt ?? 1) - 1, 0),
  );
  return {
    'started workflows': count((e) => e.workflowExecutionStartedEventAttributes),
    timers: count((e) => e.timerStartedEventAttributes),
    activities: count((e) => e.activityTaskScheduledEventAttributes) + attempts.reduce((sum, n) => sum + n, 0),
    'local activities': new Set(markers.map((marker) => String(marker.workflowTaskCompletedEventId))).size,
    signals: count((e) => e.workflowExecutionSignaledEventAttributes),
    updates: count((e) => e.workflowExecutionUpdateAcceptedEventAttributes),
    'search attribute upserts': count((e) => e.upsertWorkflowSearchAttributesEventAttributes),
  };
}

/** The actions of every run in a namespace, by the word before the colon of its id. */
export async function actionsByProcess(client: Client): Promise<Map<string, Actions>> {
  const found = new Map<string, Actions>();
  for await (const { workflowId, runId } of client.workflow.list()) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const process = workflowId.split(':')[0] as string;
    found.set(process, add(found.get(process), actionsIn(events ?? [])));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function sumOf(actions: Actions): number {
  return KINDS.reduce((sum, kind) => sum + actions[kind], 0);
}

/** `12: started workflows 1, activities 5 …` */
export function describe(actions: Actions): string {
  const kinds = KINDS.filter((kind) => actions[kind] > 0).map((kind) => `${kind} ${actions[kind]}`);
  return `${sumOf(actions)}: ${kinds.join(', ')}`;
}

function add(one: Actions | undefined, other: Actions): Actions {
  return Object.fromEntries(KINDS.map((kind) => [kind, (one?.[kind] ?? 0) + other[kind]])) as Actions;
}
