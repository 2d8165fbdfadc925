import { routes } from '../../api/routes';
import { createTokens } from '../../api/kernel/auth';
import type { ApiDeps } from '../../api/kernel/deps';
import { makeWorld, type World } from '../harness/world';
import { type Api, API_SETTINGS, AUTH, serve } from './harness';

let world: World;
let api: Omit<Api, 'deps'>;
let deps: ApiDeps;
beforeAll(async () => {
  world = await makeWorld();
  deps = { ...world.deps, api: API_SETTINGS, tokens: createTokens(AUTH) };
  api = await serve(deps, routes);
});
afterAll(async () => {
  await api?.stop();
  await world?.stop();
});

const as = 'assistant-1:assistant';
const arrival = (more: object = {}) => ({
  projectId: 'linjiang',
  contactedBefore: 'no',
  clientName: '王小明',
  phone: `138${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`,
  ...more,
});
const start = (key: string, body: object = arrival()) => api.call('POST', '/v1/visits', { as, key, body });
const leaving = {
  packComplete: true,
  unitsShown: [],
  noNextVisitReason: '客户出国',
  notes: '张三的手机号 13800001111',
};

test('a start answers 201 with its address and what is known, open and due', async () => {
  const { status, headers, body } = await start('start');
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/v1/visits/${body.id}`);
  expect(body).toMatchObject({
    workflowId: `visit-claim:${body.id}`,
    status: 'serving',
    open: true,
    bookNo: expect.stringMatching(/^VB-\d{8}-\d{3}$/),
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+08:00$/),
    openSteps: expect.arrayContaining([
      expect.objectContaining({ name: 'leave', title: { zh: '送客登记', en: expect.any(String) } }),
    ]),
    history: [
      expect.objectContaining({ action: 'begin', actor: expect.objectContaining({ staffId: 'assistant-1' }) }),
    ],
  });
  expect(await api.call('GET', headers.get('location') as string, { as })).toMatchObject({ status: 200, body });
});

test('the same start again, even ten times at once, is one visit', async () => {
  const body = arrival();
  const replies = await Promise.all(Array.from({ length: 10 }, () => start('many', body)));
  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(201));
  expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
  expect(await start('many', arrival({ source: 'other' }))).toMatchObject({ status: 422 });
  expect(await api.call('POST', '/v1/visits', { as, body })).toMatchObject({ status: 400 });
});

test('a step answers with the new state; again with its key the same, without it that it is not open', async () => {
  const { body: visit } = await start('step');
  const leave = (key?: string) =>
    api.call('POST', `/v1/visits/${visit.id}/leave`, { as: `${visit.servedBy}:consultant`, key, body: leaving });
  const [first, second] = await Promise.all([leave('once'), leave('once')]);
  expect(first).toMatchObject({ status: 200, body: { status: 'kept', open: false, openSteps: [] } });
  expect(second).toMatchObject({ status: 200, body: { status: 'kept' } });
  expect(await leave('once')).toMatchObject({ status: 200, body: first.body });
  expect(await leave()).toMatchObject({ status: 409, body: { code: 'step-not-open' } });
  expect((await leave('another')).status).toBe(409);
});

test('personal words stay out of the history and are read back by the project', async () => {
  const { body: visit } = await start('personal');
  const leave = { as: `${visit.servedBy}:consultant`, key: 'personal-leave', body: leaving };
  const { body } = await api.call('POST', `/v1/visits/${visit.id}/leave`, leave);
  expect(body.notes).toBe(leaving.notes);
  const record = await deps.models.records('visits').findById(visit.id).lean();
  const { notes } = record!.data as unknown as { notes: string };
  expect(notes).toMatch(/^p:/);
  const history = await deps.client.workflow.getHandle(visit.workflowId).fetchHistory();
  const told = decodedPayloads(history);
  expect(told.some((payload) => payload.includes(`"${notes}"`))).toBe(true);
  expect(told.some((payload) => payload.includes('13800001111'))).toBe(false);
  const kept = await deps.models.connection.collection('idempotency').find().toArray();
  expect(JSON.stringify(kept).includes('13800001111')).toBe(false);
});

/** Everything a history says, payloads in clear text. */
function decodedPayloads(history: unknown): string[] {
  const payloads: string[] = [];
  JSON.stringify(history, (_key, value) => {
    const text = value?.metadata && value?.data ? value.data : typeof value === 'string' ? value : undefined;
    if (text) payloads.push(String(text), Buffer.from(text, 'base64').toString());
    return value;
  });
  return payloads;
}

test('a refused step leaves no personal words behind', async () => {
  const { body: visit } = await start('refused');
  const count = () => deps.models.connection.collection('personal').countDocuments();
  const before = await count();
  const dispute = { as: `${visit.servedBy}:consultant`, body: { reason: '不同意' } };
  expect(await api.call('POST', `/v1/visits/${visit.id}/dispute`, dispute)).toMatchObject({ status: 409 });
  expect(await count()).toBe(before);
});

test('role, project and address are checked before the process is asked', async () => {
  const { body: visit } = await start('cells');
  const path = `/v1/visits/${visit.id}`;
  await deps.models.staff.create({ _id: 'elsewhere', name: '外', roles: ['consultant'], projects: ['other'] });
  const stranger = 'elsewhere:consultant';
  expect(await api.call('POST', `${path}/leave`, { as: 'finance-1:finance', body: leaving })).toMatchObject({
    status: 403,
  });
  expect(await api.call('POST', `${path}/leave`, { as: stranger, body: leaving })).toMatchObject({ status: 403 });
  expect(await api.call('GET', path, { as: stranger })).toMatchObject({ status: 403 });
  expect(await api.call('POST', '/v1/visits', { as: stranger, key: 's', body: arrival() })).toMatchObject({
    status: 403,
  });
  expect(
    await api.call('POST', '/v1/visits', { as: 'finance-1:finance', key: 's', body: arrival() }),
  ).toMatchObject({ status: 403 });
  expect(await api.call('GET', '/v1/visits?projectId=linjiang', { as: stranger })).toMatchObject({ status: 403 });
  expect(await api.call('GET', '/v1/visits', { as: stranger })).toMatchObject({ status: 200, body: { items: [] } });
  expect(await api.call('GET', '/v1/visits/V-none', { as })).toMatchObject({ status: 404 });
  expect(
    await api.call('POST', '/v1/visits/V-none/leave', { as: 'consultant-a1:consultant', body: leaving }),
  ).toMatchObject({ status: 404 });
  expect(await api.call('POST', `${path}/dance`, { as, body: {} })).toMatchObject({ status: 404 });
});

test('a list is filtered and paged, each visit once', async () => {
  for (const n of [1, 2, 3]) await start(`page-${n}`);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = `limit=2&open=true&projectId=linjiang${cursor ? `&cursor=${cursor}` : ''}`;
    const { status, body } = await api.call('GET', `/v1/visits?${query}`, { as });
    expect(status).toBe(200);
    expect(body.items.every((item: { open: boolean }) => item.open)).toBe(true);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  } while (cursor);
  expect(seen.length).toBe(await deps.models.records('visits').countDocuments({ open: true }));
  expect(new Set(seen).size).toBe(seen.length);
  expect(await api.call('GET', '/v1/visits?cursor=nonsense', { as })).toMatchObject({ status: 400 });
  expect(await api.call('GET', '/v1/visits?colour=red', { as })).toMatchObject({ status: 400 });
});
