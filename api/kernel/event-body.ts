import { z } from 'zod';
import { text } from '../../workflows/kernel/fields';

/** An event as it is posted: its payload, and the sender's own id, by which a repeated one is dropped. */
export interface PostedEvent {
  eventId: string;
  [field: string]: unknown;
}

/** @param payload an object schema */
export function eventBody<Payload>(payload: z.ZodType<Payload>): z.ZodType<Payload & PostedEvent> {
  if (!(payload instanceof z.ZodObject)) throw new Error('The body of an event must be a z.object.');
  return payload.extend({
    eventId: text('事件编号', { max: 200 }).meta({ description: "The sender's own id of this event" }),
  }) as unknown as z.ZodType<Payload & PostedEvent>;
}
