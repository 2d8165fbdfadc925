import express from 'express';
import { ulid } from 'ulid';
import type { Caller } from './caller';
import { requireRole } from './caller';
import type { ApiDeps } from './deps';
import { rowsOf } from './deps';
import { Door } from './door';
import { type IdempotencyRow, once } from './idempotency';
import { parse } from './parse';
import { separatePersonal } from './personal';
import { showPersonal } from './personal-store';
import { forbidden, Problem, validationFailed } from './problems';
import type { Answer, Call, Route } from './route';
import { callerOf, claimsOf } from './identify';

const LONGEST_KEY = 255;

/** Express router of a table of routes, the more specific addresses first. */
export function mount(deps: ApiDeps, routes: readonly Route[]): express.Router {
  const router = express.Router();
  const door = new Door(deps.api.writesAtOnce);
  for (const route of [...routes].sort(bySpecificity)) {
    const writes = route.method !== 'get' && route.access !== 'public';
    router[route.method](route.path, async (request, response) => {
      response.locals.route = `/v1${route.path}`;
      const carriedOut = () => carryOut(deps, route, request, response);
      send(response, await (writes ? door.through(carriedOut) : carriedOut()));
    });
  }
  return router;
}

/** Once the token is known, all that is needed before the call is read at the same time. */
async function carryOut(
  deps: ApiDeps,
  route: Route,
  request: express.Request,
  response: express.Response,
): Promise<Answer> {
  const claims = route.access === 'public' ? undefined : await claimsOf(deps, request.headers.authorization);
  response.locals.caller = claims?.sub ?? ANYONE.staffId;
  const params = request.params as Record<string, string>;
  const read = wanted(() => check(route, request));

  const admit = async () => {
    const [caller, ahead] = await Promise.all([
      claims ? callerOf(deps, claims) : ANYONE,
      route.ahead?.({ deps, params, staffId: claims?.sub ?? '' }),
    ]);
    response.locals.caller = caller.staffId;
    mayCall(caller, route);
    return { caller, ahead };
  };
  const call = (target: string, { caller, ahead }: Awaited<ReturnType<typeof admit>>): Promise<Answer> => {
    const { query, parsed } = read.get();
    const { body, values: personal } = separatePersonal(parsed, target);
    const plain = (value: string) => personal[value] ?? value;
    return route.handle({ deps, caller, params, query, body, target, personal, plain, ahead });
  };
  /** Personal data is put in only now, so that it is stored nowhere but in its own collection. */
  const show = async (answer: Answer): Promise<Answer> => ({
    ...answer,
    body: await showPersonal(deps, answer.body),
  });

  const key = read.failed ? undefined : read.get().key;
  if (key === undefined) return show(await call(ulid(), await admit()));
  const { method, originalUrl, body = {} } = request;
  const path = originalUrl.split('?', 1)[0] ?? '';
  const rows = rowsOf<IdempotencyRow>(deps, 'idempotency');
  const who = claims?.sub ?? ANYONE.staffId;
  return once(rows, { who, method, path, key, body }, { admit, call, show });
}

/** What a request holds, checked. @throws Problem `validation-failed` */
function check(route: Route, request: express.Request) {
  const query = (route.query ? parse(route.query, { ...request.query }) : {}) as Call['query'];
  const parsed: unknown = route.body ? parse(route.body, request.body ?? {}) : {};
  return { query, parsed, key: keyOf(request, route) };
}

/** A result that is wanted later, and its error only then: who may not call at all is not told what was wrong in the body. */
function wanted<T>(make: () => T): { failed: boolean; get(): T } {
  try {
    const made = make();
    return { failed: false, get: () => made };
  } catch (error) {
    const fail = () => {
      throw error;
    };
    return { failed: true, get: fail };
  }
}

const ANYONE: Caller = { kind: 'staff', staffId: 'anyone', roles: [], projects: [], groups: [] };

/** @throws Problem `forbidden` */
function mayCall(caller: Caller, route: Route): void {
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

function send(response: express.Response, { status, body, location, type }: Answer): void {
  if (location) response.location(location);
  response.status(status);
  if (typeof body === 'string') response.type(type ?? 'html').send(body);
  else if (body === undefined) response.end();
  else response.json(body);
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
