import type { Deadline, OpenStep, ProcessRecord } from './change';

/** What is due at an instant: a deadline of the process, or a reminder or escalation of its tasks. */
export type DueItem = { at: number; name: string } & (
  | { kind: 'deadline'; deadline: Deadline }
  | { kind: 'ladder' }
);

/** All that will become due, earliest first; at one instant deadlines come before reminders. */
function dueItems(record: ProcessRecord): DueItem[] {
  const deadlines = record.deadlines.map(
    (deadline): DueItem => ({ kind: 'deadline', at: deadline.at, name: deadline.name, deadline }),
  );
  const ladder = record.openSteps.flatMap((open): DueItem[] => [
    ...open.remindAt.map((at) => ladderItem(open, at, false)),
    ...open.escalations.map(({ at }) => ladderItem(open, at, true)),
  ]);
  return [...deadlines, ...ladder].sort((a, b) => a.at - b.at);
}

function ladderItem({ step }: OpenStep, at: number, isEscalation: boolean): DueItem {
  return { kind: 'ladder', at, name: `${isEscalation ? 'escalate' : 'remind'} ${step}` };
}

/** The next instant at which the process must wake. */
export function nextInstant(record: ProcessRecord): DueItem | undefined {
  return record.open ? dueItems(record)[0] : undefined;
}

/** The earliest item that has passed before `now`: the very instant itself is still in time. */
export function nextDue(record: ProcessRecord, now: number): DueItem | undefined {
  const next = nextInstant(record);
  return next && next.at < now ? next : undefined;
}
