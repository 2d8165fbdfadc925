import { employ, NOWHERE, serveAlone } from './harness';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { callStep } from '../../api/kernel/temporal';
import { defineRoute } from '../../api/kernel/route';

const actor = { staffId: 'li', roles: ['consultant' as const] };
const routes = [
  defineRoute({
    method: 'post',
    path: '/visits/:key/leave',
    wing: 'sale',
    summary: 'step',
    handle: async ({ deps, target }) => {
      await callStep(
        deps,
        { workflowId: 'visit-claim:V-1', projectId: 'p1' },
        { name: 'leave' },
        { actor, body: {} },
        target,
      );
      return { status: 200, body: {} };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/staff',
    wing: 'resources',
    summary: 'read',
    handle: async ({ deps }) => ({ status: 200, body: await deps.models.staff.countDocuments() }),
  }),
];

/** A server that takes connections and says nothing: a machine that hangs. */
let silent: Server;
const sockets: Socket[] = [];
beforeAll(async () => {
  silent = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});

test.each([
  ['refuses connections', () => NOWHERE],
  ['hangs', () => `127.0.0.1:${(silent.address() as AddressInfo).port}`],
])('when Temporal %s, steps are 503 within two seconds and reads go on', async (_case, address) => {
  const api = await serveAlone(routes, { temporal: address() });
  try {
    await employ(api.deps, { li: ['consultant'] });
    const started = Date.now();
    const reply = await api.call('POST', '/v1/visits/V-1/leave', { as: 'li:consultant', body: {} });
    expect(Date.now() - started).toBeLessThan(2_000);
    expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(reply.headers.get('retry-after')).toBe('2');
    expect(await api.call('GET', '/v1/staff', { as: 'li:consultant' })).toMatchObject({ status: 200, body: 1 });
    expect(await api.call('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'up' } });
    expect(await api.call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: {
        temporal: 'unreachable',
        mongodb: 'reachable',
        calendar: { known: expect.arrayContaining(['2026']) },
      },
    });
  } finally {
    await api.stop();
  }
});

test('with both there it is ready, and measures requests by route and not by address', async () => {
  const api = await serveAlone(routes, { temporal: process.env.TEST_TEMPORAL_ADDRESS as string });
  try {
    await employ(api.deps, { li: ['consultant'] });
    expect(await api.call('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
    await api.call('POST', '/v1/visits/V-secret/leave', { as: 'li:consultant', body: {} });
    const { body } = await api.call('GET', '/metrics');
    expect(body).toContain('route="/v1/visits/:key/leave"');
    expect(body).not.toContain('V-secret');
  } finally {
    await api.stop();
  }
});
