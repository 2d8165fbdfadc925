import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { World } from './world';

/** A write of a commit. */
export interface CountedWrite {
  /** `signing#3`, by process and revision; of a second payment `payment.2#1`. */
  commit: string;
  /** Which write of its commit, from 1. */
  nth: number;
  /** `updateOne tasks`. */
  what: string;
}

/** Where a worker ends itself: before its first write, or after this one. */
export type KillAfter = 'nothing' | Pick<CountedWrite, 'commit' | 'nth'>;

/** A worker in an operating system process of its own, which a test may kill. */
export interface WorkerProcess {
  pid: number;
  /** The writes it has reported. */
  writes: CountedWrite[];
  /** Settles when it has ended and is reaped, with the signal that ended it. */
  ended: Promise<NodeJS.Signals | null>;
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
}

const ROOT = path.resolve(__dirname, '../..');
const LOAD_TYPESCRIPT = path.join(ROOT, 'test/harness/load-typescript.js');

interface WorkerOptions {
  /** It ends itself by SIGKILL there. */
  killAfter?: KillAfter;
  /** Bulk work and delivery too, as in production. */
  everyQueue?: boolean;
  env?: Record<string, string | undefined>;
}

/**
 * Start a worker for a world's processes; answers when it is about to poll.
 * @throws Error when it ends before it is ready
 */
export async function startWorkerProcess(
  world: World,
  { killAfter, everyQueue, env }: WorkerOptions = {},
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ['--require', LOAD_TYPESCRIPT, path.join(__dirname, 'worker-alone.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ...world.env,
      MONGODB_URI: world.databaseUri,
      ...env,
      KILL_AFTER: killAfter && JSON.stringify(killAfter),
      EVERY_QUEUE: everyQueue ? '1' : undefined,
    },
  });
  const writes: CountedWrite[] = [];
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  await ready(child, writes);
  return {
    pid: child.pid as number,
    writes,
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function ready(child: ChildProcess, writes: CountedWrite[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the worker process ended before it was ready')));
    child.on('message', (message: { ready?: true; write?: CountedWrite }) => {
      if (message.write) writes.push(message.write);
      if (message.ready) resolve();
    });
  });
}
