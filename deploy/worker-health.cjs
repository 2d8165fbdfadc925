/**
 * Is the worker of this container at work? Exit code 0 when Temporal has been asked for work from this host, on the
 * queue of people's processes, within the last minutes. A container's host name is its own.
 */
const os = require('node:os');
const { Connection } = require('@temporalio/client');
const { readSettings } = require('../dist/activities/settings');

async function main() {
  const { connection: place, taskQueues } = readSettings();
  const connection = await Connection.connect({ address: place.address, connectTimeout: '5 seconds' });
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: place.namespace,
    taskQueue: { name: taskQueues.processes },
  });
  await connection.close();
  const isPolling = (pollers ?? []).some(({ identity }) => identity?.endsWith(`@${os.hostname()}`));
  if (!isPolling) throw new Error(`nobody at ${os.hostname()} polls ${taskQueues.processes}`);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
