import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { DELIVERY, deliveryId } from '../../workflows/office/notices/contract';
import { WAKE } from '../../workflows/kernel/change';
import { refusal } from '../../workflows/kernel/refusal';
import type { Deps } from '../deps';
import { poke } from '../notices/poke';
import { bringTo, moveTo } from './advance';
import { type OpenProcesses, openProcesses } from './open-processes';
import { hasRunOn, isThere, type Look, lookAt } from './workflow-clock';

/** How long nothing may happen in a project that is not at rest (design.md, The sandbox clock). */
const PATIENCE_MS = 10_000;
/** How late a timer may be, in real time, before its process is woken. */
const LATE_MS = 2_000;
/** How long much may happen: a large run takes its time, a process that goes round in circles for ever must not. */
const LONGEST_MS = 120_000;
const LOOK_EVERY_MS = 20;
/** How long one workflow that is busy, or due to act, is watched before all are looked at again. */
const WATCH_MS = 500;

/** A project at a moment at which nothing was under way. */
export interface AtRest extends OpenProcesses {
  /** Events in the history of each open workflow. */
  events: ReadonlyMap<string, number>;
}

/** Bring the workflows of a project at rest to its clock. */
export async function bringAll(
  deps: Deps,
  projectId: string,
  { workflowIds }: AtRest,
  offsetMs: number,
): Promise<void> {
  const others = workflowIds.filter((id) => id !== deliveryId(projectId));
  await Promise.all(others.map((id) => moveTo(deps, id, offsetMs)));
}

/** Those that are due by `now` act, and their notices go: mostly all that happens before the project is at rest again. */
export async function letAct(
  deps: Deps,
  projectId: string,
  { instants, events }: AtRest,
  now: number,
): Promise<void> {
  const delivery = deliveryId(projectId);
  const due = new Set(instants.filter(({ at }) => at < now).map(({ workflowId }) => workflowId));
  due.delete(delivery);
  await Promise.all([...due].map((id) => watch(deps, id, events.get(id) ?? 0)));
  if (due.size > 0) await watch(deps, delivery, 0);
}

/**
 * Bring every open workflow of the project to its clock, `offsetMs` ahead of the server's, and wait until all that is
 * due has happened: no workflow task or activity pending, nothing overdue, no notice unsent.
 * @throws ApplicationFailure `sandbox-busy` naming the process, when nothing has happened for ten seconds and it is not at rest
 */
export async function comeToRest(deps: Deps, projectId: string, offsetMs: number): Promise<AtRest> {
  // Delivery asks for the project's clock; its own stays.
  const delivery = deliveryId(projectId);
  const wanted = (workflowId: string) => (workflowId === delivery ? 0 : offsetMs);
  const begin = Date.now();
  let lastEvent = begin;
  const furthest = new Map<string, number>();
  const woken = new Set<string>();
  for (;;) {
    const open = await openProcesses(deps, projectId);
    const looks = await Promise.all(open.workflowIds.map((id) => bringTo(deps, id, wanted(id))));
    const events = eventsOf(open, looks);
    const busy = whoIsBusy(open, looks, wanted, Date.now() + offsetMs);
    // Seen at rest one after the other, one may have told another in between: only two looks without any new event
    // in between show a moment at which all were at rest.
    if (!busy && isSame(events, eventsOf(open, await lookAtAll(deps, open)))) return { ...open, events };
    const now = Date.now();
    if (wentOn(furthest, events)) lastEvent = now;
    if (busy && (now - lastEvent > PATIENCE_MS || now - begin > LONGEST_MS)) throw tooBusy(projectId, busy);
    await pause(LOOK_EVERY_MS);
    if (busy?.isOverdue && now - lastEvent > LATE_MS && !woken.has(busy.workflowId)) {
      woken.add(busy.workflowId);
      await wake(deps, busy);
    }
    // It waits in real time for what has become due on the project's clock.
    if (busy?.workflowId === delivery && busy.isOverdue) await poke(deps, projectId);
    if (busy) await watch(deps, busy.workflowId, events.get(busy.workflowId) ?? 0);
  }
}

/** Seen once, on a busy machine: the server let a timer pass by ten seconds and more. */
async function wake({ client, log }: Deps, { workflowId, why }: Busy): Promise<void> {
  log.warn({ workflowId, why }, 'a timer has not fired: the process is woken');
  if (workflowId.startsWith(`${DELIVERY}:`)) return; // it is poked
  await client.workflow
    .getHandle(workflowId)
    .signal(WAKE)
    .catch((error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
}

function lookAtAll(deps: Deps, { workflowIds }: OpenProcesses): Promise<(Look | undefined)[]> {
  return Promise.all(workflowIds.map((id) => lookAt(deps, id)));
}

function eventsOf({ workflowIds }: OpenProcesses, looks: (Look | undefined)[]): Map<string, number> {
  return new Map(workflowIds.map((workflowId, nth) => [workflowId, looks[nth]?.events ?? 0]));
}

/** Until it has acted. Looking at all again and again would take the time away from those who work. */
async function watch(deps: Deps, workflowId: string, eventsBefore: number): Promise<void> {
  for (const end = Date.now() + WATCH_MS; Date.now() < end; await pause(LOOK_EVERY_MS)) {
    const look = await lookAt(deps, workflowId);
    if (!look || (look.busyWith === undefined && look.events > eventsBefore)) return;
  }
}

interface Busy {
  workflowId: string;
  why: string;
  /** Nothing is in flight, and yet something is due. */
  isOverdue?: boolean;
}

function whoIsBusy(
  open: OpenProcesses,
  looks: (Look | undefined)[],
  wanted: (workflowId: string) => number,
  now: number,
): Busy | undefined {
  for (const [nth, workflowId] of open.workflowIds.entries()) {
    const look = looks[nth];
    if (look && hasRunOn(look, wanted(workflowId))) throw ranOn(workflowId);
    if (look?.busyWith) return { workflowId, why: look.busyWith };
    if (look && !isThere(look, wanted(workflowId))) return { workflowId, why: 'its clock is behind' };
  }
  const late = open.instants[0];
  return late && late.at < now
    ? { workflowId: late.workflowId, why: `${late.name} is overdue`, isOverdue: true }
    : undefined;
}

/** Has any workflow more events than ever before? Those of failing workflow tasks come and go. */
function wentOn(furthest: Map<string, number>, events: Map<string, number>): boolean {
  const further = [...events].filter(([id, count]) => count > (furthest.get(id) ?? -1));
  for (const [id, count] of further) furthest.set(id, count);
  return further.length > 0;
}

function isSame(a: Map<string, number>, b: Map<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, events]) => b.get(id) === events);
}

/** Everything would seem to happen too early from now on: say so instead. */
function ranOn(workflowId: string): Error {
  return refusal(
    'sandbox-ran-on',
    `${workflowId} 的时钟超前于项目 runs ahead of its project: start with new data`,
    {
      workflowId,
    },
  );
}

function tooBusy(projectId: string, { workflowId, why }: Busy): Error {
  return refusal('sandbox-busy', `${workflowId} 未能处理完毕 does not come to rest: ${why}`, {
    projectId,
    workflowId,
    why,
  });
}
