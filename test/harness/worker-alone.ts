import { AsyncLocalStorage } from 'node:async_hooks';
import { Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import mongoose from 'mongoose';
import pino from 'pino';
import { createActivities } from '../../activities';
import type { Deps } from '../../activities/deps';
import { makeDeps } from '../../activities/make-deps';
import { readSettings } from '../../activities/settings';
import type { Change } from '../../workflows/kernel/change';
import { runWorkers } from '../../worker/run';
import { watchWrites } from './database-writes';
import { createProcessesWorker } from './processes-worker';
import type { CountedWrite, KillAfter } from './worker-process';

/**
 * A worker in a process of its own. KILL_AFTER ends it by SIGKILL when that write of a commit has been acknowledged, or
 * before the first one is sent. Each write is reported to the parent: of which commit, which, and what.
 */
async function main(): Promise<void> {
  const settings = readSettings();
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { KILL_AFTER } = process.env;
  countWrites(KILL_AFTER === undefined ? undefined : (JSON.parse(KILL_AFTER) as KillAfter));
  const mongo = await mongoose.createConnection(process.env.MONGODB_URI as string).asPromise();
  const deps = makeDeps(
    settings,
    await Connection.connect({ address: settings.connection.address }),
    mongo,
    pino({ level: 'silent' }),
  );
  const worker = process.env.EVERY_QUEUE ? await everyQueue(deps) : await processesOnly(deps);
  // A parent that is gone needs no worker.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.send?.({ ready: true });
  await worker.run();
}

async function everyQueue(deps: Deps): Promise<{ run(): Promise<void> }> {
  const native = await NativeConnection.connect({ address: deps.settings.connection.address });
  const workers = await runWorkers(deps, native, process.env.TEST_WORKFLOW_BUNDLE);
  return { run: () => workers.done };
}

function processesOnly(deps: Deps): Promise<{ run(): Promise<void> }> {
  const activities = createActivities(deps);
  const commit = (change: Change) =>
    committing.run({ commit: nameOf(change), writes: 0 }, () => activities.commit(change));
  return createProcessesWorker(deps, { ...activities, commit });
}

/** The commit that is running, and how many writes of it have been acknowledged. */
const committing = new AsyncLocalStorage<{ commit: string; writes: number }>();

/** Keys of each process's workflows, in the order in which they committed first: the same in every life. */
const keys = new Map<string, string[]>();

function nameOf({ process: name, key, rev }: Change): string {
  const known = keys.get(name) ?? [];
  if (!known.includes(key)) keys.set(name, [...known, key]);
  const nth = (keys.get(name) as string[]).indexOf(key) + 1;
  return `${name}${nth === 1 ? '' : `.${nth}`}#${rev}`;
}

function countWrites(killAfter: KillAfter | undefined): void {
  watchWrites({
    before() {
      if (committing.getStore() === undefined) return false;
      if (killAfter === 'nothing') process.kill(process.pid, 'SIGKILL');
      return true;
    },
    after(what) {
      const now = committing.getStore() as { commit: string; writes: number };
      now.writes += 1;
      const write: CountedWrite = { commit: now.commit, nth: now.writes, what };
      const isLast = killAfter !== 'nothing' && killAfter?.commit === write.commit && killAfter.nth === write.nth;
      if (isLast) process.kill(process.pid, 'SIGKILL');
      process.send?.({ write });
    },
  });
}

void main();
