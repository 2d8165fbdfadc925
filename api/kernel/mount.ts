import express from 'express';
import { ulid } from 'ulid';
import type { Caller } from './caller';
import { requireRole } from './caller';
import type { ApiDeps } from './deps';
import { rowsOf } from './deps';
import { type IdempotencyRow, once } from './idempotency';
import { parse } from './parse';
import { separatePersonal } from './personal';
import { showPersonal } from './personal-store';
import { forbidden, Problem, validationFailed } from './problems';
import type { Answer, Call, Route } from './route';
import { identify } from './identify';

const LONGEST_KEY = 255;

/** Express router of a table of routes, the more specific addresses first. */
export function mount(deps: ApiDeps, routes: readonly Route[]): express.Router {
  const router = express.Router();
  for (const route of [...routes].sort(bySpecificity)) {
    router[route.method](route.path, async (request, response) => {
      response.locals.route = `/v1${route.path}`;
      const answer = await carryOut(deps, route, request, response);
      await send(deps, response, answer);
    });
  }
  return router;
}

async function carryOut(deps: ApiDeps, route: Route, request: express.Request, response: express.Response) {
  const caller = route.access === 'public' ? ANYONE : await identify(deps, request.headers.authorization);
  response.locals.caller = caller.staffId;
  admit(caller, route);
  const query = route.query ? parse(route.query, { ...request.query }) : {};
  const raw: unknown = request.body ?? {};
  const parsed = route.body ? parse(route.body, raw) : {};
  const params = request.params as Record<string, string>;

  const call = (target: string): Promise<Answer> => {
    const { body, values: personal } = separatePersonal(parsed, target);
    const plain = (value: string) => personal[value] ?? value;
    const checked: Call = { deps, caller, params, query: query as Call['query'], body, target, personal, plain };
    return route.handle(checked);
  };
  const key = keyOf(request, route);
  if (key === undefined) return call(ulid());
  const { method, originalUrl } = request;
  const path = originalUrl.split('?', 1)[0] ?? '';
  const rows = rowsOf<IdempotencyRow>(deps, 'idempotency');
  return once(rows, { who: caller.staffId, method, path, key, body: raw }, call);
}

const ANYONE: Caller = { kind: 'staff', staffId: 'anyone', roles: [], projects: [], groups: [] };

/** @throws Problem `forbidden` */
function admit(caller: Caller, route: Route): void {
  if (route.access === 'public') return;
  if (caller.kind === 'channel') {
    if (route.access !== 'events') throw forbidden('渠道只能报送事件 a channel may only post events');
    return;
  }
  if (route.access === 'events') requireRole(caller, ['admin', ...(route.roles ?? [])]);
  else if (route.roles) requireRole(caller, route.roles);
  else if (!route.outsiders && isOutsider(caller)) throw forbidden('仅限本公司员工 for people of the house');
}

/** Somebody who holds only roles of other firms. */
function isOutsider({ roles }: Caller): boolean {
  return roles.length > 0 && roles.every((role) => role === 'contractor');
}

/** @throws Problem `validation-failed` when a key is owed or unusable */
function keyOf(request: express.Request, route: Route): string | undefined {
  const key = request.get('Idempotency-Key');
  if (route.method !== 'post' || route.access === 'public') return undefined;
  if (key === undefined || key === '') {
    if (!route.keyRequired) return undefined;
    throw validationFailed([{ field: 'Idempotency-Key', message: '必填 required here: starts or moves money' }]);
  }
  if (key.length <= LONGEST_KEY) return key;
  throw validationFailed([
    { field: 'Idempotency-Key', message: `最多 ${LONGEST_KEY} 个字符 at most ${LONGEST_KEY} characters` },
  ]);
}

/** Personal data is put in only now, so that it is stored nowhere but in its own collection. */
async function send(deps: ApiDeps, response: express.Response, { status, body, location, type }: Answer) {
  if (location) response.location(location);
  response.status(status);
  if (typeof body === 'string') response.type(type ?? 'html').send(body);
  else if (body === undefined) response.end();
  else response.json(await showPersonal(deps, body));
}

/** `/visits/visitor-book` before `/visits/:key`. */
function bySpecificity(a: Route, b: Route): number {
  const [left, right] = [a, b].map(({ path }) =>
    path.split('/').map((part) => (part.startsWith(':') ? '~' : part)),
  );
  return (left ?? []).join('/') < (right ?? []).join('/') ? -1 : 1;
}

/** Whatever no route answers. */
export function nothingHere(): never {
  throw new Problem('not-found', '没有这个地址 no such address');
}
