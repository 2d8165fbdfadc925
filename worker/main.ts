import { Connection } from '@temporalio/client';
import {
  DefaultLogger,
  NativeConnection,
  type NativeConnectionOptions,
  Runtime,
  type RuntimeOptions,
} from '@temporalio/worker';
import mongoose from 'mongoose';
import pino from 'pino';
import { connectionOptionsOf } from '../activities/connect';
import { checkDocuments } from '../activities/texts/documents';
import { makeDeps } from '../activities/make-deps';
import { checkTemplates } from '../activities/texts/notices';
import { readSettings } from '../activities/settings';
import { createIndexes } from '../models';
import { prepareNamespace } from './namespace';
import { checkRosters } from './rosters';
import { runWorkers } from './run';
import { reconcileSchedules } from './schedules';

/** Start-up of the worker process: check everything first, prepare the namespace, then work until told to stop. */
async function main(): Promise<void> {
  const log = pino({ name: 'worker' });
  checkTemplates();
  checkDocuments();
  const settings = readSettings();
  Runtime.install({ logger: new DefaultLogger('WARN'), ...metricsOf(process.env) });

  let stopping = false;
  let stop = async () => {};
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping = true;
      void stop();
    });
  }

  const mongo = mongoose.createConnection(process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017/estateflow');
  await mongo.asPromise();
  const { address, tls, apiKey, metadata } = connectionOptionsOf(settings);
  const native = await NativeConnection.connect({ address, tls, apiKey, metadata } as NativeConnectionOptions);
  const connection = await Connection.connect(connectionOptionsOf(settings));
  const deps = makeDeps(settings, connection, mongo, log);
  await prepareNamespace(deps);
  await createIndexes(deps.models);
  await checkRosters(deps);
  const workers = await runWorkers(deps, native);
  await reconcileSchedules(deps);
  stop = () => workers.stop();
  if (stopping) await stop();
  log.info({ queues: settings.taskQueues }, 'worker ready');
  process.send?.('ready');
  await workers.done;
  await connection.close();
  await native.close();
  await mongo.close();
  process.disconnect?.();
}

/** Temporal's own figures of this worker (slots, latencies, cache), for Prometheus, if a port is given. */
function metricsOf(env: Record<string, string | undefined>): Pick<RuntimeOptions, 'telemetryOptions'> {
  const port = env.WORKER_METRICS_PORT;
  if (!port) return {};
  if (!/^\d+$/.test(port)) throw new Error(`WORKER_METRICS_PORT must be a port number, not '${port}'.`);
  return { telemetryOptions: { metrics: { prometheus: { bindAddress: `0.0.0.0:${port}` } } } };
}

main().catch((error: unknown) => {
  process.stderr.write(`worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
