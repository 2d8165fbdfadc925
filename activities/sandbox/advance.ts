import { setTimeout as pause } from 'node:timers/promises';
import type { Deps } from '../deps';
import { offsetOf } from './clock';
import { lookAt, skip, skipped } from './workflow-clock';

/** A crashed mover is waited for so long: longer than moving one clock takes, shorter than a commit's patience. */
const LEASE_MS = 5_000;
const ASK_AGAIN_MS = 10;

/**
 * Move a workflow's own clock to the project's business time, and not before `at` (epoch milliseconds, business).
 * Only in the sandbox. Harmless again and concurrently: only what is missing is skipped, by one mover at a time.
 * Answers when the clock has been moved: after whatever the workflow has in flight.
 */
export async function advanceToBusinessTime(deps: Deps, workflowId: string, projectId: string, at: number): Promise<void> {
  for (;;) {
    // Read after the workflow exists: a fast-forward that stored its offset earlier is followed here, a later one
    // finds the workflow among the open ones.
    const wanted = Math.max(await offsetOf(deps.models, projectId), at - Date.now());
    if (wanted <= 0) return;
    const pending = await moveBy(deps, workflowId, wanted);
    if (pending === undefined) return;
    await skipped(deps, workflowId, pending);
  }
}

/**
 * Ask for the skip that brings a workflow's clock `wanted` milliseconds ahead of the server's. Answers at once with the
 * id of the skip to wait for, which may be one that was asked for earlier; undefined when there is nothing to skip.
 */
export async function moveBy(deps: Deps, workflowId: string, wanted: number): Promise<string | undefined> {
  // The server takes a duration, not an instant: two movers that looked before either skipped would skip twice.
  return alone(deps, workflowId, async () => {
    const look = await lookAt(deps, workflowId);
    if (!look || look.ahead.most >= wanted) return undefined;
    return look.skipping ?? skip(deps, workflowId, wanted - look.ahead.least);
  });
}

interface MoverRow {
  _id: string;
  until: Date;
}

/** One mover at a time for a workflow's clock; the lease of one that crashed runs out. */
async function alone<T>({ models }: Deps, workflowId: string, turn: () => Promise<T>): Promise<T> {
  const rows = models.connection.getClient().db(models.connection.name).collection<MoverRow>('sandbox_movers');
  let until = await take();
  while (!until) {
    await pause(ASK_AGAIN_MS);
    until = await take();
  }
  try {
    return await turn();
  } finally {
    await rows.deleteOne({ _id: workflowId, until });
  }

  async function take(): Promise<Date | undefined> {
    const DUPLICATE = 11_000;
    try {
      const mine = new Date(Date.now() + LEASE_MS);
      await rows.updateOne({ _id: workflowId, until: { $lt: new Date() } }, { $set: { until: mine } }, { upsert: true });
      return mine;
    } catch (error) {
      if ((error as { code?: unknown }).code === DUPLICATE) return undefined;
      throw error;
    }
  }
}
