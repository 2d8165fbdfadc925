import type { mongo } from 'mongoose';
import type { Models } from '../../models';

/**
 * A project's clock in the sandbox. The row is there from the project's first fast-forward on; outside the sandbox
 * nobody reads or writes it.
 */
export interface ClockRow {
  /** Project id. */
  _id: string;
  /** How far the project's clock is ahead of the real time, milliseconds. Never gets smaller. */
  offsetMs: number;
  /** Business instant up to which the project's schedules have been started by fast-forwards. */
  schedulesThrough?: number;
  /** The fast-forward that has been asked for and has not answered. */
  goal?: Goal;
  /** Who is moving the clock, and until when (real time) nobody else may. */
  mover?: { id: string; until: number };
}

/** Where a fast-forward goes. Asked again under the same token, also after a crash, it goes to the same instant. */
export interface Goal {
  token: string;
  /** Business instants, epoch milliseconds. */
  from: number;
  to: number;
}

type Stores = Pick<Models, 'connection'>;

/** The clocks as the driver has them: an error at once when the database is away. */
export function clocks({ connection }: Stores): mongo.Collection<ClockRow> {
  return connection.getClient().db(connection.name).collection<ClockRow>('sandbox_clocks');
}

/** How far the project's clock is ahead of the real time, in milliseconds. Only in the sandbox. */
export async function offsetOf(models: Stores, projectId: string): Promise<number> {
  const row = await clocks(models).findOne({ _id: projectId }, { projection: { offsetMs: 1 } });
  return row?.offsetMs ?? 0;
}
