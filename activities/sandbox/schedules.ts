import { Cron } from 'croner';

/** A schedule of a project, as the sandbox fires it: Temporal's own schedules do not follow a moved clock. */
export interface ProjectSchedule {
  id: string;
  /** Calendar times in the zone, as cron text: `0 9 3 * *`. */
  cron: string;
  /** IANA name. */
  zone: string;
  /**
   * Start the run of this nominal instant (epoch milliseconds, business) and answer its workflow id. Harmless again:
   * after a crash the same run is asked for once more.
   */
  start(nominalAt: number): Promise<string>;
  /** Would the run of this instant find nothing to do, as things stand? Then the clock does not stop for it. */
  isIdle?(nominalAt: number): Promise<boolean>;
}

/** Something that came due while the clock moved. */
export interface Act {
  /** Business instant, epoch milliseconds. */
  at: number;
  workflowId: string;
  name: string;
}

/** The first instant after `after` at which the schedule fires; undefined if it never does again. */
export function nextFire(
  { cron, zone }: Pick<ProjectSchedule, 'cron' | 'zone'>,
  after: number,
): number | undefined {
  return new Cron(cron, { timezone: zone, paused: true }).nextRun(new Date(after))?.getTime();
}

/** The first instant after `after` at which any of the schedules fires. */
export function nextOfAll(schedules: readonly ProjectSchedule[], after: number): number | undefined {
  const instants = schedules.map((schedule) => nextFire(schedule, after)).filter((at) => at !== undefined);
  return instants.length > 0 ? Math.min(...instants) : undefined;
}

/** The first instant after `after`, and not after `until`, at which a schedule fires that has something to do. */
export async function nextNeeded(
  schedules: readonly ProjectSchedule[],
  after: number,
  until: number,
): Promise<number | undefined> {
  for (let at = nextOfAll(schedules, after); at !== undefined && at <= until; at = nextOfAll(schedules, at)) {
    for (const schedule of schedules) {
      if (nextFire(schedule, at - 1) === at && !(await schedule.isIdle?.(at))) return at;
    }
  }
  return undefined;
}

/** Start every run that falls due after `from` and not after `to`, in order of time, then of the schedules. */
export async function runDueSchedules(
  schedules: readonly ProjectSchedule[],
  from: number,
  to: number,
): Promise<Act[]> {
  const acts: Act[] = [];
  for (let at = nextOfAll(schedules, from); at !== undefined && at <= to; at = nextOfAll(schedules, at)) {
    for (const schedule of schedules) {
      if (nextFire(schedule, at - 1) !== at || (await schedule.isIdle?.(at))) continue;
      acts.push({ at, workflowId: await schedule.start(at), name: `schedule ${schedule.id}` });
    }
  }
  return acts;
}
