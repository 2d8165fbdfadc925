import net from 'node:net';
import { Failure } from './failure.mjs';

/** True when something accepts a TCP connection at this address within `timeout` milliseconds. */
export function answers(port, host = '127.0.0.1', timeout = 1_000) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host, timeout });
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Refuses a port that is in use, with a sentence that names the port and the setting that changes it. */
export async function requireFree(port, setting, use) {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Failure(`${setting} must be a port number between 1 and 65535.`);
  }
  if ((await answers(port)) || !(await canListen(port))) {
    throw new Failure(`Port ${port} (${use}) is busy: stop what runs there, or set ${setting} to a free port.`);
  }
}

function canListen(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
