import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';

/**
 * Starts a server in its own process group (Ctrl-C in the terminal must not take it away before the worker
 * and the API have finished), with its output in a log file.
 *
 * @param server `{ name, command, args, logFile, ready(): Promise<boolean>, timeout }`, timeout in ms.
 * @returns the running child process
 * @throws Failure when it ends early or is not ready in time, with the end of its log
 */
export async function startDaemon({ name, command, args, logFile, ready, timeout = 30_000 }) {
  const log = fs.openSync(logFile, 'a');
  const from = fs.fstatSync(log).size;
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log] });
  fs.closeSync(log);
  let spawnError;
  child.once('error', (error) => (spawnError = error));
  watchOver(child);
  const deadline = Date.now() + timeout;
  while (!(await ready())) {
    const ended = spawnError ?? hasEnded(child);
    if (ended || Date.now() > deadline) {
      await stopDaemon(child);
      const why = spawnError ? spawnError.message : ended ? 'it ended at once' : `not ready in ${timeout / 1000} s`;
      throw new Failure(`${name} did not come up (${why}); the end of ${logFile}:\n${tail(logFile, from)}`);
    }
    await delay(50);
  }
  return child;
}

/** Asks a child to end (SIGTERM) and makes it end after `patience` ms. */
export async function stopDaemon(child, patience = 15_000) {
  if (!child.pid || hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(timer);
}

export function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Ends the child when this process dies without stopping it (SIGKILL, crash): a tiny shell waits for the end
 * of a pipe that only this process holds.
 */
export function watchOver(child) {
  if (!child.pid) return;
  const script =
    'read -r _; kill -TERM "$1"; i=0; while kill -0 "$1" && [ $i -lt 20 ]; do sleep 1; i=$((i+1)); done; kill -KILL "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'estateflow-watchdog', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.stdin.on('error', () => {});
  guard.unref();
  guard.stdin.unref?.();
  child.once('exit', () => {
    guard.kill('SIGKILL');
    guard.stdin.destroy();
  });
}

function tail(file, from, lines = 8) {
  const text = fs.readFileSync(file).subarray(from).toString('utf8').trimEnd();
  return text
    ? text
        .split('\n')
        .slice(-lines)
        .map((line) => `  ${line}`)
        .join('\n')
    : '  (empty)';
}
