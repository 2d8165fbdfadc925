import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app';
import { createTokens } from '../../api/kernel/auth';
import { listen } from '../../api/listen';
import { type ApiDeps, rowsOf } from '../../api/kernel/deps';
import { createIdempotencyIndexes, type IdempotencyRow } from '../../api/kernel/idempotency';
import type { Deps } from '../../activities/deps';
import type { Role } from '../../workflows/kernel/words';

/** An answer of the API. */
export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape, looked into by tests
  body: any;
  headers: Headers;
}

/** The API as one person uses it. A POST carries a fresh Idempotency-Key unless one is given. */
export interface Person {
  get(path: string): Promise<Reply>;
  post(path: string, body?: object, options?: { key?: string | null }): Promise<Reply>;
  put(path: string, body: object): Promise<Reply>;
}

export interface Http {
  url: string;
  as(staffId: string): Person;
  /** A bank, registry, carrier or payment channel. */
  channel(name: string): Person;
  stop(): Promise<void>;
}

/** Serve the API of a world on a free port. */
export async function serveHttp(deps: Deps): Promise<Http> {
  const tokens = createTokens({ secret: 'x'.repeat(32), issuer: 'estateflow', audience: 'estateflow' });
  const apiDeps: ApiDeps = {
    ...deps,
    tokens,
    api: { idempotencyDays: 90, stepTimeoutMs: 20_000, writesAtOnce: 64 },
  };
  await createIdempotencyIndexes(rowsOf<IdempotencyRow>(apiDeps, 'idempotency'), 90);
  const server = await listen(createApp(apiDeps), 0, '127.0.0.1');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kept = new Map<string, Promise<string>>();

  async function tokenOf(who: string, scope?: string[]): Promise<string> {
    const roles = ((await deps.models.staff.findById(who, { roles: 1 }).lean())?.roles ?? []) as Role[];
    return tokens.sign({ sub: who, roles, scope });
  }

  function person(who: string, scope?: string[]): Person {
    async function send(method: string, path: string, body?: object, key?: string | null): Promise<Reply> {
      const name = `${who}/${scope?.join(' ')}`;
      kept.set(name, kept.get(name) ?? tokenOf(who, scope));
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await kept.get(name)}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(method === 'POST' && key !== null ? { 'idempotency-key': key ?? randomUUID() } : {}),
        },
        body: body ? JSON.stringify(body) : undefined,
      });
      const isJson = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? await response.json() : await response.text(),
      };
    }
    return {
      get: (path) => send('GET', path),
      post: (path, body = {}, { key } = {}) => send('POST', path, body, key),
      put: (path, body) => send('PUT', path, body),
    };
  }

  return {
    url,
    as: (staffId) => person(staffId),
    channel: (name) => person(name, ['events']),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
