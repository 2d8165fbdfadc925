import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import mongoose from 'mongoose';
import pino from 'pino';
import { makeDeps } from '../../activities/make-deps';
import { readSettings } from '../../activities/settings';
import { createIndexes } from '../../models';
import { prepareNamespace } from '../../worker/namespace';
import { type RunningWorkers, runWorkers } from '../../worker/run';
import { databaseNamed } from './database';
import { EXAMPLE_PROJECT, loadExample } from './example-data';
import { type Api, serveApi } from './http';
import { asTheyAre } from './names';
import { type Project, projectIn } from './project';
import { watched } from './trouble';

/**
 * A sales centre of its own on the shared servers: own namespace, own database, own task queues, and the example under
 * its own names. For tests that stop workers, need other settings or look at a whole database; all others open a
 * project in a world that is there already (`openProject`).
 */
export interface World extends Project {
  namespace: string;
  databaseUri: string;
  /** What its settings were read from: a worker in another process reads the same. */
  env: Record<string, string | undefined>;
  /** Its API, for those who speak for another project; served from the first call. */
  api(): Promise<Api>;
  /** Start workers in this process; none run before. */
  startWorkers(): Promise<RunningWorkers>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  sandbox?: boolean;
  workers?: boolean;
  /** Load the example project; default true. */
  example?: boolean;
  env?: Record<string, string>;
  /** `temporal.yaml` as this world has it: its text changed. */
  settings?: (yaml: string) => string;
  /** Default: the servers of the run. */
  servers?: { temporalAddress: string; mongodbUri: string };
}

const ROOT = path.resolve(__dirname, '../..');

/** Make a world; `stop` it in afterAll. */
export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const { temporalAddress: address, mongodbUri } = options.servers ?? serversOfRun();
  const namespace = `test-${randomUUID().slice(0, 8)}`;
  const databaseUri = databaseNamed(namespace, mongodbUri);
  const settingsFile = writeSettings(namespace, options.settings);
  const env = {
    ESTATEFLOW_SETTINGS: settingsFile,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    ESTATEFLOW_SANDBOX: options.sandbox === false ? undefined : '1',
    ...options.env,
  };
  const settings = readSettings(env, settingsFile);
  installRuntime();
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86400 as never },
  });
  const mongo = await mongoose.createConnection(databaseUri).asPromise();
  const deps = makeDeps(settings, connection, mongo, pino({ level: process.env.TEST_LOG ?? 'silent' }));
  await prepareNamespace(deps);
  await createIndexes(deps.models);
  if (options.example !== false) await loadExample(mongo);

  const stops: (() => Promise<unknown>)[] = [watched(deps.client)];
  let serving: Promise<Api> | undefined;
  function api(): Promise<Api> {
    serving ??= serveApi(deps).then((served) => {
      stops.push(() => served.stop());
      return served;
    });
    return serving;
  }
  async function startWorkers(): Promise<RunningWorkers> {
    const native = await NativeConnection.connect({ address });
    const workers = await runWorkers(deps, native, process.env.TEST_WORKFLOW_BUNDLE);
    stops.push(async () => {
      await workers.stop();
      // a worker that had to be forced still holds it
      await native.close().catch(() => undefined);
    });
    return workers;
  }
  async function stop(): Promise<void> {
    for (const stopOne of stops.reverse()) await stopOne();
    await mongo.dropDatabase().catch(() => undefined);
    await mongo.close();
    await connection.close();
  }
  if (options.workers !== false) await startWorkers();
  const project = projectIn({ deps, api }, EXAMPLE_PROJECT, asTheyAre);
  return { ...project, namespace, databaseUri, env, api, startWorkers, stop };
}

/**
 * Wait on a condition, never on a sleep.
 * @param pace milliseconds between looks: longer where many wait long, it leaves the processor to what is waited for
 * @throws Error with what was last seen
 */
export async function eventually<T>(
  look: () => Promise<T | undefined | null | false>,
  within = 10_000,
  pace = 10,
): Promise<T> {
  const until = Date.now() + within;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== null && seen !== false) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (Date.now() > until) throw last instanceof Error ? last : new Error(`did not happen within ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
}

function serversOfRun() {
  return {
    temporalAddress: process.env.TEST_TEMPORAL_ADDRESS as string,
    mongodbUri: process.env.TEST_MONGODB_URI as string,
  };
}

function writeSettings(name: string, change: WorldOptions['settings']): string {
  const original = path.join(ROOT, 'temporal.yaml');
  if (!change) return original;
  const file = path.join(process.env.TEST_DATA as string, `${name}.yaml`);
  writeFileSync(file, change(readFileSync(original, 'utf8')));
  return file;
}

let installed = false;
/** Temporal's own log, errors only; once per process. */
export function installRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
}
