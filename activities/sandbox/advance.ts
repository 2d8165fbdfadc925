import { setTimeout as pause } from 'node:timers/promises';
import type { Deps } from '../deps';
import { offsetOf } from './clock';
import { isThere, lookAt, maySkip, skip, skipped } from './workflow-clock';

/** A crashed mover is waited for so long: longer than moving one clock takes, shorter than a commit's patience. */
const LEASE_MS = 5_000;
const ASK_AGAIN_MS = 10;

/**
 * Move a workflow's own clock to the project's business time, at least to `at` (epoch milliseconds, business), give or take
 * a quarter of a second.
 * Only in the sandbox. Harmless again and concurrently: only what is missing is skipped, by one mover at a time.
 * Answers when the clock has been moved: after whatever the workflow has in flight.
 */
export async function advanceToBusinessTime(
  deps: Deps,
  workflowId: string,
  projectId: string,
  at: number,
): Promise<void> {
  for (;;) {
    const pending = await followBusinessTime(deps, workflowId, projectId, at);
    if (pending !== undefined) await skipped(deps, workflowId, pending);
    else if (!(await isShortAndBusy(deps, workflowId, projectId, at))) return;
    else await pause(ASK_AGAIN_MS);
  }
}

/** Something is missing still, too little to be skipped while the workflow has something in flight. */
async function isShortAndBusy(deps: Deps, workflowId: string, projectId: string, at: number): Promise<boolean> {
  const wanted = Math.max(await offsetOf(deps.models, projectId), at - Date.now());
  const look = wanted > 0 ? await lookAt(deps, workflowId) : undefined;
  return look !== undefined && !isThere(look, wanted) && !maySkip(look, wanted);
}

/**
 * As `advanceToBusinessTime`, without waiting for what the workflow has in flight. Answers the id of the skip that will
 * be carried out then; undefined when nothing is missing.
 */
export async function followBusinessTime(
  deps: Deps,
  workflowId: string,
  projectId: string,
  at: number,
): Promise<string | undefined> {
  // Read after the workflow exists: a fast-forward that stored its offset earlier is followed here, a later one
  // finds the workflow among the open ones.
  const wanted = Math.max(await offsetOf(deps.models, projectId), at - Date.now());
  if (wanted <= 0) return undefined;
  const look = await lookAt(deps, workflowId);
  if (!look || isThere(look, wanted)) return undefined;
  return look.skipping ?? moveBy(deps, workflowId, wanted);
}

/**
 * Ask for the skip that brings a workflow's clock `wanted` milliseconds ahead of the server's. Answers at once with the
 * id of the skip to wait for, which may be one that somebody else asked for; undefined when there is nothing to skip.
 */
export async function moveBy(deps: Deps, workflowId: string, wanted: number): Promise<string | undefined> {
  for (;;) {
    // The server takes a duration, not an instant: two movers that looked before either skipped would skip twice.
    const release = await takeTurn(deps, workflowId);
    try {
      const look = await lookAt(deps, workflowId);
      if (!look || isThere(look, wanted)) return undefined;
      if (look.skipping) return look.skipping;
      if (!maySkip(look, wanted)) return undefined;
      if (release) return await skip(deps, workflowId, wanted - look.ahead.least);
    } finally {
      await release?.();
    }
    await pause(ASK_AGAIN_MS);
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
