import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { spawnTied } from './spawn-tied.mjs';

const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/**
 * The path of a program that a Python wheel carries. The wheel is installed once, pinned by hash, into a
 * folder of the cache that appears only when it is complete.
 *
 * @param wheel `{ what, folder, requirements, program, pythonBelow, otherwise }`: what it is for, the cache
 *   folder's name, the pinned requirements file, how to find the program in the folder, the first CPython
 *   minor version without wheels, and what a person can do when it cannot be had.
 */
export async function programFromWheel(wheel, cacheDir, log) {
  const folder = path.join(cacheDir, `${wheel.folder}-${process.platform}-${process.arch}`);
  if (!fs.existsSync(folder)) {
    await withLock(`${folder}.lock`, log, async () => {
      if (!fs.existsSync(folder)) await install(wheel, folder, log);
    });
  }
  return wheel.program(folder);
}

async function install(wheel, folder, log) {
  const python = await findPython(wheel);
  const unfinished = `${folder}.unfinished`;
  // Left by a set-up that was killed; the lock is held, so nobody works on it.
  fs.rmSync(unfinished, { recursive: true, force: true });
  log(`fetching ${wheel.what} (once; kept in ${path.relative(process.cwd(), folder) || folder})`);
  try {
    const pip = await preparePip(python, unfinished, wheel);
    const result = await run(pip.command, [
      ...pip.args,
      ...['--quiet', '--disable-pip-version-check', '--no-input', '--retries', '2', '--timeout', '30'],
      ...['--no-deps', '--require-hashes', '--only-binary', ':all:', '--requirement', wheel.requirements],
    ]);
    if (result.code !== 0) throw pipFailure(wheel, result.output);
    wheel.program(unfinished);
    fs.renameSync(unfinished, folder);
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
}

async function findPython(wheel) {
  const below = wheel.pythonBelow ?? Number.POSITIVE_INFINITY;
  for (const command of PYTHONS) {
    const { code, output } = await run(command, ['-c', 'import sys; print(*sys.version_info[:2])']);
    const [major, minor] = output.trim().split(' ').map(Number);
    if (code === 0 && major === 3 && minor >= 10 && minor < below) return command;
  }
  const range = wheel.pythonBelow ? `3.10 to 3.${wheel.pythonBelow - 1}` : '3.10 or newer';
  throw new Failure(
    `No Python ${range} was found on PATH to fetch ${wheel.what}: install it, or ${wheel.otherwise}.`,
  );
}

/** A pip that installs into `folder`: a virtual environment's, else (Debian without python3-venv) Python's own. */
async function preparePip(python, folder, wheel) {
  const venv = await run(python, ['-m', 'venv', folder]);
  if (venv.code === 0) return { command: path.join(folder, 'bin', 'python'), args: ['-m', 'pip', 'install'] };
  fs.rmSync(folder, { recursive: true, force: true });
  const own = await run(python, ['-m', 'pip', '--version']);
  if (own.code === 0) return { command: python, args: ['-m', 'pip', 'install', '--target', folder] };
  throw new Failure(
    `Python's venv module is missing, and so is pip, to fetch ${wheel.what}: install it ` +
      `(on Debian and Ubuntu: apt-get install python3-venv), or ${wheel.otherwise}.`,
  );
}

function pipFailure(wheel, output) {
  const last = output.trim().split('\n').at(-1) ?? '';
  if (/DO NOT MATCH THE HASHES/i.test(output)) {
    return new Failure(`The download of ${wheel.what} does not have the pinned hash and was refused.`);
  }
  if (/Retrying|Connection|resolve|timed out|Proxy|SSL|HTTP error|Network/i.test(output)) {
    return new Failure(
      `The Python package registry cannot be reached to fetch ${wheel.what}: connect, or ${wheel.otherwise}.`,
    );
  }
  if (/No matching distribution/i.test(output)) {
    return new Failure(`There is no package of ${wheel.what} for this platform and Python: ${wheel.otherwise}.`);
  }
  return new Failure(`pip could not install ${wheel.what}: ${last}`);
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawnTied(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.once('error', (error) => resolve({ code: -1, output: String(error) }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
