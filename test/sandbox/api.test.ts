import { makeWorld, type World } from '../harness/world';
import { DAY, receiveAndLeave } from './visits';

describe('in the sandbox', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(() => world.stop());

  test('a fast-forward answers with the business times and what came due; the clock shows it', async () => {
    const admin = (await world.http()).as('admin-1');
    await receiveAndLeave(world, 'V-1');
    const { status, body, headers } = await admin.post('/v1/sandbox/fast-forward', {
      projectId: 'linjiang',
      by: '4 days',
    });
    expect(status).toBe(200);
    expect(headers.get('x-estateflow-sandbox')).toBe('true');
    expect(body).toMatchObject({ projectId: 'linjiang' });
    expect(body.to).toMatch(/\+08:00$/);
    expect(Date.parse(body.to) - Date.parse(body.from)).toBe(4 * DAY);
    const ofTheVisit = body.acts.filter((act: { workflowId: string }) => act.workflowId === 'visit-claim:V-1');
    expect(ofTheVisit.at(-1)).toMatchObject({ name: 'deadline claimWindow' });
    expect((await admin.get('/v1/visits/V-1')).body.status).toBe('unclaimed');

    const clock = (await admin.get('/v1/sandbox/clock?projectId=linjiang')).body;
    expect(clock).toMatchObject({ projectId: 'linjiang', sandbox: true });
    expect(Date.parse(clock.now)).toBeGreaterThanOrEqual(Date.parse(body.to));
    expect(clock.offset).toBeGreaterThan(3.9 * DAY);
  });

  test('the same request again moves the clock once', async () => {
    const admin = (await world.http()).as('admin-1');
    const ask = () =>
      admin.post('/v1/sandbox/fast-forward', { projectId: 'linjiang', by: '1 workday' }, { key: 'once' });
    const first = await ask();
    expect((await ask()).body).toEqual(first.body);
    expect(first.body.to).toMatch(/T00:00:00/);
  });

  test('the clock goes to an instant, and not back', async () => {
    const admin = (await world.http()).as('admin-1');
    const { now } = (await admin.get('/v1/sandbox/clock?projectId=linjiang')).body;
    const to = new Date(Date.parse(now) + 90 * 60_000).toISOString();
    const moved = await admin.post('/v1/sandbox/fast-forward', { projectId: 'linjiang', to });
    expect(moved.status).toBe(200);
    expect(Date.parse(moved.body.to)).toBe(Date.parse(to));
    const back = await admin.post('/v1/sandbox/fast-forward', { projectId: 'linjiang', to: now });
    expect(back).toMatchObject({ status: 400, body: { code: 'validation-failed', errors: [{ field: 'to' }] } });
    for (const neither of [{}, { to, by: '1 day' }]) {
      const refused = await admin.post('/v1/sandbox/fast-forward', { projectId: 'linjiang', ...neither });
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'by' }] } });
    }
  });

  test('what is no period, and a project there is not, are refused', async () => {
    const admin = (await world.http()).as('admin-1');
    const refused = await admin.post('/v1/sandbox/fast-forward', { projectId: 'linjiang', by: 'soon' });
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation-failed', errors: [{ field: 'by' }] } });
    expect((await admin.get('/v1/sandbox/clock?projectId=another')).status).toBe(403);
  });
});

test('outside the sandbox there is no clock to move', async () => {
  const world = await makeWorld({ sandbox: false, workers: false });
  try {
    const admin = (await world.http()).as('admin-1');
    const moved = await admin.post('/v1/sandbox/fast-forward', { projectId: 'linjiang', by: '2 days' });
    expect(moved).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect((await admin.get('/v1/sandbox/clock?projectId=linjiang')).status).toBe(404);
    expect(moved.headers.get('x-estateflow-sandbox')).toBeNull();
  } finally {
    await world.stop();
  }
});
