import { poke } from '../../../activities/notices/poke';
import { eventually, makeWorld, type World } from '../../harness/world';
import { openGateway } from './gateway';
import { clear, deliveryWorker, MINUTE, PROJECT, queue, row, stored } from './outbox-room';

const ID = `delivery:${PROJECT}`;
let world: World;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let stopWorker: () => Promise<void>;
const afterChunk: { do?: () => Promise<void> } = {};

beforeAll(async () => {
  world = await makeWorld({ workers: false, sandbox: false });
  gateway = await openGateway();
  const env = { STAFF_CHANNEL: 'webhook', WEBHOOK_URL: gateway.url, WEBHOOK_SECRET: 'secret' };
  stopWorker = await deliveryWorker(world, env, afterChunk);
});
beforeEach(async () => {
  await clear(world);
  gateway.received.length = 0;
});
afterAll(async () => {
  await stopWorker?.();
  await gateway?.close();
  await world?.stop();
});

/** Staff hear at any hour, so these tests do not depend on the time of day. */
const toStaff = (id: string, more = {}) =>
  row(id, { staffId: 'consultant-a1', queuedAt: new Date(), notBefore: new Date(), ...more });
const delivery = () => world.deps.client.workflow.getHandle(ID);
const isEnded = async () => (await delivery().describe()).status.name === 'COMPLETED';

test('a poke starts the delivery, which is readable in the Temporal UI and ends when nothing is queued', async () => {
  await queue(world, [toStaff('n1')]);
  await poke(world.deps, PROJECT);
  await delivery().result();
  expect(await stored(world, 'n1')).toMatchObject({ state: 'sent', channel: 'webhook' });
  const { typedSearchAttributes, staticSummary } = await delivery()
    .describe()
    .then(async (d) => ({ ...d, staticSummary: await d.staticSummary() }));
  expect(staticSummary).toBe('通知发送 Notice delivery');
  expect(typedSearchAttributes.getAll()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ value: 'delivery' }),
      expect.objectContaining({ value: PROJECT }),
    ]),
  );
});

test.each([
  ['comes before the end', (send: () => Promise<void>) => send()],
  ['comes together with the end', async (send: () => Promise<void>) => void send()],
  ['comes right after the last answer', async (send: () => Promise<void>) => void setTimeout(send, 4)],
])('a poke that %s is not overlooked', async (_, when) => {
  for (let round = 0; round < 6; round += 1) {
    afterChunk.do = async () => {
      afterChunk.do = undefined;
      await when(async () => {
        await queue(world, [toStaff(`late${round}`)]);
        await poke(world.deps, PROJECT);
      });
    };
    await queue(world, [toStaff(`n${round}`)]);
    await poke(world.deps, PROJECT);
    await eventually(
      async () => (await world.deps.models.outbox.countDocuments({ state: 'sent' })) === 2 * (round + 1),
    );
  }
  await eventually(isEnded);
  expect(gateway.received).toHaveLength(12);
});

test('concurrent pokes of many commits send each notice once', async () => {
  await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      await queue(world, [toStaff(`n${i}`)]);
      await poke(world.deps, PROJECT);
    }),
  );
  await eventually(async () => (await world.deps.models.outbox.countDocuments({ state: 'sent' })) === 30);
  await eventually(isEnded);
  expect(gateway.received).toHaveLength(30);
});

test('a notice for later is waited for by one named timer; a poke meanwhile sends what is due now', async () => {
  const soon = new Date(Date.now() + 3000);
  await queue(world, [
    toStaff('later', { notBefore: soon }),
    toStaff('tomorrow', { notBefore: new Date(Date.now() + 5 * 24 * 60 * MINUTE) }),
  ]);
  await poke(world.deps, PROJECT);
  await eventually(async () => (await timerDays()).length > 0);
  await queue(world, [toStaff('now')]);
  await poke(world.deps, PROJECT);
  await eventually(async () => (await stored(world, 'now')).state === 'sent');
  expect((await stored(world, 'later')).state).toBe('queued');
  const sent = await eventually(async () => {
    const later = await stored(world, 'later');
    return later.state === 'sent' && later;
  });
  expect(sent.sentAt?.getTime()).toBeGreaterThan(soon.getTime());
  // the second timer is for tomorrow's; the one that was armed was not set anew by the poke
  expect(await eventually(async () => (await timerDays()).length === 2)).toBe(true);
  await delivery().terminate();
});

test('an answer that is quicker than the one before does not set the timer anew; an earlier notice does', async () => {
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * MINUTE);
  await queue(world, [toStaff('in-two-days', { notBefore: inDays(2) })]);
  afterChunk.do = async () => {
    afterChunk.do = undefined;
    // the first answer takes its time: what it says is waited for that much too long
    await new Promise((resolve) => setTimeout(resolve, 500));
  };
  await poke(world.deps, PROJECT);
  await eventually(async () => (await timerDays()).length === 1);
  for (const id of ['n1', 'n2']) {
    await queue(world, [toStaff(id)]);
    await poke(world.deps, PROJECT);
    await eventually(async () => (await stored(world, id)).state === 'sent');
  }
  await queue(world, [toStaff('tomorrow', { notBefore: inDays(1) })]);
  await poke(world.deps, PROJECT);
  const waits = await eventually(async () => {
    const all = await timerDays();
    return (all.at(-1) ?? 2) < 1.5 && all;
  });
  expect(waits.map(Math.round)).toEqual([2, 1]);
  await delivery().terminate();
});

/** For how many days each timer was set. */
async function timerDays(): Promise<number[]> {
  const { events } = await delivery().fetchHistory();
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
    timer ? [Number(timer.startToFireTimeout?.seconds ?? 0) / (24 * 60 * 60)] : [],
  );
}
