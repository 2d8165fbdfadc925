/**
 * `npm run bench [-- step round-trips many launch memory sale-actions collection]`: measures against baselines in the same run, on servers of
 * its own with throw-away data, and prints the protocol with the figures. A goal that is missed is said, not hidden;
 * the exit code is 1 only when a benchmark could not be carried out, or a number that is kept has risen.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stopDaemon } from './local/daemon.mjs';
import { installDependencies } from './local/dependencies.mjs';
import { exitWith } from './local/failure.mjs';
import { freePort } from './local/ports.mjs';
import { PROJECT, startServers } from './local/servers.mjs';
import { spawnTied } from './local/spawn-tied.mjs';

const log = (line) => console.log(`· ${line}`);
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'estateflow-bench-'));
let servers;
let program;
let stopping;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop().then(() => process.exit(1)));

const starting = start();
starting.then(run).then(
  async (code) => {
    await stop();
    process.exit(code);
  },
  async (error) => {
    if (stopping) return;
    await stop();
    exitWith(error);
  },
);

async function start() {
  await installDependencies(log);
  const ports = { temporal: await freePort(), mongodb: await freePort() };
  const env = { TEMPORAL_ADDRESS: process.env.TEST_TEMPORAL_ADDRESS, MONGODB_URI: process.env.TEST_MONGODB_URI };
  servers = await startServers({ dataDir, ports, env, log });
}

function run() {
  if (stopping) return 1;
  // From the sources, as the tests run them.
  const typescript = path.join(PROJECT, 'test/harness/load-typescript.js');
  const args = ['--require', typescript, path.join(PROJECT, 'bench/main.ts'), ...process.argv.slice(2)];
  program = spawnTied(process.execPath, args, {
    cwd: PROJECT,
    // In a process group of its own: Ctrl-C comes through here, so that its workers stop before the servers.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      TEST_TEMPORAL_ADDRESS: servers.temporalAddress,
      TEST_MONGODB_URI: servers.mongodbUri,
      TEST_DATA: dataDir,
      TEST_WORKFLOW_BUNDLE: path.join(dataDir, 'workflow-bundle.js'),
    },
  });
  return new Promise((resolve) => program.once('exit', (code) => resolve(code ?? 1)));
}

function stop() {
  stopping ??= (async () => {
    if (program) await stopDaemon(program);
    // Interrupted while starting: what has started by then is stopped as well.
    await starting.catch(() => {});
    await servers?.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  })();
  return stopping;
}
