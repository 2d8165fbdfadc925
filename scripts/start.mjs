/**
 * `npm start`: everything a sales centre needs, from one command. Settings by environment, see the README.
 * Ctrl-C stops the API, the worker, Temporal and MongoDB, in this order; data is kept. A second one does not wait.
 */
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { installDependencies } from './local/dependencies.mjs';
import { exitWith } from './local/failure.mjs';
import { createPart } from './local/part.mjs';
import { requireFree } from './local/ports.mjs';
import { PROJECT, startServers } from './local/servers.mjs';
import { readSettings, serverEnvironment } from './local/settings.mjs';
import { spawnTied } from './local/spawn-tied.mjs';

const EXAMPLE = 'examples/linjiang';
const started = Date.now();
const log = (line) => console.log(`· ${line}`);

/** What runs, in the order of starting; stopped in the opposite order. */
const running = [];
let stopping;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Asked twice: leave at once; what still runs is ended by its watchdog.
    if (stopping) process.exit(1);
    console.log('');
    stop().then(() => process.exit(0), exitWith);
  });
}

main().catch(async (error) => {
  if (stopping) return;
  if (running.length > 0) await stop();
  exitWith(error);
});

async function main() {
  const settings = readSettings();
  await requireFree(settings.port, 'PORT', 'the API');
  await installDependencies(log);
  await build(log);

  const starting = startServers({ ...settings, log, keepRunning: true });
  const whenStarted = { stop: async () => (await starting).stop() };
  running.push(whenStarted);
  const servers = await starting.catch((error) => {
    // It has stopped what it had started.
    running.pop();
    throw error;
  });
  if (stopping) return;

  // The sandbox belongs to the Temporal server started here; somebody else's server never gets it.
  const production = process.env.NODE_ENV === 'production' || Boolean(process.env.TEMPORAL_PROFILE);
  const sandbox = servers.local.temporal && !production;
  const env = { ...serverEnvironment(settings), ...sandboxSwitch(sandbox) };
  const logDir = path.join(settings.dataDir, 'logs');
  fs.mkdirSync(logDir, { recursive: true });
  await startPart({ name: 'worker', script: 'dist/worker/main.js', patience: 20_000, env, logDir });
  if (sandbox && !stopping) await loadExample(env);
  await startPart({ name: 'api', script: 'dist/api/main.js', patience: 10_000, env, logDir });
  if (!stopping) announce({ servers, settings, env, sandbox });
}

/** Both are needed: the switch, and the assurance that the servers are nobody else's. */
function sandboxSwitch(sandbox) {
  return sandbox
    ? { ESTATEFLOW_SANDBOX: '1', ESTATEFLOW_LOCAL_SERVERS: '1' }
    : { ESTATEFLOW_SANDBOX: '0', ESTATEFLOW_LOCAL_SERVERS: '0' };
}

async function startPart({ name, script, patience, env, logDir }) {
  if (stopping) return;
  log(`starting the ${name}`);
  const part = createPart({ name, script: path.join(PROJECT, script), env, logDir, log });
  running.push({ stop: () => part.stop(patience) });
  await part.start();
}

async function loadExample(env) {
  log(`loading ${EXAMPLE} if the database is empty`);
  const args = [path.join(PROJECT, 'dist/scripts/import.js'), EXAMPLE, '--if-empty'];
  const child = spawnTied(process.execPath, args, { cwd: PROJECT, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) log(`${EXAMPLE} was not loaded (exit ${code}); the reason is above`);
}

function stop() {
  stopping ??= (async () => {
    log('stopping (API, worker, servers); data is kept');
    while (running.length > 0) await running.pop().stop();
    log('stopped');
  })();
  return stopping;
}

function announce({ servers, settings, env, sandbox }) {
  const api = `http://localhost:${settings.port}`;
  console.log(`
Estateflow is running (after ${((Date.now() - started) / 1000).toFixed(1)} s).

  API          ${api}/v1
  Docs         ${api}/docs
  Temporal UI  ${servers.temporalUi ?? `(the one of ${env.TEMPORAL_ADDRESS})`}
  Temporal     ${env.TEMPORAL_ADDRESS}
  MongoDB      ${env.MONGODB_URI.replace(/\/\/[^@/]*@/, '//…@')}
  Data, logs   ${path.relative(process.cwd(), settings.dataDir) || '.'}
`);
  if (sandbox) {
    console.log(`Try next, in another terminal:

  PORT=${settings.port} TEMPORAL_UI_PORT=${settings.ports.temporalUi} npm run demo
  curl -s -X POST ${api}/v1/sandbox/tokens -H 'content-type: application/json' -d '{"staffId":"consultant-a1"}'

Ctrl-C stops everything; data is kept.`);
  } else {
    console.log(`There is no sandbox: it needs the Temporal server started here (no TEMPORAL_ADDRESS) and no production profile.
Load a project with: npm run import -- ${EXAMPLE}`);
  }
}
