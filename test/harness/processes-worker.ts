import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { Deps } from '../../activities/deps';

/**
 * A worker for people's processes only. Delivery is left out: so the writes of commits are the only ones and have the
 * same order each time, and the outbox shows what was queued.
 */
export async function createProcessesWorker(
  deps: Deps,
  activities: ReturnType<typeof createActivities> = createActivities(deps),
): Promise<Worker> {
  const { connection, taskQueues } = deps.settings;
  return Worker.create({
    connection: await NativeConnection.connect({ address: connection.address }),
    namespace: connection.namespace,
    taskQueue: taskQueues.processes,
    activities,
    workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE as string },
  });
}
