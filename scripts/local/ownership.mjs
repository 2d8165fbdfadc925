import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { isAlive } from './lock.mjs';

/**
 * Claims a data folder for this process. Servers that a dead owner left behind are stopped; a folder with a
 * living owner is refused, since two servers on the same files would destroy them.
 *
 * @returns `{ record(servers), release() }`: `record` keeps the process ids of the running servers for the
 *   next start, `release` gives the folder back
 */
export async function claimDataFolder(dataDir, log) {
  fs.mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'owner.json');
  const before = read(file);
  if (before && before.pid !== process.pid && commandOf(before.pid) === before.command) {
    throw new Failure(
      `The data folder ${dataDir} is in use by process ${before.pid}: stop that one, or set ESTATEFLOW_DATA to another folder.`,
    );
  }
  for (const server of before?.servers ?? []) {
    if (commandOf(server.pid) !== server.command) continue;
    log(`stopping a server left behind by process ${before.pid} (${server.name}, process ${server.pid})`);
    await end(server.pid);
  }
  const mine = { pid: process.pid, command: commandOf(process.pid), servers: [] };
  write(file, mine);
  return {
    record(servers) {
      write(file, { ...mine, servers: servers.map(({ name, pid }) => ({ name, pid, command: commandOf(pid) })) });
    },
    release: () => fs.rmSync(file, { force: true }),
  };
}

/** The command line of a process, which tells it from a later one with the same id; undefined when it is gone. */
function commandOf(pid) {
  try {
    if (fs.existsSync('/proc/self/cmdline')) return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8') || undefined;
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

async function end(pid) {
  const signal = (name) => isAlive(pid) && process.kill(pid, name);
  signal('SIGTERM');
  for (let waited = 0; isAlive(pid) && waited < 15_000; waited += 100) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  signal('SIGKILL');
}

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function write(file, content) {
  const next = `${file}.${process.pid}`;
  fs.writeFileSync(next, JSON.stringify(content));
  fs.renameSync(next, file);
}
