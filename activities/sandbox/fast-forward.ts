import { SYSTEM } from '../../workflows/kernel/words';
import type { Deps } from '../deps';
import { schedulesOf } from '../schedules';
import { advanceToBusinessTime } from './advance';
import { moveClock } from './clock-move';
import { comeToRest } from './quiet';
import { type Act, nextNeeded, type ProjectSchedule, runDueSchedules } from './schedules';

/**
 * A timer set during a workflow task counts from that task's end: it fires this little, or less, after its instant.
 * The clock goes so much further than the instant, so that the timer is skipped too and not waited for.
 */
const TIMER_LAG_MS = 100;

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
    let next = await settle();
    while (clock.now() < to) {
      // Stored before anybody is moved: who starts meanwhile starts at the new time.
      await clock.moveTo(Math.min(next + TIMER_LAG_MS, to));
      next = await settle();
    }
    acts.push(...(await passedDeadlines(deps, projectId, clock.unansweredSince, clock.now())));
    return { projectId, from, to, acts: acts.sort((a, b) => a.at - b.at) };

    /** Everybody comes to the project's time and acts; then runs that are due start. Answers when the next thing is due. */
    async function settle(): Promise<number> {
      for (;;) {
        const { instants } = await comeToRest(deps, projectId, clock.offsetMs);
        const now = clock.now();
        const runs = await runDueSchedules(schedules, clock.schedulesThrough, now);
        await Promise.all(runs.map(({ workflowId, at }) => advanceToBusinessTime(deps, workflowId, projectId, at)));
        await clock.schedulesRunThrough(now);
        if (runs.length === 0) {
          const next = Math.min(instants[0]?.at ?? Infinity, to);
          return (await nextNeeded(schedules, now, next)) ?? next;
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
