import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities';
import type { Deps } from '../activities/deps';
import { keepMovedClocksGoing } from '../activities/sandbox/pacemaker';
import { BUNDLE_PATH } from './bundle';
import { mistakeSinks } from './mistakes';

/** The workers of one process: one for people's processes, one for bulk work, so that a run never delays a person. */
export interface RunningWorkers {
  /** Settles when both have stopped; rejects when one failed. */
  done: Promise<void>;
  stop(): Promise<void>;
}

/** Start both workers. `bundle` is a path to workflow code built before; default the built one, else the sources. */
export async function runWorkers(
  given: Deps,
  connection: NativeConnection,
  bundle = BUNDLE_PATH,
): Promise<RunningWorkers> {
  const { settings } = given;
  const buildId = buildIdOf(bundle);
  // Which code it was that made a mistake stands in every line of the log.
  const deps = { ...given, log: given.log.child({ build: buildId }) };
  const shared: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace: settings.connection.namespace,
    activities: createActivities(deps),
    sinks: mistakeSinks(deps),
    ...(existsSync(bundle)
      ? { workflowBundle: { codePath: bundle } }
      : { workflowsPath: require.resolve('../workflows') }),
    // Told to the server, so that a history says which code made it; running processes go on with the newest (`patched`).
    workerDeploymentOptions: {
      version: { deploymentName: 'estateflow', buildId },
      useWorkerVersioning: false,
    },
    shutdownGraceTime: settings.worker.shutdownGraceTime as never,
    // a commit that waits for another process to begin waits for this very worker: it is redone by the next one
    shutdownForceTime: settings.worker.shutdownForceTime as never,
    maxCachedWorkflows: settings.worker.maxCachedWorkflows,
    maxConcurrentWorkflowTaskExecutions: settings.worker.maxConcurrentWorkflowTasks,
  };
  const workers = [
    await Worker.create({
      ...shared,
      taskQueue: settings.taskQueues.processes,
      maxConcurrentActivityTaskExecutions: settings.worker.maxConcurrentActivities,
    }),
    await Worker.create({
      ...shared,
      taskQueue: settings.taskQueues.bulk,
      maxConcurrentActivityTaskExecutions: settings.worker.maxConcurrentBulkActivities,
    }),
  ];
  const done = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  const stopClocks = settings.sandbox ? keepMovedClocksGoing(deps) : async () => {};
  return {
    done,
    async stop() {
      await stopClocks();
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await done.catch(() => undefined);
    },
  };
}

/** Names the workflow code by what it is: the same on every machine that has it. */
function buildIdOf(bundle: string): string {
  if (!existsSync(bundle)) return 'sources';
  return createHash('sha256').update(readFileSync(bundle)).digest('hex').slice(0, 12);
}
