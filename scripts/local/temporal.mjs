import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startDaemon } from './daemon.mjs';
import { Failure } from './failure.mjs';
import { programFromWheel } from './wheel.mjs';

const execute = promisify(execFile);

/** Fast-forwarding single workflows (the sandbox clock) needs this server or a later one. */
const OLDEST_SERVER = [1, 32];

const WHEEL = {
  what: 'the Temporal server',
  folder: 'temporal-1.9.1',
  requirements: fileURLToPath(new URL('requirements-temporal.txt', import.meta.url)),
  program: (folder) => path.join(folder, 'bin', 'temporal'),
  otherwise: 'put the temporal CLI on PATH, or set TEMPORAL_ADDRESS to a running server',
};

/** The `temporal` program: the one on PATH when it is new enough, else the pinned wheel's. */
export async function findTemporal(cacheDir, log) {
  const onPath = await version('temporal');
  if (onPath && atLeast(onPath.server, OLDEST_SERVER)) return { command: 'temporal', ...onPath };
  if (onPath) log(`temporal on PATH is too old (server ${onPath.server}); using the pinned one`);
  const command = await programFromWheel(WHEEL, cacheDir, log);
  const found = await version(command);
  if (!found) throw new Failure(`${command} does not run on this machine: ${WHEEL.otherwise}.`);
  return { command, ...found };
}

/**
 * Starts a development server that keeps its data in `dataDir`.
 * @param options `{ dataDir, logDir, port, uiPort?, found }`; without `uiPort` there is no Web UI
 */
export function startTemporal({ dataDir, logDir, port, uiPort, found }) {
  // The schema is not migrated across CLI versions, so each version has its own file.
  const file = path.join(dataDir, `temporal-${found.cli}.db`);
  fs.mkdirSync(dataDir, { recursive: true });
  const address = `127.0.0.1:${port}`;
  return startDaemon({
    name: 'The Temporal server',
    command: found.command,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
      ...['--db-filename', file, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      ...(uiPort ? ['--ui-port', String(uiPort), '--ui-disable-news-fetch'] : ['--headless']),
    ],
    logFile: path.join(logDir, 'temporal.log'),
    ready: () => namespaceExists(found.command, address),
  });
}

async function namespaceExists(command, address) {
  try {
    // Without --env-file etc.: a developer's own profile must not redirect the question.
    const args = ['operator', 'namespace', 'describe', '--address', address, '--namespace', 'default'];
    await execute(command, [...args, '--disable-config-file', '--command-timeout', '2s'], {
      env: { PATH: process.env.PATH },
    });
    return true;
  } catch {
    return false;
  }
}

async function version(command) {
  try {
    const { stdout } = await execute(command, ['--version']);
    const match = /version ([\w.-]+) \(Server ([\w.-]+)/i.exec(stdout);
    return match ? { cli: match[1], server: match[2] } : undefined;
  } catch {
    return undefined;
  }
}

function atLeast(text, [major, minor]) {
  const [a = 0, b = 0] = text.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}
