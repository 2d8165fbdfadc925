import { setTimeout as pause } from 'node:timers/promises';
import { SYSTEM } from '../../workflows/kernel/words';
import type { Deps } from '../deps';
import { schedulesOf } from '../schedules';
import { moveClock } from './clock-move';
import { type AtRest, bringAll, comeToRest, letAct } from './quiet';
import { type Act, nextNeeded, type ProjectSchedule, runDueSchedules } from './schedules';

/**
 * Clocks are moved to just before the next instant at which something is due; the rest passes by itself, so that timers
 * fire as they always do, and never in the middle of a skip.
 */
const BEFORE_MS = 50;
/** Much longer than the request for a skip takes; a shorter wait passes by itself. */
const SHORTEST_SKIP_MS = 1_000;

export interface FastForwarded {
  projectId: string;
  /** Business instants, epoch milliseconds. */
  from: number;
  to: number;
  /** What came due on the way, in order. */
  acts: Act[];
}

/**
 * Move a project's clock on by `byMs`, with every open process in it in lockstep: to the earliest instant at which
 * something is due, wait until the project is at rest, and again, until the target (design.md, The sandbox clock).
 * Answers when all that became due has happened. A call after one that crashed or was refused goes on from there.
 * @param schedules those of the project; runs due on the way are started at their instants
 * @throws ApplicationFailure `sandbox-busy` when a process does not come to rest within ten seconds, or when the
 *   clock is being moved already
 */
export async function fastForward(
  deps: Deps,
  projectId: string,
  byMs: number,
  schedules: readonly ProjectSchedule[] = schedulesOf(deps, projectId),
): Promise<FastForwarded> {
  if (!deps.settings.sandbox) throw new Error('clocks are moved in the sandbox only');
  return moveClock(deps.models, projectId, async (clock) => {
    const from = clock.now();
    const to = from + byMs;
    // What an earlier call left undone is done first, and belongs to this answer.
    const acts: Act[] = [];
    for (let { next, atRest } = await settle(); clock.now() < to; { next, atRest } = await settle()) {
      const skip = Math.min(next - BEFORE_MS, to) - clock.now();
      if (skip >= SHORTEST_SKIP_MS) {
        // Stored before anybody is moved: who starts meanwhile starts at the new time.
        await clock.moveOn(skip);
        await bringAll(deps, projectId, atRest, clock.offsetMs);
      }
      await pause(Math.min(next, to) + 1 - clock.now());
      await letAct(deps, projectId, atRest, clock.now());
    }
    acts.push(...(await passedDeadlines(deps, projectId, clock.unansweredSince, clock.now())));
    return { projectId, from, to, acts: acts.sort((a, b) => a.at - b.at) };

    /** Everybody comes to the project's time and acts; then runs that are due start. Answers when the next thing is due. */
    async function settle(): Promise<{ next: number; atRest: AtRest }> {
      for (;;) {
        const atRest = await comeToRest(deps, projectId, clock.offsetMs);
        const now = clock.now();
        const runs = await runDueSchedules(schedules, clock.schedulesThrough, now);
        await clock.schedulesRunThrough(now);
        if (runs.length === 0) {
          const first = Math.min(atRest.instants[0]?.at ?? Infinity, to);
          return { next: (await nextNeeded(schedules, now, first)) ?? first, atRest };
        }
        acts.push(...runs);
      }
    }
  });
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
