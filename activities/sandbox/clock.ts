import type { mongo } from 'mongoose';
import type { Models } from '../../models';

/**
 * A project's clock in the sandbox. The row is there from the project's first fast-forward on; outside the sandbox
 * nobody reads or writes it (design.md, The sandbox clock).
 */
export interface ClockRow {
  /** Project id. */
  _id: string;
  /** How far the project's clock is ahead of the server's, milliseconds. Never gets smaller. */
  offsetMs: number;
  rev: number;
  /** Business instant up to which the project's schedules have been started by fast-forwards. */
  schedulesThrough?: number;
  /** Where a fast-forward began that has not answered: what came due since is told by the next one. */
  unansweredSince?: number;
  /** Who is moving the clock, and until when (real time) nobody else may. */
  mover?: { id: string; until: number };
}

type Stores = Pick<Models, 'connection'>;

/** The clocks as the driver has them: an error at once when the database is away. */
export function clocks({ connection }: Stores): mongo.Collection<ClockRow> {
  return connection.getClient().db(connection.name).collection<ClockRow>('sandbox_clocks');
}

/** How far the project's clock is ahead of the server's, in milliseconds. Only in the sandbox. */
export async function offsetOf(models: Stores, projectId: string): Promise<number> {
  const row = await clocks(models).findOne({ _id: projectId }, { projection: { offsetMs: 1 } });
  return row?.offsetMs ?? 0;
}

/** Business instant of a project in the sandbox, epoch milliseconds. */
export async function businessNow(models: Stores, projectId: string): Promise<number> {
  return Date.now() + (await offsetOf(models, projectId));
}
