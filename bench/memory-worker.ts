import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

/** What a worker process is to take into its cache. */
export interface Load {
  address: string;
  namespace: string;
  taskQueue: string;
  workflowIds: string[];
}

/** What one workflow adds, bytes. */
export interface Grown {
  heap: number;
  resident: number;
}

const WARM_UP = 20;
const ABREAST = 10;
const METADATA = '__temporal_workflow_metadata';

/** A worker with nothing to do but to hold workflows: replays each by a query and says how it has grown. */
async function main(): Promise<void> {
  const { address, namespace, taskQueue, workflowIds } = JSON.parse(process.env.BENCH_LOAD as string) as Load;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    namespace,
    taskQueue,
    workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE as string },
    maxCachedWorkflows: 2 * workflowIds.length,
    // Workflow code in this thread: another one's heap can be neither collected nor weighed from here.
    debugMode: true,
  });
  const running = worker.run();
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const load = async (ids: string[]) => {
    for (let n = 0; n < ids.length; n += ABREAST) {
      await Promise.all(ids.slice(n, n + ABREAST).map((id) => client.workflow.getHandle(id).query(METADATA)));
    }
  };
  await load(workflowIds.slice(0, WARM_UP));
  const before = await weigh();
  await load(workflowIds.slice(WARM_UP));
  const after = await weigh();
  const count = workflowIds.length - WARM_UP;
  const grown: Grown = {
    heap: (after.heapUsed - before.heapUsed) / count,
    resident: (after.rss - before.rss) / count,
  };
  process.stdout.write(JSON.stringify(grown));
  worker.shutdown();
  await running;
  process.exit(0);
}

async function weigh(): Promise<NodeJS.MemoryUsage> {
  for (let time = 0; time < 3; time += 1) {
    await pause(100);
    globalThis.gc?.();
  }
  return process.memoryUsage();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
