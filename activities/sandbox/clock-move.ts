import { randomUUID } from 'node:crypto';
import type { Models } from '../../models';
import { refusal } from '../../workflows/kernel/refusal';
import { clocks } from './clock';

/** A crashed mover keeps others away for so long (real time); a live one renews it. */
const LEASE_MS = 20_000;

type Stores = Pick<Models, 'connection'>;

/** The project's clock in the hands of its one mover. */
export interface ClockMove {
  readonly offsetMs: number;
  /** Business instant up to which schedules have been started. */
  readonly schedulesThrough: number;
  /** Business instant since which nobody has been told what came due: now, or when a move began that failed. */
  readonly unansweredSince: number;
  /** Business instant, epoch milliseconds. */
  now(): number;
  /** Move the project's clock on by some milliseconds. */
  moveOn(ms: number): Promise<void>;
  schedulesRunThrough(at: number): Promise<void>;
}

/**
 * Hold a project's clock while `move` moves it.
 * @throws ApplicationFailure `sandbox-busy` when somebody else holds it
 */
export async function moveClock<T>(
  models: Stores,
  projectId: string,
  move: (clock: ClockMove) => Promise<T>,
): Promise<T> {
  const rows = clocks(models);
  const id = randomUUID();
  const mover = () => ({ id, until: Date.now() + LEASE_MS });
  await rows.updateOne({ _id: projectId }, { $setOnInsert: { offsetMs: 0, rev: 0 } }, { upsert: true });
  const row = await rows.findOneAndUpdate(
    { _id: projectId, $or: [{ mover: { $exists: false } }, { 'mover.until': { $lt: Date.now() } }] },
    { $set: { mover: mover() } },
    { returnDocument: 'after' },
  );
  if (!row) throw beingMoved(projectId);

  let { offsetMs } = row;
  let schedulesThrough = row.schedulesThrough ?? Date.now() + offsetMs;
  const unansweredSince = row.unansweredSince ?? Date.now() + offsetMs;
  const write = async (set: object, inc: number) => {
    const update = { $set: { ...set, mover: mover() }, $inc: { rev: inc } };
    const { matchedCount } = await rows.updateOne({ _id: projectId, 'mover.id': id }, update);
    if (matchedCount === 0) throw beingMoved(projectId);
  };
  const clock: ClockMove = {
    get offsetMs() {
      return offsetMs;
    },
    get schedulesThrough() {
      return schedulesThrough;
    },
    unansweredSince,
    now: () => Date.now() + offsetMs,
    async moveOn(ms) {
      const next = offsetMs + ms;
      await write({ offsetMs: next, unansweredSince }, 1);
      offsetMs = next;
    },
    async schedulesRunThrough(at) {
      if (at <= schedulesThrough) return;
      await write({ schedulesThrough: at }, 0);
      schedulesThrough = at;
    },
  };
  const renewal = setInterval(() => write({}, 0).catch(() => undefined), LEASE_MS / 4);
  try {
    const answer = await move(clock);
    await rows.updateOne({ _id: projectId, 'mover.id': id }, { $unset: { unansweredSince: '' } });
    return answer;
  } finally {
    clearInterval(renewal);
    await rows.updateOne({ _id: projectId, 'mover.id': id }, { $unset: { mover: '' } });
  }
}

function beingMoved(projectId: string): Error {
  return refusal('sandbox-busy', `项目时钟正在调整 the clock of ${projectId} is being moved already`, {
    projectId,
  });
}
