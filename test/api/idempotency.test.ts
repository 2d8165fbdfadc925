import { z } from 'zod';
import { forbidden, Problem, unavailable } from '../../api/kernel/problems';
import { defineRoute, type Route } from '../../api/kernel/route';
import { type Api, employ, serveAlone } from './harness';

/** Targets the route was called with, in order. */
const calls: string[] = [];
/** What the route does next, if not the usual. */
let next: (() => Promise<never>) | undefined;

const pay = (path: string, keyRequired: boolean): Route =>
  defineRoute({
    method: 'post',
    path,
    wing: 'money',
    summary: 'pays',
    body: z.object({ amountFen: z.int().optional(), to: z.string().optional() }),
    status: 201,
    keyRequired,
    handle: async ({ body, target }) => {
      calls.push(target);
      await next?.();
      return { status: 201, location: `/v1/paid/${target}`, body: { target, ...body } };
    },
  });

let api: Api;
beforeAll(async () => {
  api = await serveAlone([pay('/paid', true), pay('/notes', false)]);
  await employ(api.deps, { jin: ['finance'], bai: ['finance'] });
});
afterAll(() => api.stop());
beforeEach(() => {
  calls.length = 0;
  next = undefined;
});

const as = 'jin:finance';
const send = (key: string | undefined, body: unknown, who = as, path = '/v1/paid') =>
  api.call('POST', path, { as: who, key, body });

test('the same key and body gives the first answer again, without a second call', async () => {
  const first = await send('k1', { amountFen: 5, to: 'x' });
  const second = await send('k1', { to: 'x', amountFen: 5 });
  expect(first.status).toBe(201);
  expect(second).toMatchObject({ status: 201, body: first.body });
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(calls).toHaveLength(1);
});

test('the same key with another body is 422', async () => {
  await send('k2', { amountFen: 5 });
  expect(await send('k2', { amountFen: 6 })).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } });
  expect(calls).toHaveLength(1);
});

test('another person, or another address, has keys of their own', async () => {
  await send('k3', { amountFen: 5 });
  await send('k3', { amountFen: 6 }, 'bai:finance');
  await send('k3', { amountFen: 7 }, as, '/v1/notes');
  expect(new Set(calls).size).toBe(3);
});

test('ten at once with one key aim at one target and get one answer', async () => {
  const replies = await Promise.all(Array.from({ length: 10 }, () => send('k4', { amountFen: 5 })));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(replies.map(({ body }) => body.target)).size).toBe(1);
});

test('without a key: refused where money moves, its own target elsewhere', async () => {
  expect(await send(undefined, {})).toMatchObject({
    status: 400,
    body: { code: 'validation-failed', errors: [{ field: 'Idempotency-Key' }] },
  });
  await send(undefined, {}, as, '/v1/notes');
  await send(undefined, {}, as, '/v1/notes');
  expect(new Set(calls).size).toBe(2);
});

test('an outcome that is unknown is tried again at the same target', async () => {
  next = () => Promise.reject(unavailable('no answer'));
  const failed = await send('k5', { amountFen: 5 });
  expect(failed).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect(failed.headers.get('retry-after')).toBe('2');
  next = undefined;
  expect(await send('k5', { amountFen: 6 })).toMatchObject({ status: 422 });
  expect(await send('k5', { amountFen: 5 })).toMatchObject({ status: 201 });
  expect(calls).toHaveLength(2);
  expect(new Set(calls).size).toBe(1);
});

test.each([
  ['refusal', () => new Problem('already-sold', 'sold')],
  ['forbidden', () => forbidden('no')],
])('a %s is not kept: the key is free for another try', async (name, problem) => {
  next = () => Promise.reject(problem());
  const refused = await send(`k6-${name}`, { amountFen: 5 });
  expect(refused.status).toBeGreaterThanOrEqual(403);
  next = undefined;
  expect(await send(`k6-${name}`, { amountFen: 6 })).toMatchObject({ status: 201 });
  expect(new Set(calls).size).toBe(2);
});

test('a key that is too long is an error of its field', async () => {
  expect(await send('x'.repeat(256), {})).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'Idempotency-Key' }] },
  });
});
