import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startDaemon, stopDaemon } from './daemon.mjs';
import { Failure } from './failure.mjs';
import { answers } from './ports.mjs';
import { programFromWheel } from './wheel.mjs';

const execute = promisify(execFile);

const WHEEL = {
  what: 'the MongoDB-compatible server',
  folder: 'secantusdb-0.6.0b17',
  requirements: fileURLToPath(new URL('requirements-mongodb.txt', import.meta.url)),
  pythonBelow: 14,
  program: findInSitePackages,
  otherwise: 'put mongod on PATH, or set MONGODB_URI to a running MongoDB replica set',
};

/** The database program: `mongod` when it is on PATH, else SecantusDB from its pinned wheel. */
export async function findMongodb(cacheDir, log) {
  try {
    await execute('mongod', ['--version']);
    return { kind: 'mongod', command: 'mongod' };
  } catch {
    const command = await programFromWheel(WHEEL, cacheDir, log);
    try {
      await execute(command, ['--version']);
    } catch {
      throw new Failure(`${command} does not run on this machine: ${WHEEL.otherwise}.`);
    }
    return { kind: 'secantusdb', command };
  }
}

/**
 * Starts the database as a one-node replica set that keeps its data in `dataDir`.
 * @returns the child process; the database answers at `mongodbUri(port)`
 */
export async function startMongodb({ dataDir, logDir, port, found }) {
  const folder = path.join(dataDir, found.kind);
  fs.mkdirSync(folder, { recursive: true });
  const args = {
    // Without --sync-on-commit a kill loses acknowledged writes (measured); never run it without. With its
    // default log files of 2 GB a start on existing data takes 6 to 11 s instead of one (measured).
    secantusdb: [
      ...['--storage-path', folder, '--sync-on-commit', '--log-file-max', '64MB'],
      ...['--cache-size', '256M', '--log-level', 'WARNING'],
    ],
    mongod: [
      '--dbpath',
      folder,
      '--bind_ip',
      '127.0.0.1',
      '--replSet',
      'estateflow',
      '--wiredTigerCacheSizeGB',
      '0.5',
    ],
  }[found.kind];
  const child = await startDaemon({
    name: 'The MongoDB server',
    command: found.command,
    args: ['--port', String(port), ...args],
    logFile: path.join(logDir, 'mongodb.log'),
    ready: () => answers(port),
  });
  try {
    if (found.kind === 'mongod') await initiateReplicaSet(port);
  } catch (error) {
    await stopDaemon(child);
    throw new Failure(`mongod could not be made a replica set of one: ${error.message}`);
  }
  return child;
}

/** The address of a local server, with the name of a database when one is given. */
export function mongodbUri(port, database = '') {
  return `mongodb://127.0.0.1:${port}/${database}?directConnection=true`;
}

/** mongod refuses transactions until it has been told, once, that it is a replica set of one. */
async function initiateReplicaSet(port) {
  const { MongoClient } = createRequire(import.meta.url)('mongodb');
  const client = await MongoClient.connect(mongodbUri(port));
  try {
    const admin = client.db('admin');
    const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
    try {
      await admin.command({ replSetInitiate: { _id: 'estateflow', version: 1, members } });
    } catch (error) {
      if (error.codeName !== 'AlreadyInitialized') throw error;
      // The stored configuration names the port of the last start.
      const { config } = await admin.command({ replSetGetConfig: 1 });
      const moved = { ...config, version: config.version + 1, members };
      if (config.members[0].host !== members[0].host) await admin.command({ replSetReconfig: moved, force: true });
    }
    const deadline = Date.now() + 20_000;
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > deadline) throw new Failure('mongod did not become the primary of its replica set in 20 s.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await client.close();
  }
}

/** The wheel's own launcher needs a fixed Python; the server itself is a native program beside its libraries. */
function findInSitePackages(folder) {
  const lib = path.join(folder, 'lib');
  const pythons = fs.existsSync(lib)
    ? fs.readdirSync(lib).map((name) => path.join(lib, name, 'site-packages'))
    : [];
  const programs = [...pythons, folder].map((place) => path.join(place, 'secantusdb.scripts', 'secantusd-rs'));
  const program = programs.find((file) => fs.existsSync(file));
  if (!program) throw new Failure(`The package of ${WHEEL.what} has no program secantusd-rs inside.`);
  fs.chmodSync(program, 0o755);
  return program;
}
