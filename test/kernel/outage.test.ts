import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { verifyAudit } from '../../activities/audit/verify';
import { type OwnServers, startOwnServers } from '../harness/own-servers';
import { eventually } from '../harness/world';
import { makeRoomWorld, type RoomWorld } from './waiting-room/room-world';

/** The servers die and come back on their data: what was acknowledged is there, what fell due happens once. */
let servers: OwnServers;
let rooms: RoomWorld;
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'estateflow-outage-'));

beforeAll(async () => {
  servers = await startOwnServers(data);
  rooms = await makeRoomWorld({ servers });
}, 120_000);
afterAll(async () => {
  await rooms?.stop();
  await servers?.stop();
  fs.rmSync(data, { recursive: true, force: true });
}, 60_000);

test.each(['MongoDB', 'Temporal'] as const)(
  '%s killed and back: acknowledged steps are there, the deadline is acted on at its instant, notices once',
  async (server) => {
    const key = await rooms.open(4_000);
    const closesAt = (await rooms.room(key)).deadlines[0]?.at as number;
    await rooms.step(key, 'note', { text: 'acknowledged' });
    await rooms.tell(key, 'flooded', 'event-1');
    await rooms.step(key, 'note', { text: 'and told' });

    const back = servers.killAndRestart(server);
    const waiting = eventually(() => rooms.step(key, 'note', { text: 'meanwhile' }, 'update-meanwhile'), 60_000);
    await back;
    await waiting;
    const room = await eventually(async () => {
      const now = await rooms.room(key);
      return now.status === 'closed' && now;
    }, 40_000);
    expect(room).toMatchObject({ statusSince: closesAt, data: { closedAt: closesAt } });
    expect(room.data.notes).toEqual(['acknowledged', 'and told', 'meanwhile']);

    const { audit, outbox } = rooms.world.deps.models;
    const actions = (await audit.find({ chain: room.workflowId }).sort({ seq: 1 }).lean()).map(
      ({ action }) => action,
    );
    expect([...actions].sort()).toEqual(['begin', 'deadline closing', 'event flooded', 'note', 'note', 'note']);
    await eventually(
      async () =>
        (await outbox.find({ workflowId: room.workflowId }).lean()).every(({ state }) => state === 'sent'),
      40_000,
    );
    expect(await outbox.find({ workflowId: room.workflowId }).lean()).toMatchObject([
      { state: 'sent', attempts: 1 },
    ]);
    expect((await verifyAudit(rooms.world.deps.models)).problems).toEqual([]);
  },
  120_000,
);
