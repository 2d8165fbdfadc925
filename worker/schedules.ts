import { isDeepStrictEqual } from 'node:util';
import {
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Deps } from '../activities/deps';
import { runOptions } from '../activities/schedules';
import type { ScheduleSettings } from '../activities/settings';

/** Marks the schedules that are ours to update and remove. */
const OWNER = 'estateflow';
/** A project imported while the worker runs gets its schedules within this. */
const LOOK_FOR_PROJECTS_MS = 30_000;

interface Declared {
  id: string;
  projectId?: string;
  schedule: ScheduleSettings;
}

/**
 * Create, update and remove schedules so that they are as `temporal.yaml` says; what was found otherwise is logged.
 * A paused one stays paused: somebody, or a failure, stopped it. Goes on looking for new projects until the process ends.
 */
export async function reconcileSchedules(deps: Deps): Promise<void> {
  let known = await projectsOf(deps);
  await reconcile(deps, known);
  const look = async () => {
    const projects = await projectsOf(deps);
    if (isDeepStrictEqual(projects, known)) return;
    await reconcile(deps, projects);
    known = projects;
  };
  setInterval(
    () => void look().catch((error: Error) => deps.log.warn({ error: error.name }, 'schedules not reconciled')),
    LOOK_FOR_PROJECTS_MS,
  ).unref();
}

async function projectsOf({ models }: Deps): Promise<string[]> {
  const projects = await models.projects.find({}, { _id: 1 }).sort({ _id: 1 }).lean();
  return projects.map(({ _id }) => _id);
}

/** One pass. Answers what was done, by schedule id. */
export async function reconcile(
  deps: Deps,
  projectIds: readonly string[],
): Promise<Record<string, 'created' | 'updated' | 'as-declared' | 'removed'>> {
  const done: Record<string, 'created' | 'updated' | 'as-declared' | 'removed'> = {};
  const declared = declaredFor(deps.settings.schedules, projectIds);
  for (const one of declared) done[one.id] = await putInOrder(deps, one);
  for await (const { scheduleId, memo } of deps.client.schedule.list()) {
    if (memo?.owner !== OWNER || declared.some(({ id }) => id === scheduleId)) continue;
    await deps.client.schedule.getHandle(scheduleId).delete();
    done[scheduleId] = 'removed';
    deps.log.warn({ schedule: scheduleId }, 'schedule is no longer declared: removed');
  }
  deps.log.info({ declared: declared.length }, 'schedules reconciled');
  return done;
}

function declaredFor(schedules: readonly ScheduleSettings[], projectIds: readonly string[]): Declared[] {
  return schedules.flatMap((schedule): Declared[] =>
    schedule.perProject
      ? projectIds.map((projectId) => ({ id: `${schedule.id}:${projectId}`, projectId, schedule }))
      : [{ id: schedule.id, schedule }],
  );
}

async function putInOrder(deps: Deps, declared: Declared): Promise<'created' | 'updated' | 'as-declared'> {
  const handle = deps.client.schedule.getHandle(declared.id);
  const wanted = optionsOf(deps, declared);
  const before = await handle.describe().catch((error: unknown) => {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  });
  if (!before) {
    await deps.client.schedule.create(wanted);
    deps.log.info({ schedule: declared.id, cron: declared.schedule.cron }, 'schedule created');
    return 'created';
  }
  if (before.state.paused) deps.log.warn({ schedule: declared.id, note: before.state.note }, 'schedule is paused');
  const { spec, policies, action } = wanted;
  await handle.update(({ state }) => ({ spec, policies, action: action as never, state }));
  const after = await handle.describe();
  const drift = differences(before, after);
  if (drift.length === 0) return 'as-declared';
  deps.log.warn({ schedule: declared.id, drift }, 'schedule was not as declared: updated');
  return 'updated';
}

/** The parts that differ, as the server shows them before and after the update. */
function differences(before: ScheduleDescription, after: ScheduleDescription): string[] {
  const shown = ({ spec, policies, action }: ScheduleDescription) => {
    const { workflowType, taskQueue, args } = action;
    return { spec, policies, action: { workflowType, taskQueue, args } } as Record<string, unknown>;
  };
  const [was, is] = [shown(before), shown(after)];
  return Object.keys(is).filter((part) => !isDeepStrictEqual(was[part], is[part]));
}

function optionsOf(deps: Deps, { id, projectId, schedule }: Declared): ScheduleOptions {
  const { workflow, cron, zone, overlap, catchup, pauseOnFailure, note } = schedule;
  const { workflowTaskTimeout: _bulkHasTime, ...run } = runOptions(deps, schedule, projectId);
  return {
    scheduleId: id,
    spec: { cronExpressions: [cron], timezone: zone },
    policies: { overlap: ScheduleOverlapPolicy[overlap], catchupWindow: catchup as never, pauseOnFailure },
    action: {
      type: 'startWorkflow',
      workflowType: workflow,
      workflowId: id,
      args: projectId === undefined ? [] : [{ projectId }],
      ...run,
    },
    memo: { owner: OWNER },
    state: { note },
  };
}
