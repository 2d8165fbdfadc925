import type { Shape } from '../kernel/contract';
import type { Draft } from '../kernel/draft';

/**
 * An event entered by hand (every event is also a step `record-<event>`): acted on once, whether it comes by
 * hand or from outside under the same event id.
 */
export async function recordedOnce<S extends Shape, E extends { eventId: string }>(
  draft: Draft<S>,
  { eventId, ...event }: E,
  // oxlint-disable-next-line temporal/workflow-no-nonserializable-types-in-payloads -- no workflow, a helper of one
  act: (draft: Draft<S>, event: Omit<E, 'eventId'>) => Promise<void> | void,
): Promise<void> {
  const { record } = draft;
  if (record.seen.includes(eventId)) return draft.fact('ignored', `${eventId} 已登记过 it was recorded before`);
  record.seen = [...record.seen, eventId];
  await act(draft, event);
}
