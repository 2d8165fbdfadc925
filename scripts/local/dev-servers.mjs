/**
 * Starts Temporal and MongoDB on free ports with throw-away data, says where they are, and stops them at
 * Ctrl-C, SIGTERM or (with --json) when its standard input closes: for tests, and for developers who run
 * single test files against one pair:
 *
 *   node scripts/local/dev-servers.mjs          prints `export …` lines to paste into another terminal
 *   node scripts/local/dev-servers.mjs --json   prints one line of JSON (used by the tests' global set-up)
 *   … --ui                                      with the Temporal Web UI
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { exitWith } from './failure.mjs';
import { freePort } from './ports.mjs';
import { startServers } from './servers.mjs';

const json = process.argv.includes('--json');
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'estateflow-'));
let servers;
let stopping;

function stop() {
  stopping ??= (async () => {
    // Asked to stop while starting: let the start finish or fail, so that nothing is left behind.
    await started.catch(() => {});
    await servers?.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop().then(() => process.exit(0)));
if (json) process.stdin.on('end', () => stop().then(() => process.exit(0))).resume();

const started = start();
started.catch((error) => stop().then(() => exitWith(error)));

async function start() {
  const ports = {
    temporal: await freePort(),
    mongodb: await freePort(),
    ...(process.argv.includes('--ui') && { temporalUi: await freePort() }),
  };
  const env = { TEMPORAL_ADDRESS: process.env.TEST_TEMPORAL_ADDRESS, MONGODB_URI: process.env.TEST_MONGODB_URI };
  servers = await startServers({ dataDir, ports, env, log: (line) => console.error(`· ${line}`) });
  const { temporalAddress, temporalUi, mongodbUri, pids } = servers;
  if (json) {
    console.log(JSON.stringify({ temporalAddress, temporalUi, mongodbUri, pids, dataDir }));
    return;
  }
  console.log(`export TEST_TEMPORAL_ADDRESS='${temporalAddress}' TEST_MONGODB_URI='${mongodbUri}'`);
  if (temporalUi) console.log(`# Temporal Web UI: ${temporalUi}`);
  console.log(`# data in ${dataDir}; Ctrl-C (or kill ${process.pid}) stops both and removes it`);
}
