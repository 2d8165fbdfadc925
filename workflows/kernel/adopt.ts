import { patched } from '@temporalio/workflow';
import type { CalendarData } from './calendar';
import type { OpenStep } from './change';
import type { Contract, Shape } from './contract';
import type { Draft } from './draft';
import { dueFrom, escalationsOf, remindersOf } from './due';
import { remindAndEscalate } from './ladder';
import type { Actor, Json } from './words';

/** Before, what had become late by the new time was left out, and nobody was told. */
const LATE_AT_ONCE = 'late-ones-at-once';

/** A running process moves to a new policy or a newly published calendar, by an explicit, audited act. */
export interface Adoption {
  actor: Actor;
  reason: string;
  policy?: Record<string, Json>;
  calendar?: CalendarData;
}

/**
 * Re-time every open deadline and task; what moved stands in the audit entry with before, after and why. Reminders and
 * escalations that have not been sent and are late by the new time are sent in the same transition, once.
 */
export function adopt<S extends Shape>(contract: Contract<S>, draft: Draft<S>, adoption: Adoption): void {
  const moved: Json[] = [];
  const periodOf = (policyKey: string | undefined, period: string | undefined) =>
    policyKey === undefined ? period : (draft.policy[policyKey] as string);
  for (const deadline of draft.record.deadlines) {
    const within = periodOf(deadline.policyKey, deadline.period);
    if (deadline.from === undefined || within === undefined) continue;
    const due = dueFrom({ from: deadline.from, within, calendar: deadline.calendar }, draft.calendar);
    if (!due) continue;
    if (due.at !== deadline.at)
      moved.push({ deadline: deadline.name, before: deadline.at, after: due.at, why: due.why });
    Object.assign(deadline, due, { period: within });
  }
  for (const open of draft.record.openSteps) {
    if (!open.source || open.due === undefined) continue;
    const within = periodOf(open.source.policyKey, open.source.within);
    const due = dueFrom({ ...open.source, within }, draft.calendar);
    if (!due) continue;
    if (due.at !== open.due) {
      moved.push({ task: open.step, before: open.due, after: due.at, why: due.why });
      const reminders = remindersOf(open.source.from, due.at, open.ladder?.remindAt);
      const escalations = escalationsOf(due.at, open.ladder?.escalate, draft.calendar);
      open.remindAt = stillToCome(reminders, open.remindAt.length, (at) => at > draft.at);
      open.escalations = stillToCome(escalations, open.escalations.length, ({ at }) => at > draft.at);
    } else {
      moved.push(...followCalendar(open, draft.calendar));
    }
    Object.assign(open, { due: due.at, calendarKnown: due.calendarKnown, source: { ...open.source, within } });
    draft.markTask(open);
  }
  if (isAnyoneLate(draft) && patched(LATE_AT_ONCE)) remindAndEscalate(contract, draft, draft.at);
  draft.fact('reason', adoption.reason);
  draft.fact('moved', moved);
}

function isAnyoneLate<S extends Shape>({ record, at }: Draft<S>): boolean {
  return record.openSteps.some((open) =>
    [...open.remindAt, ...open.escalations.map((escalation) => escalation.at)].some((instant) => instant <= at),
  );
}

/** What is ahead by the new time, and what has not been sent yet (the last so many) though its time has passed. */
function stillToCome<T>(all: readonly T[], unsent: number, isAhead: (one: T) => boolean): T[] {
  const ahead = all.filter(isAhead);
  const kept = all.filter((one, nth) => isAhead(one) || nth >= all.length - unsent);
  return kept.length > ahead.length && patched(LATE_AT_ONCE) ? kept : ahead;
}

/** Days counted on from a due time that stays may move all the same: those still ahead are counted anew. */
function followCalendar(open: OpenStep, calendar: CalendarData): Json[] {
  const ahead = open.escalations.length;
  const counted = escalationsOf(open.due, open.ladder?.escalate, calendar).slice(-ahead);
  const moved = open.escalations.flatMap(({ at }, nth): Json[] => {
    const after = counted[nth]?.at;
    if (after === undefined || after === at) return [];
    return [{ task: open.step, before: at, after, why: '逾期上报的工作日重新计算 the escalation is counted anew' }];
  });
  if (ahead === 0 || moved.length === 0) return [];
  if (!patched('escalations-follow-calendar')) return [];
  open.escalations = counted;
  return moved;
}
