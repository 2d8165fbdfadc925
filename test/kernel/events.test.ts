import { eventually } from '../harness/world';
import { makeRoomWorld, type RoomWorld } from './waiting-room/room-world';

const HOUR = 3_600_000;
let rooms: RoomWorld;
beforeAll(async () => {
  rooms = await makeRoomWorld();
});
afterAll(() => rooms.stop());

const noticesOf = (key: string) =>
  rooms.world.deps.models.outbox.find({ workflowId: `waiting-room:${key}` }).lean();
const auditOf = (key: string) =>
  rooms.world.deps.models.audit
    .find({ chain: `waiting-room:${key}` })
    .sort({ seq: 1 })
    .lean();

test('the same event twice is acted on once', async () => {
  const key = await rooms.open(HOUR);
  await rooms.step(key, 'enter');
  await Promise.all([1, 2, 3].map(() => rooms.tell(key, 'called', 'event-1', { by: 'Zhang' })));
  await rooms.tell(key, 'called', 'event-2', { by: 'Li' });
  await eventually(async () => (await rooms.room(key)).data.calls.length > 1);
  expect((await rooms.room(key)).data.calls).toEqual(['Zhang', 'Li']);
});

test('an early event waits for what it waits for, and is acted on once however often it came', async () => {
  const key = await rooms.open(HOUR);
  for (let n = 0; n < 3; n += 1) await rooms.tell(key, 'called', 'event-1', { by: 'Zhang' });
  await rooms.step(key, 'note', { text: 'nobody has entered yet' });
  expect((await rooms.room(key)).data.calls).toEqual([]);
  const entered = await rooms.step(key, 'enter');
  const { data, rev } = await rooms.room(key);
  expect(data.calls).toEqual(['Zhang']);
  expect(entered.rev).toBe(rev);
  expect((await auditOf(key)).map(({ action }) => action)).toEqual(['begin', 'note', 'enter', 'event called']);
});

test('an event that the process does not know is not lost: a person is told, once', async () => {
  const key = await rooms.open(HOUR);
  await rooms.tell(key, 'flooded', 'event-9');
  await rooms.tell(key, 'flooded', 'event-9');
  await rooms.step(key, 'note', { text: 'after it' });
  const notices = await noticesOf(key);
  expect(notices).toMatchObject([{ template: 'tasks.unknown-event', staffId: 'admin-1' }]);
  expect(notices[0]?.text).toContain('flooded');
});

test('an event whose handler refuses goes to a person, and the process goes on', async () => {
  const key = await rooms.open(HOUR);
  await rooms.tell(key, 'insulted', 'event-1');
  await rooms.tell(key, 'insulted', 'event-1');
  await rooms.step(key, 'note', { text: 'after it' });
  expect(await noticesOf(key)).toMatchObject([{ template: 'tasks.refused-by-rule', staffId: 'admin-1' }]);
  expect(await rooms.room(key)).toMatchObject({ seen: ['event-1'], data: { notes: ['after it'] } });
});

test('a process that cannot be begun by another becomes a task; what was written stands', async () => {
  const key = await rooms.open(HOUR);
  expect(await rooms.step(key, 'send', { receiverId: 'nobody', key: `V-${key}` })).toMatchObject({ rev: 2 });
  expect(await rooms.step(key, 'note', { text: 'after it' })).toMatchObject({ rev: 3 });
  const tasks = await rooms.world.deps.models.tasks
    .find({ workflowId: `waiting-room:${key}`, step: 'process-not-begun' })
    .lean();
  expect(tasks).toMatchObject([{ about: `visit-claim:V-${key}`, roles: ['admin'], state: 'open' }]);
  expect(tasks[0]?.title.en).toContain('not-on-duty');
});
