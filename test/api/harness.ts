import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import mongoose from 'mongoose';
import pino from 'pino';
import { makeDeps } from '../../activities/make-deps';
import { readSettings } from '../../activities/settings';
import { createApp } from '../../api/app';
import { listen } from '../../api/listen';
import { createTokens } from '../../api/kernel/auth';
import type { ApiDeps } from '../../api/kernel/deps';
import type { Route } from '../../api/kernel/route';
import { connectLazily } from '../../api/kernel/temporal';
import type { Role } from '../../workflows/kernel/words';

export const SECRET = 'a key of a test, 32 bytes or longer';
export const AUTH = { secret: SECRET, issuer: 'estateflow', audience: 'estateflow' };
export const API_SETTINGS = { idempotencyDays: 90, stepTimeoutMs: 8_000, writesAtOnce: 64 };

/** An address where nothing listens. */
export const NOWHERE = '127.0.0.1:1';

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers
  body: any;
}

export interface Api {
  deps: ApiDeps;
  url: string;
  /** A request as a member of staff (`sub:role,role`), with a token given, or without one. */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  stop(): Promise<void>;
}

export interface CallOptions {
  as?: string;
  token?: string;
  body?: unknown;
  key?: string;
  headers?: Record<string, string>;
}

/** Serve routes on a real port over dependencies that somebody else made, as a world's. */
export async function serve(deps: ApiDeps, routes: readonly Route[]): Promise<Omit<Api, 'deps'>> {
  const app = createApp(deps, routes);
  const server = await listen(app, 0, '127.0.0.1');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async call(method, address, { as, token, body, key, headers } = {}) {
      const [sub = '', roles = ''] = (as ?? '').split(':');
      const bearer = as ? await deps.tokens.sign({ sub, roles: roles.split(',') as Role[] }) : token;
      const response = await fetch(url + address, {
        method,
        headers: {
          ...(bearer && { authorization: `Bearer ${bearer}` }),
          ...(key && { 'idempotency-key': key }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The API with a database of its own; Temporal is away unless an address is given. */
export async function serveAlone(
  routes: readonly Route[],
  { temporal = NOWHERE, sandbox = false }: { temporal?: string; sandbox?: boolean } = {},
): Promise<Api> {
  const uri = new URL(process.env.TEST_MONGODB_URI as string);
  uri.pathname = `/api-${randomUUID().slice(0, 8)}`;
  const database = await mongoose.createConnection(uri.toString(), { bufferCommands: false }).asPromise();
  const connection = connectLazily({ address: temporal });
  const env = { ESTATEFLOW_SANDBOX: sandbox ? '1' : undefined };
  const settings = readSettings(env, path.resolve(__dirname, '../../temporal.yaml'));
  const shared = makeDeps(settings, connection, database, pino({ level: process.env.TEST_LOG ?? 'silent' }));
  const deps: ApiDeps = { ...shared, api: API_SETTINGS, tokens: createTokens(AUTH) };
  const api = await serve(deps, routes);
  return {
    ...api,
    deps,
    async stop() {
      await api.stop();
      await database.dropDatabase();
      await database.close();
      await connection.close();
    },
  };
}

/** Enter members of staff: `{ li: ['consultant'] }` in project `p1`. */
export async function employ(deps: ApiDeps, people: Record<string, Role[]>, project = 'p1'): Promise<void> {
  await deps.models.staff.create(
    Object.entries(people).map(([_id, roles]) => ({ _id, name: _id, roles, projects: [project] })),
  );
}
