import { verifyAudit } from '../../activities/audit/verify';
import type { Deps } from '../../activities/deps';
import type { Http, Reply } from './http';
import { createProcessesWorker } from './processes-worker';
import { type CountedWrite, startWorkerProcess } from './worker-process';
import { makeWorld, type World } from './world';

/** A POST with a key of its own, repeated under it until it has been answered: what a careful client does. */
export type Insist = (staffId: string, path: string, body?: object) => Promise<Reply>;

/** Plays a life through the API, one POST after the other. */
export type Life = (insist: Insist, world: World) => Promise<void>;

/** What a life has left behind: its rows by collection, with ids and instants made alike. */
export type Rows = Record<string, string[]>;

export interface KillPoint {
  /** `after visit-claim#2/5 updateOne tasks`: where its first worker was killed. */
  name: string;
  killedBy: NodeJS.Signals | null;
  rows: Rows;
  /** What the verification of the audit finds wrong. */
  auditProblems: string[];
}

export interface KillPoints {
  undisturbed: KillPoint;
  killed: KillPoint[];
}

/** Lives played at the same time, and processes being started: a life mostly waits for the killed attempt's timeout. */
const TOGETHER = 14;
const STARTING = 2;

/**
 * Play a life once undisturbed, counting the writes of its commits; then once for each of them, together, each in a
 * world of its own with its own task queue: the worker is killed by SIGKILL after that write (and once before the
 * first), another one takes over. Before a write is after the one before it: nothing else is written in between.
 */
export function killAtEveryWrite(play: Life): Promise<KillPoints> {
  return killAt(play, (writes) => writes);
}

/** The same before the first and after each commit: what it tells others has not gone yet. */
export function killAtEveryCommit(play: Life): Promise<KillPoints> {
  return killAt(play, (writes) => [...new Map(writes.map((write) => [write.commit, write])).values()]);
}

export type Turns = <T>(what: () => Promise<T>) => Promise<T>;

async function killAt(play: Life, choose: (writes: CountedWrite[]) => CountedWrite[]): Promise<KillPoints> {
  const starting = turns(STARTING);
  const writes: CountedWrite[] = [];
  const undisturbed = await playIn(play, starting, undefined, writes);
  const points: (CountedWrite | 'nothing')[] = ['nothing', ...choose(writes)];
  const together = turns(TOGETHER);
  const played = await Promise.allSettled(points.map((point) => together(() => playIn(play, starting, point))));
  const failed = played.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return { undisturbed, killed: played.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])) };
}

async function playIn(
  play: Life,
  starting: Turns,
  point: CountedWrite | 'nothing' | undefined,
  writes: CountedWrite[] = [],
): Promise<KillPoint> {
  const name = nameOf(point);
  const env = { ESTATEFLOW_QUEUE_SUFFIX: `-${name.replace(/\W+/g, '-')}` };
  const { world, worker } = await starting(async () => {
    const made = await makeWorld({ sandbox: false, workers: false, env });
    return { world: made, worker: await startWorkerProcess(made, { killAfter: point }) };
  });
  const succession = worker.ended.then(() => starting(() => takeOver(world.deps)));
  try {
    await play(insistOn(await world.http()), world);
    if (point === undefined) {
      writes.push(...worker.writes);
      await worker.kill();
    }
    return {
      name,
      // null: its life is over and it was not killed where it should have been
      killedBy: await Promise.race([worker.ended, Promise.resolve(null)]),
      rows: await rowsOf(world),
      auditProblems: (await verifyAudit(world.deps.models)).problems,
    };
  } finally {
    await worker.kill();
    await (await succession)();
    await world.stop();
  }
}

export function nameOf(point: CountedWrite | 'nothing' | undefined): string {
  if (point === undefined) return 'undisturbed';
  return point === 'nothing' ? 'before any write' : `after ${point.commit}/${point.nth} ${point.what}`;
}

/** The next worker; answers how to stop it. */
export async function takeOver(deps: Deps): Promise<() => Promise<void>> {
  const heir = await createProcessesWorker(deps);
  const running = heir.run();
  return async () => {
    heir.shutdown();
    await running;
  };
}

export function insistOn(http: Http, name = 'post'): Insist {
  let count = 0;
  return async (staffId, path, body) => {
    const key = `${name}-${(count += 1)}`;
    for (;;) {
      const reply = await http.as(staffId).post(path, body, { key });
      if (reply.status !== 503) return reply;
    }
  };
}

/** Not left behind by a life: what was there before, and the API's own notes. */
const NOT_LEFT = ['price_lists', 'release_plans', 'staff', 'imports', 'banks', 'contractors', 'projects'];

async function rowsOf({ deps }: World): Promise<Rows> {
  const { connection } = deps.models;
  const left: Rows = {};
  for (const { name } of await connection.listCollections()) {
    if (NOT_LEFT.includes(name)) continue;
    const touched = name === 'units' ? { rev: { $gt: 1 } } : {};
    const rows = await connection.collection(name).find(touched).toArray();
    if (rows.length > 0) left[name] = rows.map((row) => alike(JSON.stringify(row))).sort();
  }
  return left;
}

/** Ids, hashes and instants differ from life to life. */
export function alike(row: string): string {
  return row
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'ULID')
    .replace(/\b[0-9a-f]{64}\b/g, 'HASH')
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+08:00)"|\b1[789]\d{11}\b/g, 'INSTANT')
    .replace(/\d{4}年\d+月\d+日( \d\d:\d\d)?/g, 'INSTANT');
}

/** At most so many at once; the others wait in line. */
export function turns(atOnce: number): Turns {
  let free = atOnce;
  const line: (() => void)[] = [];
  return async (what) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await what();
    } finally {
      const next = line.shift();
      if (next) next();
      else free += 1;
    }
  };
}
