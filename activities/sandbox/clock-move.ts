import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Models } from '../../models';
import { refusal } from '../../workflows/kernel/refusal';
import { type ClockRow, clocks, type Goal } from './clock';

/** A crashed mover keeps others away for so long (real time); a live one renews it. */
const LEASE_MS = 20_000;
/** How long a second mover waits for the first one before it is refused. */
const TURN_MS = 10_000;
const ASK_AGAIN_MS = 25;

type Stores = Pick<Models, 'connection'>;

/** A fast-forward as it is asked for. */
export interface Asked {
  /** Under the same one it is the same fast-forward. */
  token: string;
  /** From the project's time to the instant to go to (business, epoch milliseconds). */
  target(now: number): number;
}

/** The project's clock in the hands of its one mover. */
export interface ClockMove {
  readonly goal: Goal;
  readonly offsetMs: number;
  /** Business instant up to which schedules have been started. */
  readonly schedulesThrough: number;
  /** Business instant, epoch milliseconds. */
  now(): number;
  /** Set the project's clock to a business instant; it never goes back. */
  moveTo(at: number): Promise<void>;
  schedulesRunThrough(at: number): Promise<void>;
}

/**
 * Hold a project's clock while `move` moves it; a second mover waits for its turn. Asked again after a crash, under the
 * same token, a move goes on to its own goal; another one that follows a crash tells what came due since that began.
 * @throws ApplicationFailure `sandbox-busy` when somebody else holds it for ten seconds and longer
 */
export async function moveClock<T>(
  models: Stores,
  projectId: string,
  asked: Asked,
  move: (clock: ClockMove) => Promise<T>,
): Promise<T> {
  const rows = clocks(models);
  const id = randomUUID();
  const row = await takeTurn(rows, projectId, id);
  const renewal = setInterval(() => renew(rows, projectId, id).catch(() => undefined), LEASE_MS / 4);
  try {
    const now = Date.now() + row.offsetMs;
    const goal: Goal =
      row.goal?.token === asked.token
        ? row.goal
        : { token: asked.token, from: row.goal?.from ?? now, to: asked.target(now) };
    await renew(rows, projectId, id, { goal });
    const answer = await move(clockOf(rows, { ...row, goal }, id));
    await rows.updateOne({ _id: projectId, 'mover.id': id }, { $unset: { goal: '' } });
    return answer;
  } finally {
    clearInterval(renewal);
    await rows.updateOne({ _id: projectId, 'mover.id': id }, { $unset: { mover: '' } });
  }
}

type Rows = ReturnType<typeof clocks>;

function moverNow(id: string) {
  return { id, until: Date.now() + LEASE_MS };
}

/** Write what the mover `id` has to write, and stay the mover. @throws ApplicationFailure when it is no longer */
async function renew(rows: Rows, projectId: string, id: string, set: Partial<ClockRow> = {}): Promise<void> {
  const update = { $set: { ...set, mover: moverNow(id) } };
  const { matchedCount } = await rows.updateOne({ _id: projectId, 'mover.id': id }, update);
  if (matchedCount === 0) throw beingMoved(projectId);
}

async function takeTurn(rows: Rows, projectId: string, id: string): Promise<ClockRow> {
  await rows.updateOne({ _id: projectId }, { $setOnInsert: { offsetMs: 0 } }, { upsert: true });
  for (const until = Date.now() + TURN_MS; ; await pause(ASK_AGAIN_MS)) {
    const row = await rows.findOneAndUpdate(
      { _id: projectId, $or: [{ mover: { $exists: false } }, { 'mover.until': { $lt: Date.now() } }] },
      { $set: { mover: moverNow(id) } },
      { returnDocument: 'after' },
    );
    if (row) return row;
    if (Date.now() > until) throw beingMoved(projectId);
  }
}

function clockOf(rows: Rows, row: ClockRow & { goal: Goal }, id: string): ClockMove {
  let { offsetMs, schedulesThrough = Date.now() + offsetMs } = row;
  return {
    goal: row.goal,
    get offsetMs() {
      return offsetMs;
    },
    get schedulesThrough() {
      return schedulesThrough;
    },
    now: () => Date.now() + offsetMs,
    async moveTo(at) {
      const next = Math.max(offsetMs, at - Date.now());
      await renew(rows, row._id, id, { offsetMs: next });
      offsetMs = next;
    },
    async schedulesRunThrough(at) {
      if (at <= schedulesThrough) return;
      await renew(rows, row._id, id, { schedulesThrough: at });
      schedulesThrough = at;
    },
  };
}

function beingMoved(projectId: string): Error {
  return refusal('sandbox-busy', `项目时钟正在调整 the clock of ${projectId} is being moved already`, {
    projectId,
  });
}
