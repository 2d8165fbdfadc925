/**
 * Runs a built script against the servers of `npm start` (or those that TEMPORAL_ADDRESS and MONGODB_URI name):
 * `node scripts/run.mjs import examples/linjiang` runs dist/scripts/import.js.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build.mjs';
import { installDependencies } from './local/dependencies.mjs';
import { exitWith } from './local/failure.mjs';
import { PROJECT } from './local/servers.mjs';
import { readSettings, serverEnvironment } from './local/settings.mjs';

const [script, ...args] = process.argv.slice(2);
const log = (line) => console.error(`· ${line}`);

installDependencies(log)
  .then(() => build(log))
  .then(() => {
    const file = path.join(PROJECT, 'dist/scripts', `${script}.js`);
    const child = spawn(process.execPath, [file, ...args], {
      env: serverEnvironment(readSettings()),
      cwd: PROJECT,
      stdio: 'inherit',
    });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.once('exit', (code) => process.exit(code ?? 1));
  })
  .catch(exitWith);
