import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { PROJECT } from './servers.mjs';
import { spawnTied } from './spawn-tied.mjs';

/** Installs the npm packages when they are missing or differ from package-lock.json. */
export async function installDependencies(log) {
  if (isInstalled()) return;
  await withLock(path.join(PROJECT, '.estateflow', 'install.lock'), log, async () => {
    if (isInstalled()) return;
    log('installing npm packages');
    const code = await npmInstall();
    if (code === 'ENOENT') throw new Failure('npm was not found on PATH; it comes with Node.js 20.');
    if (code !== 0) throw new Failure(`npm ci failed (exit ${code}); its own words are above.`);
  });
}

/** Compares the lock with the record that npm keeps of what it installed; other platforms' packages aside. */
function isInstalled() {
  const record = path.join(PROJECT, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(record)) return false;
  const wanted = JSON.parse(fs.readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(fs.readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, { version, optional, devOptional }]) =>
      name === '' || optional || devOptional || present[name]?.version === version,
  );
}

function npmInstall() {
  const args = ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'];
  const child = spawnTied('npm', args, { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.code));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
}
