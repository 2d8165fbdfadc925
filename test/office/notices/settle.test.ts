import { settleNotice } from '../../../activities/notices/settle';
import type { Actor } from '../../../workflows/kernel/words';
import { eventually, makeWorld, type World } from '../../harness/world';
import { deliveryWorker, PROJECT, queue, row, stored, task, TEN } from './outbox-room';

const CLERK: Actor = { staffId: 'service-1', roles: ['customer-service'] };
const open = { projectId: PROJECT, process: 'delivery', state: 'open', roles: ['customer-service'] };
let world: World;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  world = await makeWorld({ workers: false, sandbox: false });
  stopWorker = await deliveryWorker(world, {}, {});
});
afterAll(async () => {
  await stopWorker?.();
  await world?.stop();
});

const say = (id: string, answer: Parameters<typeof settleNotice>[2]) =>
  settleNotice(world.deps, id, answer, CLERK, TEN);

test('a call made closes its task and counts as sent by phone, with what was merged; again it is refused', async () => {
  await queue(world, [
    row('n1', { clientId: 'c1', state: 'call-needed' }),
    row('n2', { clientId: 'c1', state: 'call-needed', mergedInto: 'n1' }),
  ]);
  await world.deps.models.tasks.collection.insertOne({ _id: 'call#n1', ...open } as never);
  await say('n1', 'told');
  expect(await stored(world, 'n1')).toMatchObject({ state: 'sent', channel: 'phone', sentAt: new Date(TEN) });
  expect(await stored(world, 'n2')).toMatchObject({ state: 'sent' });
  expect(await task(world, 'call#n1')).toMatchObject({ state: 'done', closedBy: 'service-1' });
  expect(await world.deps.models.audit.findOne({ chain: 'notice:n1' }).lean()).toMatchObject({
    action: 'told',
    outcome: 'sent',
  });
  await expect(say('n1', 'told')).rejects.toMatchObject({ type: 'step-not-open' });
});

test('a message that was not sent after all is sent again; one that was is not', async () => {
  const unsure = { staffId: 'consultant-a1', state: 'unsure', attempts: 1 } as const;
  await queue(world, [row('n3', unsure), row('n4', unsure)]);
  await world.deps.models.tasks.collection.insertMany([
    { _id: 'unsure#n3', ...open },
    { _id: 'unsure#n4', ...open },
  ] as never);
  await say('n4', 'was-sent');
  await say('n3', 'was-not-sent');
  await eventually(async () => (await stored(world, 'n3')).state === 'sent');
  expect(await stored(world, 'n3')).toMatchObject({ attempts: 1, channel: 'console' });
  expect(await stored(world, 'n4')).toMatchObject({ state: 'sent', attempts: 1 });
  expect(await task(world, 'unsure#n3')).toMatchObject({ state: 'done' });
});
