import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');

/** What set-up leaves for tear-down; both run in Jest's main process. */
export interface Running {
  servers?: ChildProcess;
  data: string;
}

interface Addresses {
  temporalAddress: string;
  mongodbUri: string;
}

/**
 * Starts the real servers once for all test files and bundles the workflows once. Test files find them by
 * TEST_TEMPORAL_ADDRESS, TEST_MONGODB_URI (no database name: each file makes its own), TEST_WORKFLOW_BUNDLE
 * (path of the bundled code) and TEST_DATA (a throw-away folder). Servers named in the environment are used
 * as they are (`node scripts/local/dev-servers.mjs` starts such a pair).
 */
export default async function setUp(): Promise<void> {
  const running: Running = { data: fs.mkdtempSync(path.join(os.tmpdir(), 'estateflow-test-')) };
  (globalThis as { estateflowTests?: Running }).estateflowTests = running;
  process.env.TEST_DATA = running.data;
  try {
    if (!process.env.TEST_TEMPORAL_ADDRESS || !process.env.TEST_MONGODB_URI) {
      const addresses = await startServers(running);
      process.env.TEST_TEMPORAL_ADDRESS = addresses.temporalAddress;
      process.env.TEST_MONGODB_URI = addresses.mongodbUri;
    }
    await bundle(running.data);
  } catch (error) {
    // Jest does not call the tear-down after a failed set-up.
    await stop(running);
    throw error;
  }
}

/** Stops what set-up started and removes the throw-away data. */
export async function stop({ servers, data }: Running): Promise<void> {
  if (servers && servers.exitCode === null) {
    const ended = new Promise((resolve) => servers.once('exit', resolve));
    servers.stdin?.end();
    await ended;
  }
  fs.rmSync(data, { recursive: true, force: true });
}

/**
 * The servers live under a process of their own, outside the terminal's process group, that stops them when
 * its input closes: so they end with Jest even when it is interrupted or killed.
 */
function startServers(running: Running): Promise<Addresses> {
  const script = path.join(PROJECT, 'scripts/local/dev-servers.mjs');
  const child = spawn(process.execPath, [script, '--json'], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  running.servers = child;
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('\n')) resolve(JSON.parse(output) as Addresses);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The test servers did not start; the reason is printed above.')));
  });
}

async function bundle(folder: string): Promise<void> {
  if (process.env.TEST_WORKFLOW_BUNDLE) return;
  const source = path.join(PROJECT, 'worker/bundle.ts');
  if (!fs.existsSync(source)) return;
  const { bundleWorkflows } = require(source) as { bundleWorkflows(path: string): Promise<{ code: string }> };
  const { code } = await bundleWorkflows(path.join(__dirname, 'workflows.ts'));
  const file = path.join(folder, 'workflow-bundle.js');
  fs.writeFileSync(file, code);
  process.env.TEST_WORKFLOW_BUNDLE = file;
}
