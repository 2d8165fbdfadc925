import { poke } from '../../../activities/notices/poke';
import { clocks } from '../../../activities/sandbox/clock';
import { eventually, makeWorld, type World } from '../../harness/world';
import { clear, deliveryWorker, PROJECT, queue, row, stored } from './outbox-room';

const DAYS_AHEAD = 40 * 24 * 60 * 60_000;
let world: World;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  world = await makeWorld({ workers: false, sandbox: true });
  stopWorker = await deliveryWorker(world, {}, {});
  await clear(world);
});
afterAll(async () => {
  await stopWorker?.();
  await world?.stop();
});

test("in the sandbox delivery runs at the project's time, and its run is not moved twice", async () => {
  await clocks(world.deps.models).insertOne({ _id: PROJECT, offsetMs: DAYS_AHEAD });
  for (const id of ['n1', 'n2']) {
    const businessNow = await world.deps.businessNow(PROJECT);
    const at = new Date(businessNow);
    await queue(world, [row(id, { staffId: 'consultant-a1', queuedAt: at, notBefore: at })]);
    await poke(world.deps, PROJECT);
    const { sentAt } = await eventually(async () => {
      const notice = await stored(world, id);
      return notice.state === 'sent' && notice;
    });
    expect(sentAt?.getTime()).toBeGreaterThanOrEqual(businessNow);
    expect(sentAt?.getTime()).toBeLessThan((await world.deps.businessNow(PROJECT)) + 1000);
  }
});
