import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** True while a process with this id exists, whoever owns it. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Runs `work` while holding a lock file, so that two set-ups started at once do not write to the same
 * folder. A lock whose holder died is taken over.
 */
export async function withLock(file, log, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    if (!told) log(`waiting for another process to finish (${path.basename(file)})`);
    told = true;
    await delay(200);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function take(file) {
  // Linked into place rather than opened with 'wx', so that the file is never seen without its content.
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(mine, { force: true });
  }
  const holder = readPid(file);
  if (holder !== undefined && !isAlive(holder)) {
    // Renamed first: of several waiters only one gets to remove the dead holder's file.
    const dead = `${file}.dead-${process.pid}`;
    try {
      fs.renameSync(file, dead);
      fs.rmSync(dead, { force: true });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return false;
}

function readPid(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
