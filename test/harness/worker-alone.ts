import { activityInfo } from '@temporalio/activity';
import { Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import mongoose from 'mongoose';
import pino from 'pino';
import type { Deps } from '../../activities/deps';
import { makeDeps } from '../../activities/make-deps';
import { readSettings } from '../../activities/settings';
import { runWorkers } from '../../worker/run';
import { watchWrites } from './database-writes';
import { createProcessesWorker } from './processes-worker';

/**
 * A worker in a process of its own. KILL_AFTER_WRITE=n ends it by SIGKILL after the n-th write of a commit has been
 * acknowledged; 0: before the first is sent. Each write is reported to the parent: of which commit, and what.
 */
async function main(): Promise<void> {
  const settings = readSettings();
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  countWrites(process.env.KILL_AFTER_WRITE === undefined ? undefined : Number(process.env.KILL_AFTER_WRITE));
  const mongo = await mongoose.createConnection(process.env.MONGODB_URI as string).asPromise();
  const deps = makeDeps(
    settings,
    await Connection.connect({ address: settings.connection.address }),
    mongo,
    pino({ level: 'silent' }),
  );
  const worker = process.env.EVERY_QUEUE ? await everyQueue(deps) : await createProcessesWorker(deps);
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

function countWrites(killAfter: number | undefined): void {
  let count = 0;
  watchWrites({
    before() {
      if (commitNow() === undefined) return false;
      if (killAfter === 0) process.kill(process.pid, 'SIGKILL');
      return true;
    },
    after(what) {
      count += 1;
      if (count === killAfter) process.kill(process.pid, 'SIGKILL');
      process.send?.({ write: { commit: commitNow(), what } });
    },
  });
}

/** The commit that is running, by workflow and activity; undefined outside of one. */
function commitNow(): string | undefined {
  try {
    const { activityType, activityId, workflowExecution } = activityInfo();
    return activityType === 'commit' ? `${workflowExecution?.workflowId} ${activityId}` : undefined;
  } catch {
    return undefined;
  }
}

void main();
