import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app';
import { createTokens } from '../../api/kernel/auth';
import { listen } from '../../api/listen';
import { type ApiDeps, rowsOf } from '../../api/kernel/deps';
import { createIdempotencyIndexes, type IdempotencyRow } from '../../api/kernel/idempotency';
import type { Deps } from '../../activities/deps';
import type { Role } from '../../workflows/kernel/words';
import type { Names } from './names';

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
}

/** The API, served. */
export interface Api {
  url: string;
  tokenOf(who: string, scope?: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Serve the API on a free port. */
export async function serveApi(deps: Deps): Promise<Api> {
  const tokens = createTokens({ secret: 'x'.repeat(32), issuer: 'estateflow', audience: 'estateflow' });
  const apiDeps: ApiDeps = {
    ...deps,
    tokens,
    api: { idempotencyDays: 90, stepTimeoutMs: 20_000, writesAtOnce: 64 },
  };
  await createIdempotencyIndexes(rowsOf<IdempotencyRow>(apiDeps, 'idempotency'), 90);
  const server = await listen(createApp(apiDeps), 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async tokenOf(who, scope) {
      const roles = ((await deps.models.staff.findById(who, { roles: 1 }).lean())?.roles ?? []) as Role[];
      return tokens.sign({ sub: who, roles, scope });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The API for those who go by these names, in what they send and in what they are answered. */
export function speaking({ url, tokenOf }: Api, names: Names): Http {
  const kept = new Map<string, Promise<string>>();

  function person(who: string, scope?: string[]): Person {
    async function send(method: string, path: string, body?: object, key?: string | null): Promise<Reply> {
      const name = `${who}/${scope?.join(' ')}`;
      kept.set(name, kept.get(name) ?? tokenOf(names.toIds(who), scope));
      const response = await fetch(`${url}${names.toIds(path)}`, {
        method,
        headers: {
          authorization: `Bearer ${await kept.get(name)}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(method === 'POST' && key !== null ? { 'idempotency-key': key ?? randomUUID() } : {}),
        },
        body: body ? names.toIds(JSON.stringify(body)) : undefined,
      });
      const text = names.toNames(await response.text());
      const isJson = response.headers.get('content-type')?.includes('json');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    }
    return {
      get: (path) => send('GET', path),
      post: (path, body = {}, { key } = {}) => send('POST', path, body, key),
      put: (path, body) => send('PUT', path, body),
    };
  }

  return { url, as: (staffId) => person(staffId), channel: (name) => person(name, ['events']) };
}
