import { commit } from '../../activities/commit';
import type { Change } from '../../workflows/kernel/change';
import { verifyAudit } from '../../activities/audit/verify';
import { watchWrites } from '../harness/database-writes';
import { eventually, makeWorld, type World } from '../harness/world';

const LEAVING = {
  packComplete: true,
  unitsShown: ['linjiang-1-1201'],
  noNextVisitReason: '下周电话联系',
  notes: '看中三房',
};
/** What the commits of a visit write. */
const WRITTEN = ['visits', 'duty_rotas', 'numbers', 'tasks', 'outbox', 'documents', 'claims', 'audit'];

let world: World;
let changes: Change[];
let rotas: object[];
beforeAll(async () => {
  world = await makeWorld({ sandbox: false, workers: false });
  rotas = await world.deps.models.dutyRotas.collection.find().toArray();
  const workers = await world.startWorkers();
  changes = changesOf(await liveOnce());
  // Delivery would go on with the outbox that is written again below.
  await eventually(async () => !(await world.deps.models.outbox.exists({ state: { $ne: 'sent' } })));
  await workers.stop();
});
afterAll(() => world.stop());

/** A visitor who forgot the consultant's name, up to the claim. */
async function liveOnce() {
  const http = await world.http();
  const arrival = { projectId: 'linjiang', contactedBefore: 'forgotten', clientName: '访客' };
  const { body: visit } = await http.as('assistant-1').post('/v1/visits', arrival);
  const step = (who: string, name: string, body?: object) =>
    http.as(who).post(`/v1/visits/${visit.id}/${name}`, body);
  await step(visit.servedBy, 'leave', LEAVING);
  await step('assistant-1', 'notify-leaders');
  await step('leader-a', 'tell-team');
  await step('leader-b', 'tell-team');
  await step('consultant-b2', 'claim', { leadEntryNo: '3' });
  return world.deps.client.workflow.getHandle(visit.workflowId).fetchHistory();
}

/** The changes as they stand in the history: the write-ahead log. */
function changesOf({ events }: Awaited<ReturnType<typeof liveOnce>>): Change[] {
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const data = scheduled?.activityType?.name === 'commit' ? scheduled.input?.payloads?.[0]?.data : undefined;
    return data ? [JSON.parse(Buffer.from(data).toString()) as Change] : [];
  });
}

async function writeAgain(cutOff: { at: number; sent: boolean }): Promise<{ rows: object; writes: string[] }> {
  const { connection } = world.deps.models;
  for (const name of WRITTEN) await connection.collection(name).deleteMany({});
  await connection.collection('duty_rotas').insertMany(rotas);
  const writes: string[] = [];
  const isHere = (sent: boolean) => sent === cutOff.sent && writes.length === cutOff.at;
  const stop = watchWrites({
    before(what) {
      writes.push(what);
      if (isHere(false)) throw new Error('cut off');
      return true;
    },
    after() {
      if (isHere(true)) throw new Error('cut off');
    },
  });
  try {
    // Twice is what Temporal does with an attempt that failed.
    for (const change of changes) await commit(world.deps, change).catch(() => commit(world.deps, change));
  } finally {
    stop();
  }
  const rows: Record<string, unknown> = {};
  for (const name of WRITTEN) rows[name] = await connection.collection(name).find().sort({ _id: 1 }).toArray();
  return { rows, writes };
}

test('a commit cut off before or after any of its writes is finished by the next attempt, to the last field', async () => {
  expect(changes.map(({ action }) => action)).toEqual([
    'begin',
    'leave',
    'notify-leaders',
    'tell-team',
    'tell-team',
    'claim',
  ]);
  const undisturbed = await writeAgain({ at: 0, sent: true });
  expect(undisturbed.writes.length).toBeGreaterThan(20);
  for (let at = 1; at <= undisturbed.writes.length; at += 1) {
    for (const sent of [false, true]) {
      const { rows } = await writeAgain({ at, sent });
      expect({ at, sent, what: undisturbed.writes[at - 1], rows }).toMatchObject({ rows: undisturbed.rows });
    }
  }
  expect((await verifyAudit(world.deps.models)).problems).toEqual([]);
}, 240_000);
