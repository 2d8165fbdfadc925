import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { deliveryId } from '../../workflows/office/notices/contract';
import type { Deps } from '../deps';
import { poke } from '../notices/poke';
import type { ClockMove } from './clock-move';
import { type Due, dueUntil, nextNotice, toldSince } from './due';
import { patiently, tooBusy } from './patience';
import { type Act, type ProjectSchedule, runDueSchedules } from './schedules';
import { tickAll } from './tick';

/** How long nothing may change while something is due. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 10;
/** Delivery is reminded of what has become due on the project's clock: it waits in real time. */
const POKE_EVERY_MS = 500;
/** Entries of steps that were on their way while the fast-forward before this one ended. */
const OVERLAP_MS = 60_000;

/** Brings a project to its clock: all that is due has happened, whoever was told of it has heard it, all notices are sent. */
export class Settling {
  /** Audit entries whose hearers have been waited for. */
  private readonly heard = new Set<string>();
  /** Business instant since which entries are looked at. */
  private since: number;

  constructor(
    private readonly deps: Deps,
    private readonly projectId: string,
    private readonly clock: ClockMove,
    private readonly schedules: readonly ProjectSchedule[],
  ) {
    this.since = clock.goal.from - OVERLAP_MS;
  }

  /**
   * Answers the runs of schedules that were started.
   * @throws ApplicationFailure `sandbox-busy` naming what does not come to an end
   */
  async settle(): Promise<Act[]> {
    const acts: Act[] = [];
    let last = '';
    for (let lastChange = Date.now(); ; ) {
      const { now, runs, due, unheard } = await this.look();
      acts.push(...runs);
      if (runs.length + due.length + unheard.length === 0 && (await this.isAllSent(now))) {
        this.since = now - OVERLAP_MS;
        return acts;
      }
      const seen = JSON.stringify(due);
      if (seen !== last || due.length === 0) lastChange = Date.now();
      else if (Date.now() - lastChange > PATIENCE_MS) throw standsStill(this.projectId, due);
      else await pause(LOOK_EVERY_MS);
      last = seen;
      const asked = new Set([...due.map(({ workflowId }) => workflowId), ...unheard.flatMap(([, told]) => told)]);
      await tickAll(this.deps, this.projectId, [...asked], this.clock.offsetMs);
      for (const [entry] of unheard) this.heard.add(entry);
    }
  }

  /** Runs of schedules first: what they began may be due. */
  private async look() {
    const { deps, projectId, clock } = this;
    const now = clock.now();
    const runs = await runDueSchedules(this.schedules, clock.schedulesThrough, now);
    await clock.schedulesRunThrough(now);
    await Promise.all(runs.map(({ workflowId }) => this.ended(workflowId)));
    const due = await dueUntil(deps, projectId, now - 1);
    this.since = Math.min(this.since, due[0]?.at ?? Infinity);
    const told = await toldSince(deps, projectId, this.since);
    return { now, runs, due, unheard: [...told].filter(([entry]) => !this.heard.has(entry)) };
  }

  private async ended(workflowId: string): Promise<void> {
    const { deps, projectId } = this;
    try {
      await patiently(deps, projectId, workflowId, () => deps.client.workflow.getHandle(workflowId).result());
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  /** Wait until no notice is due any more. Answers false when one became due by something that happened meanwhile. */
  private async isAllSent(now: number): Promise<boolean> {
    const { deps, projectId } = this;
    if ((await nextNotice(deps, projectId)) > now) return true;
    let [lastPoke, lastChange, last] = [0, Date.now(), ''];
    for (;;) {
      if (Date.now() - lastPoke > POKE_EVERY_MS) {
        await poke(deps, projectId);
        lastPoke = Date.now();
      }
      await pause(LOOK_EVERY_MS);
      const next = await nextNotice(deps, projectId);
      if (next > now) return false;
      const seen = `${next} ${await deps.models.outbox.countDocuments({ projectId, state: { $in: ['queued', 'sending'] } })}`;
      if (seen !== last) lastChange = Date.now();
      else if (Date.now() - lastChange > PATIENCE_MS)
        throw tooBusy(projectId, deliveryId(projectId), 'notices that are not sent');
      last = seen;
    }
  }
}

/** It was ticked, and still it is due: what its record says and what the process knows are apart. */
function standsStill(projectId: string, [first]: readonly Due[]): Error {
  return tooBusy(projectId, first?.workflowId ?? '', 'what is due has not been acted on');
}
