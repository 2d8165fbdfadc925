import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import mongoose from 'mongoose';

const LOCAL = path.resolve(__dirname, '../../scripts/local');

/** Runs `startServers` in a process of its own and returns its exit code and what it said. */
async function startServers(options: object, env: Record<string, string> = {}) {
  const script = `
    import { startServers } from ${JSON.stringify(path.join(LOCAL, 'servers.mjs'))};
    import { exitWith } from ${JSON.stringify(path.join(LOCAL, 'failure.mjs'))};
    startServers(JSON.parse(process.argv[1])).then(() => process.exit(0), exitWith);`;
  const args = ['--input-type=module', '--eval', script, JSON.stringify(options)];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, said: said.trim() };
}

describe('starting the local servers', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'estateflow-servers-'));
  });
  afterEach(() => fs.rmSync(dataDir, { recursive: true, force: true }));

  it.each([
    ['temporal', 'TEMPORAL_PORT'],
    ['temporalUi', 'TEMPORAL_UI_PORT'],
    ['mongodb', 'MONGODB_PORT'],
  ])(
    'refuses a busy %s port in one sentence that names %s, before anything is started',
    async (server, setting) => {
      const busy = net.createServer();
      await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
      const { port } = busy.address() as AddressInfo;
      const ports = {
        temporal: await freePort(),
        temporalUi: await freePort(),
        mongodb: await freePort(),
        [server]: port,
      };

      const { code, said } = await startServers({ dataDir, ports });
      await new Promise((resolve) => busy.close(resolve));

      expect(code).toBe(1);
      expect(said.split('\n')).toEqual([
        expect.stringMatching(new RegExp(`^✗ Port ${port} .* busy: .*${setting}`)),
      ]);
      expect(fs.readdirSync(dataDir)).toEqual([]);
    },
  );

  it('says in one sentence that Python is missing, and leaves the data folder free for the next start', async () => {
    const ports = { temporal: await freePort(), mongodb: await freePort() };
    const options = { dataDir, ports, cacheDir: path.join(dataDir, 'cache') };
    const { code, said } = await startServers(options, { PATH: dataDir });
    expect(code).toBe(1);
    expect(said).toMatch(
      /^✗ No Python 3\.10 or newer was found on PATH to fetch the Temporal server: .*TEMPORAL_ADDRESS.*\.$/,
    );
    expect(fs.existsSync(path.join(dataDir, 'owner.json'))).toBe(false);
  });

  it('says which setting names a server that does not answer', async () => {
    const port = await freePort();
    const { code, said } = await startServers({
      dataDir,
      ports: {},
      env: { TEMPORAL_ADDRESS: `127.0.0.1:${port}` },
    });
    expect(code).toBe(1);
    expect(said).toBe(`✗ Nothing answers at 127.0.0.1:${port}, which TEMPORAL_ADDRESS names.`);
  });

  it('shows the end of the log of a server that does not come up', async () => {
    // A folder where the database wants a file.
    fs.mkdirSync(path.join(dataDir, 'secantusdb', 'WiredTiger.lock'), { recursive: true });
    const env = { TEMPORAL_ADDRESS: process.env.TEST_TEMPORAL_ADDRESS };
    const { code, said } = await startServers({ dataDir, ports: { mongodb: await freePort() }, env });
    expect(code).toBe(1);
    expect(said).toMatch(
      /^✗ The MongoDB server did not come up \(it ended at once\); the end of .*mongodb\.log:\n {2}.*WiredTiger/s,
    );
    expect(fs.existsSync(path.join(dataDir, 'owner.json'))).toBe(false);
  });

  it('refuses a data folder that a living process uses', async () => {
    const command = fs.readFileSync('/proc/self/cmdline', 'utf8');
    fs.writeFileSync(path.join(dataDir, 'owner.json'), JSON.stringify({ pid: process.pid, command, servers: [] }));
    const { code, said } = await startServers({
      dataDir,
      ports: { temporal: await freePort(), mongodb: await freePort() },
    });
    expect(code).toBe(1);
    expect(said).toMatch(new RegExp(`is in use by process ${process.pid}: .*ESTATEFLOW_DATA`));
  });
});

describe('the local servers', () => {
  it('keep transactions: what an aborted one wrote is gone', async () => {
    const db = await mongoose
      .createConnection(process.env.TEST_MONGODB_URI!, { dbName: 'servers-test' })
      .asPromise();
    const rows = db.collection('rows');
    await rows.insertOne({ name: 'first' });
    await expect(
      db.transaction(async (session) => {
        await rows.insertOne({ name: 'second' }, { session });
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(await rows.countDocuments()).toBe(1);
    await db.dropDatabase();
    await db.close();
  });

  it('know time skipping, which the sandbox clock stands on', async () => {
    const connection = await Connection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS! });
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    const [major, minor] = serverVersion!.split('.').map(Number);
    expect(major! * 100 + minor!).toBeGreaterThanOrEqual(132);
    await connection.close();
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
