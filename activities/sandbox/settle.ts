import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { deliveryId } from '../../workflows/office/notices/contract';
import type { Deps } from '../deps';
import { poke } from '../notices/poke';
import type { ClockMove } from './clock-move';
import { type Due, dueUntil, type Happened, happenedSince, isOnItsWay, nextNotice } from './due';
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
/** One tells another, who tells a third: never so often. What still comes then is people's, who act meanwhile. */
const ROUNDS = 50;

/**
 * Brings a project to its clock: all that is due has happened, whoever was told of it has heard it, their notices are
 * sent. What people do meanwhile is not waited for: they may go on for ever.
 */
export class Settling {
  /** Ids of the audit entries whose hearers have been waited for. */
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
    const began = this.clock.now();
    const acts: Act[] = [];
    let [last, lastChange] = ['', Date.now()];
    for (let round = 0; ; round += 1) {
      const runs = await this.runSchedules();
      acts.push(...runs);
      const { due, unheard } = await this.look(began);
      const isQuiet = runs.length + due.length + unheard.length === 0;
      if (isQuiet || (due.length === 0 && round > ROUNDS)) break;
      const seen = JSON.stringify(due);
      if (seen !== last || due.length === 0) lastChange = Date.now();
      else if (Date.now() - lastChange > PATIENCE_MS) throw standsStill(this.projectId, due);
      else await pause(LOOK_EVERY_MS);
      last = seen;
      const asked = [...due.map(({ workflowId }) => workflowId), ...unheard.flatMap(({ told }) => told)];
      await tickAll(this.deps, this.projectId, [...new Set(asked)], this.clock.offsetMs);
      for (const { id } of unheard) this.heard.add(id);
    }
    this.since = began - OVERLAP_MS;
    await this.untilSent(this.clock.now());
    return acts;
  }

  /** Start the runs that are due, and wait for their end: what they began may be due. */
  private async runSchedules(): Promise<Act[]> {
    const now = this.clock.now();
    const runs = await runDueSchedules(this.schedules, this.clock.schedulesThrough, now);
    await this.clock.schedulesRunThrough(now);
    await Promise.all(runs.map(({ workflowId }) => this.ended(workflowId)));
    return runs;
  }

  /** What was due when it began, and what has become due by what happened; who has not heard of what was told. */
  private async look(began: number): Promise<{ due: Due[]; unheard: Happened[] }> {
    const { deps, projectId, clock } = this;
    const allDue = await dueUntil(deps, projectId, clock.now() - 1);
    this.since = Math.min(this.since, allDue[0]?.at ?? Infinity);
    const happened = await happenedSince(deps, projectId, this.since);
    const moved = new Set(
      happened.filter(({ at, isUnasked }) => isUnasked && at >= began).map((h) => h.workflowId),
    );
    return {
      due: allDue.filter(({ workflowId, at }) => at < began || moved.has(workflowId)),
      unheard: happened.filter(
        ({ id, at, isUnasked, told }) => told.length > 0 && (at <= began || isUnasked) && !this.heard.has(id),
      ),
    };
  }

  private async ended(workflowId: string): Promise<void> {
    const { deps, projectId } = this;
    try {
      await patiently(deps, projectId, workflowId, () => deps.client.workflow.getHandle(workflowId).result());
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  /** Wait until every notice that is due by `now` has left the outbox. */
  private async untilSent(now: number): Promise<void> {
    const { deps, projectId } = this;
    let [lastPoke, lastChange, last] = [0, Date.now(), ''];
    for (;;) {
      const next = await nextNotice(deps, projectId);
      if (next > now && !(await isOnItsWay(deps, projectId, now))) return;
      if (Date.now() - lastPoke > POKE_EVERY_MS) {
        await poke(deps, projectId);
        lastPoke = Date.now();
      }
      const due = deps.models.outbox
        .countDocuments({ projectId, notBefore: { $lte: new Date(now) } })
        .in('state', ['queued', 'sending']);
      const seen = `${next} ${await due}`;
      if (seen !== last) lastChange = Date.now();
      else if (Date.now() - lastChange > PATIENCE_MS)
        throw tooBusy(projectId, deliveryId(projectId), 'notices that are not sent');
      last = seen;
      await pause(LOOK_EVERY_MS);
    }
  }
}

/** It was ticked, and still it is due: what its record says and what the process knows are apart. */
function standsStill(projectId: string, [first]: readonly Due[]): Error {
  return tooBusy(projectId, first?.workflowId ?? '', 'what is due has not been acted on');
}
