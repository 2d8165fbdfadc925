import { spawn } from 'node:child_process';
import path from 'node:path';

const LOCAL = path.resolve(__dirname, '../../scripts/local');

/** A server pair that a test may kill and start again on its data and ports. */
export interface OwnServers {
  temporalAddress: string;
  mongodbUri: string;
  ports: Ports;
  /** SIGKILL one of them and have it started again; answers when it is back. */
  killAndRestart(server: 'Temporal' | 'MongoDB'): Promise<void>;
  /** SIGKILL both, and leave them down. */
  killAll(): Promise<void>;
  stop(): Promise<void>;
}

interface Ports {
  temporal: number;
  mongodb: number;
}

/** They run under a script of their own, which starts a killed server again and stops both when its input closes. */
const SCRIPT = `
  import { startServers } from './servers.mjs';
  import { freePort } from './ports.mjs';
  const [dataDir, given] = process.argv.slice(1);
  const ports = given ? JSON.parse(given) : { temporal: await freePort(), mongodb: await freePort() };
  const say = (what) => console.log(JSON.stringify(what));
  const log = (line) => say({ line });
  const servers = await startServers({ dataDir, ports, env: {}, log, keepRunning: true });
  process.stdin.on('end', () => servers.stop().then(() => process.exit(0))).resume();
  say({ started: { ...servers, ports } });`;

/**
 * @param dataDir an empty folder, removed by who made it; or that of servers that were killed
 * @param ports of those that were killed
 */
export async function startOwnServers(dataDir: string, ports?: Ports): Promise<OwnServers> {
  const args = [dataDir, ...(ports ? [JSON.stringify(ports)] : [])];
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, ...args], {
    cwd: LOCAL,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines: string[] = [];
  const heard: (() => void)[] = [];
  let rest = '';
  child.stdout.on('data', (data: Buffer) => {
    const [...whole] = (rest + data.toString()).split('\n');
    rest = whole.pop() ?? '';
    lines.push(...whole);
    for (const hear of heard.splice(0)) hear();
  });
  async function hear<T>(find: (line: string) => T | undefined, from = 0): Promise<T> {
    for (let n = from; ; n += 1) {
      while (n >= lines.length)
        await Promise.race([new Promise<void>((resolve) => heard.push(resolve)), ended.then(gone)]);
      const found = find(lines[n] as string);
      if (found !== undefined) return found;
    }
  }
  const started = await hear((line) => JSON.parse(line).started);
  const pids: Record<string, number> = started.pids;
  return {
    temporalAddress: started.temporalAddress,
    mongodbUri: started.mongodbUri,
    ports: started.ports,
    async killAndRestart(server) {
      const from = lines.length;
      process.kill(pids[server] as number, 'SIGKILL');
      await hear((line) => (JSON.parse(line).line === `${server} is back` ? true : undefined), from);
    },
    async killAll() {
      for (const pid of Object.values(pids)) process.kill(pid, 'SIGKILL');
      child.stdin.end();
      await ended;
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

function gone(): never {
  throw new Error('the servers of this test have ended');
}
