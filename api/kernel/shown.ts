/** The few kinds of fields that answers are made of, beside zod's own. */
import { z } from 'zod';
import type { WithIsoTimes } from './time';

/** A schema for each property of a type: a missing one, or one of another kind, does not compile. */
export type Told<T> = { [Key in keyof T]-?: z.ZodType<WithIsoTimes<T[Key], Key>> };

/** An instant: ISO 8601 with the offset of the project. */
export function time() {
  return z.iso.datetime({ offset: true });
}

/** A date of the project's calendar, `2026-03-10`. */
export function date() {
  return z.iso.date();
}

export const bilingual = z.object({ zh: z.string(), en: z.string() });

/** Named people, else everybody who holds one of the roles. */
export const who = z.object({ staffIds: z.array(z.string()).optional(), roles: z.array(z.string()).optional() });

export const actor = z.object({
  staffId: z.string(),
  roles: z.array(z.string()),
  actingFor: z.array(z.string()).optional(),
});

/** A page of a list. */
export function pageAnswer<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}
