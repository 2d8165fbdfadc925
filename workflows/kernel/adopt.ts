import { patched } from '@temporalio/workflow';
import type { CalendarData } from './calendar';
import type { OpenStep } from './change';
import type { Contract, Shape } from './contract';
import type { Draft } from './draft';
import { dueFrom, escalationsOf, remindersOf } from './due';
import { remindAndEscalate } from './ladder';
import type { Actor, Json } from './words';

/** A running process moves to a new policy or a newly published calendar, by an explicit, audited act. */
export interface Adoption {
  actor: Actor;
  reason: string;
  policy?: Record<string, Json>;
  calendar?: CalendarData;
  /** How far the project's clock is ahead of the real time, milliseconds; only in the sandbox. */
  offsetMs?: number;
}

/**
 * Re-time every open deadline and task; what moved stands in the audit entry with before, after and why. Reminders and
 * escalations that have not been sent and are late by the new time are sent in the same transition, once.
 */
export function adopt<S extends Shape>(contract: Contract<S>, draft: Draft<S>, adoption: Adoption): void {
  const moved: Json[] = [];
  const retimed: OpenStep[] = [];
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
      open.remindAt = notSentYet(reminders, open.remindAt.length, (at) => at > draft.at);
      open.escalations = notSentYet(escalations, open.escalations.length, ({ at }) => at > draft.at);
      retimed.push(open);
    } else {
      moved.push(...followCalendar(open, draft.calendar));
    }
    Object.assign(open, { due: due.at, calendarKnown: due.calendarKnown, source: { ...open.source, within } });
    draft.markTask(open);
  }
  if (draft.record.openSteps.some((open) => isLate(open, draft.at))) {
    if (patched('late-ones-at-once')) remindAndEscalate(contract, draft, draft.at);
    else for (const open of retimed) leaveOutLate(open, draft.at);
  }
  draft.fact('reason', adoption.reason);
  draft.fact('moved', moved);
}

/** What is ahead by the new time, and of the last `unsent` what has passed. */
function notSentYet<T>(all: readonly T[], unsent: number, isAhead: (one: T) => boolean): T[] {
  return all.filter((one, nth) => isAhead(one) || nth >= all.length - unsent);
}

function isLate({ remindAt, escalations }: OpenStep, now: number): boolean {
  return remindAt.some((at) => at <= now) || escalations.some(({ at }) => at <= now);
}

/** As it was before the patch: nobody heard of what was late. */
function leaveOutLate(open: OpenStep, now: number): void {
  open.remindAt = open.remindAt.filter((at) => at > now);
  open.escalations = open.escalations.filter(({ at }) => at > now);
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
