import { comesAfter, pageOf } from '../../api/kernel/paging';
import { describe as describeRoutes } from '../../api/kernel/openapi';
import { routes } from '../../api/routes';
import { type Api, employ, serveAlone } from './harness';

let api: Api;
beforeAll(async () => {
  api = await serveAlone(routes);
  await employ(api.deps, { boss: ['admin'] });
  await employ(api.deps, Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`li-${i}`, ['consultant']])));
  await api.deps.models.projects.collection.insertOne({
    _id: 'p1',
    name: '一期',
    zone: 'Asia/Shanghai',
    centre: { closedDates: [], closedWeekdays: [] },
  } as never);
});
afterAll(() => api.stop());

const as = 'boss:admin';

/** Of one run, which must be there: its own test pages through it. */
const RUN_LINES = '/v1/collection-runs/{key}/lines';
/** Lists are the addresses that take a cursor; every other GET is of one thing or a calculation. */
const lists = Object.entries(
  describeRoutes(routes, '1').paths as Record<string, { get?: { parameters: { name: string }[] } }>,
)
  .filter(([, { get }]) => get?.parameters.some(({ name }) => name === 'cursor'))
  .map(([path]) => path);
test('every address below which single things have addresses is a list with a cursor', () => {
  const paths = routes.map(({ path }) => path);
  const collections = routes
    .filter(({ method, path }) => method === 'get' && paths.some((other) => other.startsWith(`${path}/:`)))
    .map(({ path }) => `/v1${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(collections.filter((path) => !lists.includes(path))).toEqual([]);
  expect(collections.length).toBeGreaterThan(15);
});

test.each(lists.filter((path) => path !== RUN_LINES))(
  '%s: pages, refuses a cursor that is not its own, a limit and a filter it does not know',
  async (path) => {
    const days = path.startsWith('/v1/reports/') ? 'projectId=p1&from=2026-03-10&to=2026-03-10&' : '';
    const address = `${path.replace(/\{\w+\}/g, 'p1')}?${days}`;
    const first = await api.call('GET', `${address}limit=2`, { as });
    expect(first).toMatchObject({ status: 200, body: { items: expect.any(Array) } });
    const ofAnother = Buffer.from(JSON.stringify(['_id,other', 'a', 'b'])).toString('base64url');
    for (const cursor of ['nonsense', ofAnother, Buffer.from('["_id"]').toString('base64url')]) {
      expect(await api.call('GET', `${address}cursor=${cursor}`, { as })).toMatchObject({
        status: 400,
        body: { code: 'validation-failed', errors: [{ field: 'cursor' }] },
      });
    }
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=99999', 'limit'],
      ['nothing=1', 'nothing'],
    ]) {
      expect(await api.call('GET', `${address}${query}`, { as })).toMatchObject({
        status: 400,
        body: { errors: [{ field }] },
      });
    }
  },
);

test('page after page shows everything once, in order', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await api.call('GET', `/v1/staff?limit=3${cursor && `&cursor=${cursor}`}`, { as });
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor ?? '';
  } while (cursor);
  expect(seen).toEqual(['boss', ...Array.from({ length: 7 }, (_, i) => `li-${i}`)]);
});

test('a field that may be missing comes first and is passed', () => {
  const order = { due: 1, _id: 1 } as const;
  const rows = [{ _id: 'a' }, { _id: 'b' }, { _id: 'c', due: new Date(5) }];
  expect(comesAfter(order, pageOf(rows, 1, order).nextCursor)).toEqual({
    $and: [{ $or: [{ due: { $ne: null } }, { due: null, _id: { $gt: 'a' } }] }],
  });
  const dated = [
    { _id: 'c', due: new Date(5) },
    { _id: 'd', due: new Date(6) },
  ];
  expect(comesAfter(order, pageOf(dated, 1, order).nextCursor)).toEqual({
    $and: [{ $or: [{ due: { $gt: new Date(5) } }, { due: new Date(5), _id: { $gt: 'c' } }] }],
  });
  expect(pageOf(rows, 3, order).nextCursor).toBeUndefined();
});
