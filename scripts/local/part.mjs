import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded, stopDaemon, watchOver } from './daemon.mjs';
import { Failure } from './failure.mjs';
import { printer } from './log-lines.mjs';
import { PROJECT } from './servers.mjs';

const READY_WITHIN = 60_000;
const LONGEST_PAUSE = 30_000;

/**
 * A part of the product that runs as its own process (worker, API). `start` waits until it sends `ready`; from
 * then on, when it ends by itself, it is started again after 1, 2, 4 … 30 s.
 *
 * Each part leads its own process group: Ctrl-C reaches only the launcher, which stops the parts in order.
 *
 * @param options `{ name, script, env, logDir, log(line) }`
 */
export function createPart({ name, script, env, logDir, log }) {
  let child;
  let stopping = false;

  async function start() {
    const print = printer(name, fs.createWriteStream(path.join(logDir, `${name}.log`), { flags: 'a' }));
    const started = fork(script, [], {
      cwd: PROJECT,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    watchOver(started);
    print(started.stdout);
    print(started.stderr);
    const outcome = await firstOf(started);
    if (outcome === 'ready') {
      started.once(
        'exit',
        (code, signal) => void startAgain(`${name} ended unexpectedly (${signal ?? `exit ${code}`})`),
      );
      if (hasEnded(started)) void startAgain(`${name} ended at once`);
      return;
    }
    await stopDaemon(started);
    if (stopping) return;
    throw new Failure(
      `The ${name} did not start (${outcome}); its words are above and in ${path.join(logDir, `${name}.log`)}.`,
    );
  }

  async function startAgain(why) {
    for (let pause = 1_000; !stopping; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      log(`${why}; starting it again in ${pause / 1_000} s`);
      await delay(pause);
      if (stopping) return;
      try {
        await start();
        log(`${name} is back`);
        return;
      } catch (error) {
        why = error.message;
      }
    }
  }

  return {
    start,
    /** Ends it gracefully, by force after `patience` ms; at once when called with 0. */
    async stop(patience) {
      stopping = true;
      if (child) await stopDaemon(child, patience);
    },
  };
}

function firstOf(child) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`not ready in ${READY_WITHIN / 1_000} s`), READY_WITHIN);
    const done = (outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(signal ?? `exit ${code}`));
    child.on('message', (message) => message === 'ready' && done('ready'));
  });
}
