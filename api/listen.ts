import type { Server } from 'node:http';
import type { createApp } from './app';

/**
 * Longer than clients and proxies keep an idle connection (mostly up to a minute): so it is they who close it. One that
 * we closed while they sent on it would cost them a request (ECONNRESET).
 */
const IDLE_CONNECTION_MS = 65_000;

/**
 * Serve the API; port 0 is any free one.
 * @throws the server's own error, for instance EADDRINUSE
 */
export function listen(app: ReturnType<typeof createApp>, port: number, host?: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => (error ? reject(error) : resolve(server));
    const server = host === undefined ? app.listen(port, done) : app.listen(port, host, done);
    server.keepAliveTimeout = IDLE_CONNECTION_MS;
  });
}
