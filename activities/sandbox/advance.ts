import { setTimeout as pause } from 'node:timers/promises';
import type { Deps } from '../deps';
import { offsetOf } from './clock';
import { isThere, type Look, lookAt, skipNow, takeBack } from './workflow-clock';

/** A crashed mover is waited for so long: longer than moving one clock takes, shorter than a commit's patience. */
const LEASE_MS = 5_000;
const ASK_AGAIN_MS = 10;
/** Shorter than a commit's patience, longer than a worker takes to pick up a first task. */
const PATIENCE_MS = 15_000;

/**
 * Move a workflow's own clock to the project's business time, at least to `at` (epoch milliseconds, business), give or take
 * a quarter of a second. Only in the sandbox. Harmless again and concurrently: only what is missing is skipped, by one
 * mover at a time. Answers when it has been moved, which waits for whatever the workflow has in flight.
 * @throws Error when it is busy for a quarter of a minute
 */
export async function advanceToBusinessTime(
  deps: Deps,
  workflowId: string,
  projectId: string,
  at: number,
): Promise<void> {
  for (const began = Date.now(); ; await pause(ASK_AGAIN_MS)) {
    // Read after the workflow exists: a fast-forward that stored its offset earlier is followed here, a later one
    // finds the workflow among the open ones.
    const wanted = Math.max(await offsetOf(deps.models, projectId), at - Date.now());
    if (wanted <= 0) return;
    const look = await bringTo(deps, workflowId, wanted);
    if (!look || isThere(look, wanted)) return;
    if (Date.now() - began > PATIENCE_MS) throw new Error(`${workflowId} stays busy with ${look.busyWith}`);
  }
}

/**
 * Move a workflow's clock `wanted` milliseconds ahead of the server's, unless it is there, busy, or being moved: then
 * nothing is done. Answers what it looked like before; undefined when it has ended.
 */
export async function bringTo(deps: Deps, workflowId: string, wanted: number): Promise<Look | undefined> {
  const look = await lookAt(deps, workflowId);
  if (look && !isThere(look, wanted) && look.busyWith === undefined) await moveTo(deps, workflowId, wanted);
  return look;
}

/** As `bringTo`, of a workflow that is probably idle and behind. */
export async function moveTo(deps: Deps, workflowId: string, wanted: number): Promise<void> {
  // The server takes a duration, not an instant: two movers that looked before either skipped would skip twice.
  const release = await takeTurn(deps, workflowId);
  try {
    const now = release && (await lookAt(deps, workflowId));
    // A mover that crashed left it.
    if (now?.isSkipping) await takeBack(deps, workflowId);
    else if (now && !isThere(now, wanted) && now.busyWith === undefined) {
      await skipNow(deps, workflowId, wanted - now.ahead.least);
    }
  } finally {
    await release?.();
  }
}

interface TurnRow {
  _id: string;
  until: Date;
}

/** The turn of moving a workflow's clock, to be released; undefined while another has it. That of one that crashed runs out. */
async function takeTurn({ models }: Deps, workflowId: string): Promise<(() => Promise<unknown>) | undefined> {
  const DUPLICATE = 11_000;
  const turns = models.connection.getClient().db(models.connection.name).collection<TurnRow>('sandbox_turns');
  const until = new Date(Date.now() + LEASE_MS);
  try {
    await turns.updateOne({ _id: workflowId, until: { $lt: new Date() } }, { $set: { until } }, { upsert: true });
    return () => turns.deleteOne({ _id: workflowId, until });
  } catch (error) {
    if ((error as { code?: unknown }).code === DUPLICATE) return undefined;
    throw error;
  }
}
