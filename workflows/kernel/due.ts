import type { CalendarData } from './calendar';
import { deadlineAfter, parsePeriod } from './period';
import type { Who } from './words';

/** Where a due time comes from, kept beside the instant so that a new calendar or policy can re-time it. */
export interface DueSource {
  from: number;
  within?: string;
  by?: number;
  calendar?: 'statutory' | 'centre';
  policyKey?: string;
}

export interface Due {
  at: number;
  calendarKnown: boolean;
  why?: string;
}

/** The instant a source gives; undefined without period and instant. */
export function dueFrom(source: DueSource, calendar: CalendarData): Due | undefined {
  if (source.by !== undefined) return { at: source.by, calendarKnown: true };
  if (source.within === undefined) return undefined;
  const { at, calendarKnown, explanation } = deadlineAfter(source.from, source.within, calendar, source.calendar);
  const skipped = explanation.skipped.map((s) => `${s.date} ${s.why}`).join('; ');
  return { at, calendarKnown, why: [explanation.rule, skipped].filter(Boolean).join(' – ') };
}

/** Reminder instants between two ends, as fractions of the way. */
export function remindersOf(from: number, due: number | undefined, fractions: number[] = [0.5, 1]): number[] {
  if (due === undefined || due <= from) return [];
  return fractions.map((f) => Math.round(from + (due - from) * f));
}

/** Escalation instants, counted from the due time. */
export function escalationsOf(
  due: number | undefined,
  steps: { to: Who; after?: string; calendar?: 'statutory' | 'centre' }[] | undefined,
  calendar: CalendarData,
): { at: number; to: Who }[] {
  if (due === undefined || !steps) return [];
  return steps
    .map(({ to, after, calendar: kind }) => ({ to, at: after ? countOn(due, after, calendar, kind) : due }))
    .sort((a, b) => a.at - b.at);
}

/** Days counted on from a deadline at 24:00 start with the day that it closed, not with the next one. */
function countOn(due: number, after: string, calendar: CalendarData, kind?: 'statutory' | 'centre'): number {
  const isElapsed = ['minutes', 'hours', 'days'].includes(parsePeriod(after).unit);
  return deadlineAfter(isElapsed ? due : due - 1, after, calendar, kind).at;
}
