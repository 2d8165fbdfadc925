/** `npm run build`: compiles to dist/ and bundles the workflows, when the sources differ from the last build. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './local/dependencies.mjs';
import { exitWith, Failure } from './local/failure.mjs';
import { withLock } from './local/lock.mjs';
import { PROJECT } from './local/servers.mjs';
import { spawnTied } from './local/spawn-tied.mjs';

const CONFIG = 'tsconfig.build.json';
const STAMP = path.join(PROJECT, 'dist', '.built-from');

/** @throws Failure when the sources do not compile; the compiler's own words go to the terminal */
export async function build(log) {
  if (isBuilt()) return;
  await withLock(path.join(PROJECT, '.estateflow', 'build.lock'), log, async () => {
    if (isBuilt()) return;
    const from = fingerprint();
    fs.rmSync(STAMP, { force: true });
    log('compiling');
    await run('The build failed', 'node_modules/typescript/bin/tsc', '--project', CONFIG);
    if (fs.existsSync(path.join(PROJECT, 'dist/worker/bundle.js'))) {
      log('bundling the workflows');
      await run('The workflows could not be bundled', 'dist/worker/bundle.js');
    }
    fs.writeFileSync(STAMP, from);
  });
}

function isBuilt() {
  return fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === fingerprint();
}

/** A hash of everything the build reads. */
function fingerprint() {
  const { include } = JSON.parse(fs.readFileSync(path.join(PROJECT, CONFIG), 'utf8'));
  const sources = include
    .filter((folder) => fs.existsSync(path.join(PROJECT, folder)))
    .flatMap((folder) =>
      fs.readdirSync(path.join(PROJECT, folder), { recursive: true }).map((name) => path.join(folder, name)),
    )
    .filter((name) => /\.(ts|json)$/.test(name))
    .sort();
  const hash = createHash('sha256');
  for (const name of [...sources, CONFIG, 'tsconfig.json', 'package-lock.json']) {
    hash.update(`${name}\0`).update(fs.readFileSync(path.join(PROJECT, name)));
  }
  return hash.digest('hex');
}

async function run(failure, script, ...args) {
  const child = spawnTied(process.execPath, [path.join(PROJECT, script), ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', (exit, signal) => resolve(exit ?? signal)));
  if (code !== 0) throw new Failure(`${failure} (exit ${code}); the reason is printed above.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const log = (line) => console.log(`· ${line}`);
  installDependencies(log)
    .then(() => build(log))
    .catch(exitWith);
}
