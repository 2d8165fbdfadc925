import { rowsOf } from '../../api/kernel/deps';
import { defineRoute } from '../../api/kernel/route';
import { type Api, API_SETTINGS, employ, serve, serveAlone } from './harness';

/** Told when a request has come in; it is answered when the test lets it. */
let arrived: () => void;
let goOn: Promise<void>;

const slow = defineRoute({
  method: 'post',
  path: '/slow',
  wing: 'work',
  summary: 'waits',
  async handle() {
    arrived();
    await goOn;
    return { status: 200, body: {} };
  },
});
const quick = defineRoute({
  method: 'get',
  path: '/quick',
  wing: 'work',
  summary: 'reads',
  handle: async () => ({ status: 200, body: {} }),
});

let alone: Api;
let api: Omit<Api, 'deps'>;
beforeAll(async () => {
  alone = await serveAlone([]);
  await employ(alone.deps, { li: ['consultant'] });
  api = await serve({ ...alone.deps, api: { ...API_SETTINGS, writesAtOnce: 2 } }, [slow, quick]);
});
afterAll(async () => {
  await api.stop();
  await alone.stop();
});

const post = (key: string) => api.call('POST', '/v1/slow', { as: 'li:consultant', key, body: {} });

test('over the bound a request is told 503 at once and leaves nothing behind; reading goes on; then there is room again', async () => {
  let letGo = () => {};
  goOn = new Promise((resolve) => {
    letGo = resolve;
  });
  let inside = 0;
  const both = new Promise<void>((resolve) => {
    arrived = () => {
      inside += 1;
      if (inside === 2) resolve();
    };
  });
  const admitted = [post('first'), post('second')];
  await both;

  const refused = await post('third');
  expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(inside).toBe(2);
  const kept = await rowsOf(alone.deps, 'idempotency').find().toArray();
  expect(kept.map(({ _id }) => JSON.parse(String(_id)).at(-1)).sort()).toEqual(['first', 'second']);
  expect((await api.call('GET', '/v1/quick', { as: 'li:consultant' })).status).toBe(200);

  letGo();
  expect((await Promise.all(admitted)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await post('third')).status).toBe(200);
});
