import { eventually } from '../harness/world';
import { makeRoomWorld, type RoomWorld } from './waiting-room/room-world';

let rooms: RoomWorld;
beforeAll(async () => {
  rooms = await makeRoomWorld();
  rooms.world.deps.settings.worker.continueAsNewAfterEvents = 60;
});
afterAll(() => rooms.stop());

const runOf = async (key: string) =>
  (await rooms.world.deps.client.workflow.getHandle(`waiting-room:${key}`).describe()).runId;

test('a long life goes on in new runs: steps, deadlines, events and answers are kept', async () => {
  const key = await rooms.open(3_600_000);
  const firstRun = await runOf(key);
  await rooms.tell(key, 'called', 'event-1', { by: 'Zhang' });
  const first = await rooms.step(key, 'note', { text: 'first' }, 'update-1');
  const before = await rooms.room(key);
  const notes = Array.from({ length: 30 }, (_, n) => `note ${n}`);
  for (const text of notes) await rooms.step(key, 'note', { text });
  expect(await runOf(key)).not.toBe(firstRun);

  const after = await rooms.room(key);
  expect(after).toMatchObject({
    rev: 32,
    data: { notes: ['first', ...notes] },
    openSteps: before.openSteps,
    deadlines: before.deadlines,
  });
  expect(await rooms.step(key, 'note', { text: 'first' }, 'update-1')).toEqual(first);
  expect((await rooms.room(key)).rev).toBe(32);
  await rooms.step(key, 'enter');
  await rooms.tell(key, 'called', 'event-1', { by: 'Zhang' });
  await rooms.step(key, 'note', { text: 'last' });
  expect((await rooms.room(key)).data.calls).toEqual(['Zhang']);
});

test('a deadline set in one run falls in another', async () => {
  const key = await rooms.open(5_000);
  const firstRun = await runOf(key);
  for (let n = 0; n < 12; n += 1) await rooms.step(key, 'note', { text: `${n}` });
  expect(await runOf(key)).not.toBe(firstRun);
  const room = await eventually(async () => {
    const now = await rooms.room(key);
    return now.status === 'closed' && now;
  }, 15_000);
  expect(room.data.closedAt).toBe(room.statusSince);
});

test('steps that come while it continues as new are all done, once each', async () => {
  const key = await rooms.open(3_600_000);
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([0, 1, 2, 3].map((n) => rooms.step(key, 'note', { text: `${round}.${n}` })));
  }
  const { notes } = (await rooms.room(key)).data;
  expect([...notes].sort()).toEqual([0, 1, 2, 3, 4].flatMap((round) => [0, 1, 2, 3].map((n) => `${round}.${n}`)));
});
