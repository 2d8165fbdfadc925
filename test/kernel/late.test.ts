import { nextDue } from '../../workflows/kernel/instants';
import { eventually } from '../harness/world';
import { makeRoomWorld, type Room, type RoomWorld } from './waiting-room/room-world';

let rooms: RoomWorld;
beforeAll(async () => {
  rooms = await makeRoomWorld();
});
afterAll(() => rooms.stop());

const HOUR = 3_600_000;
const actionsOf = async (key: string) =>
  (
    await rooms.world.deps.models.audit
      .find({ chain: `waiting-room:${key}` })
      .sort({ seq: 1 })
      .lean()
  ).map((entry) => ({
    action: entry.action,
    at: entry.at.getTime(),
  }));
const closingOf = (room: Room) => room.deadlines.find(({ name }) => name === 'closing')?.at as number;

test('the very instant of a deadline is in time; one millisecond later it has passed', async () => {
  const key = await rooms.open(HOUR);
  const room = await rooms.room(key);
  const closesAt = closingOf(room);
  expect(nextDue(room, closesAt)).toBeUndefined();
  expect(nextDue(room, closesAt + 1)).toMatchObject({ kind: 'deadline', name: 'closing', at: closesAt });
});

test('of deadlines and steps on either side of one instant, the earlier is acted on first', async () => {
  const key = await rooms.open(700);
  const closesAt = closingOf(await rooms.room(key));
  let notes = 0;
  const note = () => rooms.step(key, 'note', { text: `${(notes += 1)}` });
  while (Date.now() <= closesAt) await note();
  await note();
  const entries = await actionsOf(key);
  expect(entries).toHaveLength(notes + 2);
  expect(entries.find(({ action }) => action === 'deadline closing')?.at).toBe(closesAt);
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort((a, b) => a - b));
});

test('with the worker down past a deadline: the deadline first, at its own instant, then the late step is refused', async () => {
  const key = await rooms.open(1_500);
  const other = await rooms.open(1_500);
  const closesAt = closingOf(await rooms.room(key));
  await rooms.stopWorkers();
  await eventually(async () => Date.now() > closesAt + 100);
  const late = rooms.step(key, 'enter').catch((error: Error & { cause?: { type?: string } }) => error.cause?.type);
  const lateNote = rooms.step(other, 'note', { text: 'late' });
  await rooms.startWorkers();
  expect(await late).toBe('step-not-open');
  await lateNote;
  expect(await rooms.room(key)).toMatchObject({
    status: 'closed',
    statusSince: closesAt,
    data: { closedAt: closesAt },
  });
  expect((await actionsOf(other)).map(({ action }) => action)).toEqual(['begin', 'deadline closing', 'note']);
});

test('a deadline that fell while the worker was down is acted on as soon as it is back', async () => {
  const key = await rooms.open(600);
  const closesAt = closingOf(await rooms.room(key));
  await rooms.stopWorkers();
  await eventually(async () => Date.now() > closesAt + 100);
  await rooms.startWorkers();
  const room = await eventually(async () => {
    const now = await rooms.room(key);
    return now.status === 'closed' && now;
  });
  expect(room.data.closedAt).toBe(closesAt);
});
