import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import { createTokens } from '../../api/kernel/auth';
import type { ApiDeps } from '../../api/kernel/deps';
import { makeWorld, type World } from '../harness/world';
import { parcelRoutes } from './fixtures/parcel.routes';
import { type Api, AUTH, employ, serve } from './harness';

let world: World;
let deps: ApiDeps;
let api: Omit<Api, 'deps'>;
let native: NativeConnection;
let workflowBundle: { code: string };
const workers: { worker: Worker; done: Promise<void> }[] = [];

beforeAll(async () => {
  world = await makeWorld({ sandbox: false, workers: false, example: false });
  deps = {
    ...world.deps,
    api: { idempotencyDays: 90, stepTimeoutMs: 3_000, writesAtOnce: 64 },
    tokens: createTokens(AUTH),
  };
  await deps.models.projects.create({ _id: 'p1', name: '一期', companyName: 'x', city: 'x', zone: 'Asia/Tokyo' });
  await employ(deps, { he: ['assistant'], gao: ['executive'], audrey: ['auditor'], li: ['consultant'] });
  api = await serve(deps, parcelRoutes);
  const logger = new DefaultLogger('WARN');
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('./fixtures/parcel.workflow'),
    logger,
  });
  native = await NativeConnection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS as string });
});
afterAll(async () => {
  await api?.stop();
  for (const { worker } of workers) worker.shutdown();
  await Promise.all(workers.map(({ done }) => done));
  await native?.close();
  await world?.stop();
});

async function startWorker(): Promise<void> {
  const worker = await Worker.create({
    connection: native,
    namespace: world.namespace,
    taskQueue: deps.settings.taskQueues.processes,
    workflowBundle,
    activities: createActivities(deps),
  });
  workers.push({ worker, done: worker.run() });
}

const as = 'he:assistant';
const pack = (saleKey: string, to = 'street') =>
  api.call('POST', '/v1/parcels', { as, key: `pack-${saleKey}`, body: { projectId: 'p1', saleKey, to } });
const send = (saleKey: string, key = `send-${saleKey}`) =>
  api.call('POST', `/v1/sales/${saleKey}/parcel/send`, { as, key, body: {} });

/** A post of the carrier, which has a token of its own kind. */
async function arrived(saleKey: string, eventId: string, more: object = {}) {
  const token = await deps.tokens.sign({ sub: 'carrier', roles: [], scope: ['events'] });
  const body = { eventId, arrivedAt: '2026-03-10T10:00:00+08:00', signedBy: '门卫老王', ...more };
  return api.call('POST', `/v1/sales/${saleKey}/parcel/events/arrived`, { token, body });
}

test('with no worker a start is 503; the same key finds it done when the worker is back', async () => {
  const away = await pack('S-0');
  expect(away).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  await startWorker();
  expect(await pack('S-0')).toMatchObject({ status: 201, body: { id: 'S-0', status: 'packed' } });
  expect(await deps.models.records('parcels').countDocuments({ _id: 'S-0' })).toBe(1);
});

test('a phase answers at the sale and at its own collection, in the time of its project', async () => {
  const { headers, body } = await pack('S-1');
  expect(headers.get('location')).toBe('/v1/sales/S-1/parcel');
  expect(body.startedAt).toMatch(/\+09:00$/);
  for (const path of ['/v1/sales/S-1/parcel', '/v1/parcels/S-1']) {
    expect(await api.call('GET', path, { as })).toMatchObject({ status: 200, body });
  }
  expect(await api.call('GET', '/v1/parcels?saleKey=S-1', { as })).toMatchObject({
    body: { items: [{ id: 'S-1' }] },
  });
});

test('a refused start has its code and field, leaves no record, and frees its key', async () => {
  const refused = await pack('S-2', 'nowhere');
  expect(refused).toMatchObject({ status: 409, body: { code: 'no-service-address', errors: [{ field: 'to' }] } });
  expect(await api.call('GET', '/v1/parcels/S-2', { as })).toMatchObject({ status: 404 });
  expect(await pack('S-2', 'street')).toMatchObject({ status: 201 });
});

test('a step is told what its preparation makes of the body, and what follows is said', async () => {
  await pack('S-3');
  const weigh = { as, body: { kilograms: 2 } };
  expect(await api.call('POST', '/v1/parcels/S-3/weigh', weigh)).toMatchObject({
    status: 200,
    body: { weights: [2_000] },
  });
  expect(await api.call('POST', '/v1/parcels/S-3/send', { as, body: {} })).toMatchObject({ status: 400 });
  expect((await send('S-3')).body.deadlines).toEqual([
    expect.objectContaining({ name: 'lost', follows: { zh: '视为丢失', en: 'counts as lost' } }),
  ]);
});

test('an event is acted on once however often it comes, and an early one waits', async () => {
  await pack('S-4');
  expect(await arrived('S-4', 'E-1')).toMatchObject({ status: 202, body: { status: 'packed' } });
  expect(await send('S-4')).toMatchObject({ status: 200 });
  const again = await arrived('S-4', 'E-1');
  expect(again).toMatchObject({
    status: 200,
    body: { status: 'arrived', arrivedAt: '2026-03-10T11:00:00.000+09:00' },
  });
  expect(await arrived('S-4', 'E-1')).toMatchObject({ status: 200 });
  expect(again.body.history.filter(({ action }: { action: string }) => action === 'event arrived')).toHaveLength(1);
});

test('an event needs an id, and a process that is there', async () => {
  await pack('S-5');
  expect(await arrived('S-5', '')).toMatchObject({ status: 400, body: { errors: [{ field: 'eventId' }] } });
  expect(await arrived('S-none', 'E-1')).toMatchObject({ status: 404 });
});

test('a step of an ended process is refused with its own code', async () => {
  await pack('S-6');
  await send('S-6');
  expect(await arrived('S-6', 'E-6')).toMatchObject({ status: 200, body: { open: false } });
  expect(await send('S-6')).toMatchObject({ status: 200 });
  expect(await send('S-6', 'again')).toMatchObject({ status: 409, body: { code: 'reopen-too-late' } });
});

test('what a role may not see is left out, and what it may not know is not there', async () => {
  await pack('S-7');
  await send('S-7');
  await arrived('S-7', 'E-7');
  const read = async (who: string, key: string) => api.call('GET', `/v1/parcels/${key}`, { as: who });
  expect((await read('gao:executive', 'S-7')).body.signedBy).toBe('门卫老王');
  expect((await read('audrey:auditor', 'S-7')).body).not.toHaveProperty('signedBy');
  const start = { as, key: 'pack-S-8', body: { projectId: 'p1', saleKey: 'S-8', to: 'secret' } };
  expect((await api.call('POST', '/v1/parcels', start)).status).toBe(201);
  expect((await read('gao:executive', 'S-8')).status).toBe(200);
  expect((await read('he:assistant', 'S-8')).status).toBe(404);
  const list = await api.call('GET', '/v1/parcels?to=secret', { as });
  expect(list.body.items).toEqual([]);
});

test('a channel bound to other projects is kept out', async () => {
  await pack('S-9');
  const token = await deps.tokens.sign({ sub: 'carrier', roles: [], scope: ['events'], projects: ['p2'] });
  const body = { eventId: 'E-9', arrivedAt: '2026-03-10T10:00:00+08:00', signedBy: 'x' };
  expect(await api.call('POST', '/v1/parcels/S-9/events/arrived', { token, body })).toMatchObject({ status: 403 });
});
