import { z } from 'zod';
import { fen, instant, personal } from '../../workflows/kernel/fields';
import { defineRoute, type Route } from '../../api/kernel/route';
import { refusal } from '../../workflows/kernel/refusal';
import type { RefusalCode } from '../../workflows/kernel/refusal-codes';
import { type Api, employ, serveAlone } from './harness';

const routes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/forms',
    wing: 'work',
    summary: 'form',
    body: z.object({
      priceFen: fen('单价', { min: 1 }),
      nextVisitAt: instant('下次见面时间').optional(),
      buyers: z.array(z.object({ name: personal('姓名') })),
    }),
    handle: async ({ body, personal: values }) => ({ status: 200, body: { body, values: Object.values(values) } }),
  }),
  defineRoute({
    method: 'get',
    path: '/refusing/:code',
    wing: 'work',
    summary: 'refuses',
    handle: async ({ params }) => {
      throw refusal(params.code as RefusalCode, 'said in words', { field: 'unitId', soldTo: 'S-1' });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/broken',
    wing: 'work',
    summary: 'breaks',
    handle: async () => {
      throw new Error('secret inner words');
    },
  }),
];

let api: Api;
beforeAll(async () => {
  api = await serveAlone(routes);
  await employ(api.deps, { li: ['consultant'] });
});
afterAll(() => api.stop());

const as = 'li:consultant';
const form = { priceFen: 100, buyers: [{ name: '张三' }] };
const post = (body: unknown) => api.call('POST', '/v1/forms', { as, body });

test('each wrong field has an entry of its own', async () => {
  const reply = await post({ priceFen: 1.5, nextVisitAt: '2026-03-10 10:00', buyers: [{}] });
  expect(reply).toMatchObject({
    status: 400,
    body: { code: 'validation-failed', status: 400, instance: '/v1/forms' },
  });
  expect(reply.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
    'buyers.0.name',
    'nextVisitAt',
    'priceFen',
  ]);
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
});

test('text that is not UTF-8, or holds zero bytes, is refused where it stands', async () => {
  for (const name of ['\uFFFD\uFFFD', '张\0三']) {
    expect(await post({ ...form, buyers: [{ name }] })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'buyers.0.name' }] },
    });
  }
});

test('a field that is not known is an error, at any depth', async () => {
  const reply = await post({ ...form, discount: 1, buyers: [{ name: '张三', age: 30 }] });
  expect(reply.status).toBe(400);
  expect(reply.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
    'buyers.0.age',
    'discount',
  ]);
});

test('a field that is left out is asked for in plain words', async () => {
  expect((await post({ ...form, buyers: [{}] })).body.errors).toEqual([
    { field: 'buyers.0.name', message: '必填 required' },
  ]);
});

test.each(['9999-12-31T10:00:00+08:00', '3000-01-01T00:00:00Z', '0001-01-01T00:00:00Z'])(
  'a year that nobody can mean is refused: %s',
  async (nextVisitAt) => {
    expect(await post({ ...form, nextVisitAt })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'nextVisitAt' }] },
    });
  },
);

test('an instant is epoch milliseconds inside, personal data only an id', async () => {
  const { status, body } = await post({ ...form, nextVisitAt: '2026-03-10T10:00:00+08:00' });
  expect(status).toBe(200);
  expect(body.body.nextVisitAt).toBe(Date.parse('2026-03-10T02:00:00Z'));
  expect(body.values).toEqual(['张三']);
});

test('nobody reads stored personal data by naming its id', async () => {
  const looking = [
    defineRoute({
      method: 'post',
      path: '/looks',
      wing: 'work',
      summary: 'looks',
      body: z.object({ unitId: z.string() }),
      handle: async ({ body }) => ({ status: 200, body }),
    }),
  ];
  const other = await serveAlone(looking);
  try {
    await employ(other.deps, { li: ['consultant'] });
    const reply = await other.call('POST', '/v1/looks', {
      as,
      body: { unitId: 'p:01JN0000000000000000000000:name' },
    });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ field: 'unitId' }] } });
  } finally {
    await other.stop();
  }
});

test.each([
  ['step-not-open', 409],
  ['already-sold', 409],
  ['date-in-past', 409],
  ['full', 409],
  ['forbidden', 403],
  ['not-found', 404],
  ['validation-failed', 400],
  ['TypeError', 500],
])('a refusal %s is %i', async (code, status) => {
  const reply = await api.call('GET', `/v1/refusing/${code}`, { as });
  expect(reply.status).toBe(status);
  if (status === 500) return;
  expect(reply.body).toMatchObject({
    type: `urn:estateflow:problem:${code}`,
    code,
    status,
    detail: 'said in words',
    soldTo: 'S-1',
    errors: [{ field: 'unitId', message: 'said in words' }],
  });
});

test('an unexpected error tells nothing of its inside', async () => {
  const reply = await api.call('GET', '/v1/broken', { as });
  expect(reply).toMatchObject({ status: 500, body: { code: 'internal' } });
  expect(JSON.stringify(reply.body)).not.toMatch(/secret|stack|\.ts/);
});

test.each([
  ['text that is not JSON', 'POST', '/v1/forms', '{"a":', 400, 'validation-failed'],
  ['a body too large', 'POST', '/v1/forms', JSON.stringify('x'.repeat(3_000_000)), 413, 'too-large'],
  ['no such address', 'GET', '/v1/nothing', undefined, 404, 'not-found'],
  ['no such address outside /v1', 'GET', '/nothing', undefined, 404, 'not-found'],
  ['an address that cannot be decoded', 'GET', '/v1/refusing/%E0%A4%A', undefined, 400, 'validation-failed'],
  ['another method', 'DELETE', '/v1/forms', undefined, 404, 'not-found'],
])('%s', async (_case, method, path, body, status, code) => {
  expect(await api.call(method, path, { as, body })).toMatchObject({ status, body: { code, status } });
});
