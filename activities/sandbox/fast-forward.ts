import { SYSTEM } from '../../workflows/kernel/words';
import type { Deps } from '../deps';
import { schedulesOf } from '../schedules';
import { type ClockMove, moveClock } from './clock-move';
import { dueUntil, nextNotice } from './due';
import { type Act, nextNeeded, type ProjectSchedule } from './schedules';
import { Settling } from './settle';

export interface FastForwarded {
  projectId: string;
  /** Business instants, epoch milliseconds. */
  from: number;
  to: number;
  /** What came due on the way, in order. */
  acts: Act[];
}

/**
 * Move a project's clock on: to the earliest instant at which something is due, wait until it has happened with all its
 * effects, and again, until the target. Only processes that are due, and those they told something, hear of it.
 * @param target from the project's time to the instant to go to (business, epoch milliseconds)
 * @param token asked again under the same one, also after a crash, it goes to the same instant as the first time
 * @param schedules those of the project; runs due on the way are started at their instants
 * @throws ApplicationFailure `sandbox-busy` when a process does nothing for ten seconds, or when the clock is being
 *   moved by somebody else for as long; a later call goes on from there
 */
export async function fastForward(
  deps: Deps,
  projectId: string,
  target: (now: number) => number,
  token: string,
  schedules: readonly ProjectSchedule[] = schedulesOf(deps, projectId),
): Promise<FastForwarded> {
  if (!deps.settings.sandbox) throw new Error('clocks are moved in the sandbox only');
  return moveClock(deps.models, projectId, { token, target }, async (clock) => {
    const { from, to } = clock.goal;
    const settling = new Settling(deps, projectId, clock, schedules);
    // What an earlier call left undone is done first, and belongs to this answer.
    const acts = await settling.settle();
    while (clock.now() < to) {
      await clock.moveTo(await nextStop(deps, projectId, clock, schedules));
      acts.push(...(await settling.settle()));
    }
    acts.push(...(await passedDeadlines(deps, projectId, from, clock.now())));
    return { projectId, from, to, acts: acts.sort((a, b) => a.at - b.at) };
  });
}

/** The earliest instant up to the goal at which something will have become due. */
async function nextStop(
  deps: Deps,
  projectId: string,
  clock: ClockMove,
  schedules: readonly ProjectSchedule[],
): Promise<number> {
  const { to } = clock.goal;
  const now = clock.now();
  const [[due], notice] = await Promise.all([dueUntil(deps, projectId, to), nextNotice(deps, projectId)]);
  // A step at the very instant of a deadline is in time: the deadline has passed a millisecond later.
  const first = Math.min(due ? due.at + 1 : Infinity, notice, to);
  return (await nextNeeded(schedules, now, first)) ?? first;
}

/** Deadlines, reminders and escalations that processes acted on by themselves, from their audit entries. */
async function passedDeadlines({ models }: Deps, projectId: string, from: number, to: number): Promise<Act[]> {
  const entries = await models.audit
    .find(
      {
        projectId,
        at: { $gte: new Date(from), $lte: new Date(to) },
        'actor.staffId': SYSTEM.staffId,
        action: { $regex: '^(deadline|remind|escalate) ' },
      },
      { at: 1, chain: 1, action: 1 },
    )
    .sort({ at: 1, chain: 1, seq: 1 })
    .lean();
  return entries.map(({ at, chain, action }) => ({ at: at.getTime(), workflowId: chain, name: action }));
}
