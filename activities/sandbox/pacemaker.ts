import type { Deps } from '../deps';
import { poke } from '../notices/poke';
import { schedulesOf } from '../schedules';
import { type ClockRow, clocks } from './clock';
import { dueUntil, nextNotice } from './due';
import { runDueSchedules } from './schedules';
import { tickAll } from './tick';

const EVERY_MS = 500;
/** A process that does not act when it is told is told again so often. */
const AGAIN_AFTER_MS = 10_000;

/**
 * After a fast-forward a project's clock goes on in real time, but processes that were not due have set their timers by
 * the clock of before: they are told when they are due. So are delivery and schedules. Only in the sandbox.
 * @returns to stop it
 */
export function keepMovedClocksGoing(deps: Deps): () => Promise<void> {
  const pacemaker = new Pacemaker(deps);
  let beat = Promise.resolve();
  let isBeating = false;
  const timer = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    beat = pacemaker
      .beat()
      .catch((error: Error) => deps.log.warn({ error: error.message }, 'moved clocks were not kept going'))
      .finally(() => {
        isBeating = false;
      });
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return beat;
  };
}

class Pacemaker {
  /** Until when (real time) a process need not be told again of what was due, by process and instant. */
  private readonly told = new Map<string, number>();

  constructor(private readonly deps: Deps) {}

  async beat(): Promise<void> {
    const now = Date.now();
    for (const [what, until] of this.told) if (until < now) this.told.delete(what);
    // Whoever moves a clock sees to it that all that is due happens.
    const resting = { offsetMs: { $gt: 0 }, $or: [{ mover: { $exists: false } }, { 'mover.until': { $lt: now } }] };
    for (const clock of await clocks(this.deps.models).find(resting).toArray()) await this.tend(clock);
  }

  private async tend({ _id: projectId, offsetMs, schedulesThrough }: ClockRow): Promise<void> {
    const { deps } = this;
    const now = Date.now() + offsetMs;
    const runs = await runDueSchedules(schedulesOf(deps, projectId), schedulesThrough ?? now, now);
    if (runs.length > 0) {
      await clocks(deps.models).updateOne({ _id: projectId }, { $max: { schedulesThrough: now } });
    }
    const due = (await dueUntil(deps, projectId, now - 1)).filter(({ workflowId, at }) =>
      this.isNew(`${workflowId}@${at}`),
    );
    if ((await nextNotice(deps, projectId)) <= now && this.isNew(`notices of ${projectId}`, EVERY_MS)) {
      await poke(deps, projectId);
    }
    // Not waited for: one that stands still must not hold up the others.
    for (const { workflowId } of due) {
      void tickAll(deps, projectId, [workflowId], offsetMs).catch((error: Error) =>
        deps.log.warn({ workflowId, error: error.message }, 'a process does not act on what is due'),
      );
    }
  }

  private isNew(what: string, againAfterMs = AGAIN_AFTER_MS): boolean {
    if (this.told.has(what)) return false;
    this.told.set(what, Date.now() + againAfterMs);
    return true;
  }
}
