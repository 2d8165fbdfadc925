import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopDaemon } from './daemon.mjs';
import { Failure } from './failure.mjs';
import { findMongodb, mongodbUri, startMongodb } from './mongodb.mjs';
import { claimDataFolder } from './ownership.mjs';
import { answers, requireFree } from './ports.mjs';
import { findTemporal, startTemporal } from './temporal.mjs';

/** The folder of the checkout. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** Programs fetched once and shared by all copies started from this checkout. */
const CACHE = path.join(PROJECT, '.estateflow', 'cache');

const RESTART_AFTER = 1_000;

/**
 * Finds or fetches Temporal and MongoDB and starts those that the settings do not name already
 * (`TEMPORAL_ADDRESS`, `MONGODB_URI`).
 *
 * @param options `dataDir` for the data, logs and the owner file; `ports` `{ temporal, temporalUi?, mongodb }`,
 *   no Web UI without its port; `env` with the two settings; `log(line)` for progress; `keepRunning` to start a
 *   server that dies again, on the same port and data; `cacheDir` for fetched programs.
 * @returns `{ temporalAddress, temporalUi?, mongodbUri, local: { temporal, mongodb }, pids, stop() }`; `stop`
 *   ends Temporal first, then MongoDB
 * @throws Failure with one sentence, after stopping whatever had been started
 */
export async function startServers({
  dataDir,
  ports,
  env = process.env,
  log = () => {},
  keepRunning = false,
  cacheDir = CACHE,
}) {
  const local = { temporal: !env.TEMPORAL_ADDRESS, mongodb: !env.MONGODB_URI };
  await requireReachable(env);
  await requireFreePorts(local, ports);

  const logDir = path.join(dataDir, 'logs');
  const owner = local.temporal || local.mongodb ? await claimDataFolder(dataDir, log) : undefined;
  const running = new Map();
  let stopping = false;

  const keep = async (name, start) => {
    const child = await start();
    running.set(name, child);
    owner.record([...running].map(([server, { pid }]) => ({ name: server, pid })));
    child.once('exit', (code, signal) => {
      running.delete(name);
      if (stopping) return;
      log(`${name} ended unexpectedly (${signal ?? `exit ${code}`})${keepRunning ? '; starting it again' : ''}`);
      if (keepRunning) startAgain(name, start);
    });
  };
  const startAgain = (name, start) => {
    setTimeout(() => {
      if (stopping) return;
      keep(name, start).then(
        () => log(`${name} is back`),
        (error) => {
          log(error.message);
          startAgain(name, start);
        },
      );
    }, RESTART_AFTER).unref();
  };
  const stop = async () => {
    stopping = true;
    for (const name of ['Temporal', 'MongoDB']) if (running.has(name)) await stopDaemon(running.get(name));
    owner?.release();
  };

  try {
    fs.mkdirSync(logDir, { recursive: true });
    const [temporal, mongodb] = await both(
      local.temporal && findTemporal(cacheDir, log),
      local.mongodb && findMongodb(cacheDir, log),
    );
    if (temporal) {
      log(`starting Temporal (server ${temporal.server}, port ${ports.temporal})`);
      const settings = { dataDir, logDir, port: ports.temporal, uiPort: ports.temporalUi, found: temporal };
      await keep('Temporal', () => startTemporal(settings));
    }
    if (mongodb) {
      log(`starting MongoDB (${mongodb.kind}, port ${ports.mongodb})`);
      await keep('MongoDB', () => startMongodb({ dataDir, logDir, port: ports.mongodb, found: mongodb }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    temporalAddress: env.TEMPORAL_ADDRESS || `127.0.0.1:${ports.temporal}`,
    temporalUi: local.temporal && ports.temporalUi ? `http://localhost:${ports.temporalUi}` : undefined,
    mongodbUri: env.MONGODB_URI || mongodbUri(ports.mongodb),
    local,
    pids: Object.fromEntries([...running].map(([name, { pid }]) => [name, pid])),
    stop,
  };
}

/** Like Promise.all, but the second is not abandoned half-way when the first fails. */
async function both(first, second) {
  const results = await Promise.allSettled([first, second]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return results.map(({ value }) => value);
}

async function requireFreePorts(local, ports) {
  if (local.temporal) {
    await requireFree(ports.temporal, 'TEMPORAL_PORT', 'Temporal');
    if (ports.temporalUi) await requireFree(ports.temporalUi, 'TEMPORAL_UI_PORT', 'the Temporal Web UI');
  }
  if (local.mongodb) await requireFree(ports.mongodb, 'MONGODB_PORT', 'MongoDB');
}

async function requireReachable(env) {
  const places = [
    ['TEMPORAL_ADDRESS', env.TEMPORAL_ADDRESS, /^(?:https?:\/\/)?([^/:]+):(\d+)/],
    ['MONGODB_URI', env.MONGODB_URI, /^mongodb:\/\/(?:[^@/]*@)?([^/:,]+)(?::(\d+))?/],
  ];
  for (const [setting, value, shape] of places) {
    const match = shape.exec(value ?? '');
    if (match && !(await answers(Number(match[2] ?? 27_017), match[1], 5_000))) {
      throw new Failure(`Nothing answers at ${match[1]}:${match[2] ?? 27_017}, which ${setting} names.`);
    }
  }
}
