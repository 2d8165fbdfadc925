import { commit } from '../../activities/commit';
import { verifyAudit } from '../../activities/audit/verify';
import type { Change, Guard } from '../../workflows/kernel/change';
import { watchWrites } from '../harness/database-writes';
import { makeWorld, type World } from '../harness/world';

/** The commit alone, on the real database: what guards take, and what a refusal or a crash leaves. */
let world: World;
beforeAll(async () => {
  world = await makeWorld({ workers: false, example: false });
});
afterAll(() => world.stop());

const rows = () => world.deps.models.connection.collection<{ _id: string; [field: string]: unknown }>('things');
const claims = () => world.deps.models.claims.find().sort({ _id: 1 }).lean();
const REFUSED = { code: 'already-sold', message: 'somebody was first' } as const;

function change(key: string, guards: Guard[], more: Partial<Change> = {}): Change {
  const rev = more.rev ?? 1;
  const at = 1_760_000_000_000 + rev;
  const actor = { staffId: 'tester', roles: [] };
  const about = { workflowId: `trial:${key}`, process: 'trial', projectId: 'linjiang' };
  const none = { numbers: [], rows: [], documents: [], voids: [], tasks: [], notices: [], tells: [], starts: [] };
  const record = {
    ...{ ...about, status: 'open', statusSince: at, open: true, startedAt: at, startedBy: 'tester' },
    ...{ openSteps: [], deadlines: [], seen: [], data: {} },
  };
  return {
    ...about,
    collection: 'trials',
    key,
    rev,
    at,
    actor,
    action: 'try',
    notes: {},
    guards,
    ...none,
    record,
    ...more,
  };
}

const claim = (key: string): Guard => ({ kind: 'claim', scope: 'unit-hold', key, refusal: REFUSED });
const release = (key: string): Guard => ({ kind: 'release', scope: 'unit-hold', key });
const insert = (id: string): Guard => ({
  kind: 'insert-row',
  collection: 'things',
  row: { _id: id, rev: 1 },
  refusal: REFUSED,
});
const set = (id: string, state: string, expect: Record<string, number | string> = {}): Guard => ({
  ...{ kind: 'change-row', collection: 'things', id, expect, set: { state }, refusal: REFUSED },
});

test('a refused commit undoes the guards before it, and writes nothing', async () => {
  await rows().insertOne({ _id: 'a', rev: 1, state: 'free' });
  await rows().insertOne({ _id: 'b', rev: 1, state: 'sold' });
  const refused = change('refused', [
    claim('x'),
    insert('c'),
    set('a', 'sold'),
    set('b', 'sold', { state: 'free' }),
  ]);
  await expect(commit(world.deps, refused)).rejects.toMatchObject({ type: 'already-sold', nonRetryable: true });
  expect(await rows().find().sort({ _id: 1 }).toArray()).toMatchObject([
    { _id: 'a', state: 'free' },
    { _id: 'b', state: 'sold' },
  ]);
  expect(await claims()).toEqual([]);
  expect(await world.deps.models.audit.countDocuments({ chain: 'trial:refused' })).toBe(0);
  expect(await world.deps.models.records('trials').countDocuments({ _id: 'refused' })).toBe(0);
});

test('a refused commit keeps what an earlier commit of the same process has taken, and gives nothing away', async () => {
  await commit(world.deps, change('keeper', [claim('y'), claim('z')]));
  const refused = change('keeper', [release('z'), claim('y'), set('b', 'sold', { state: 'free' })], { rev: 2 });
  await expect(commit(world.deps, refused)).rejects.toMatchObject({ type: 'already-sold' });
  expect(await claims()).toMatchObject([{ key: 'y' }, { key: 'z' }]);
  await expect(commit(world.deps, change('rival', [claim('z')]))).rejects.toMatchObject({
    type: 'already-sold',
    details: [{ heldBy: 'trial:keeper' }],
  });
});

test('of many who change one row expecting it free, one gets it', async () => {
  await rows().insertOne({ _id: 'unit', rev: 1, state: 'free' });
  const tries = Array.from({ length: 20 }, (_, n) =>
    change(`buyer-${n}`, [set('unit', `sold-${n}`, { state: 'free' })]),
  );
  const results = await Promise.allSettled(tries.map((one) => commit(world.deps, one)));
  const won = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
  expect(won).toHaveLength(1);
  expect(await rows().findOne({ _id: 'unit' })).toMatchObject({ state: `sold-${won[0]}`, rev: 2 });
});

test('a row is not given a key that another row has: refused, and the guards before it undone', async () => {
  await rows().createIndex({ key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });
  await rows().insertMany([
    { _id: 'holder', rev: 1, key: 'k' },
    { _id: 'wanting', rev: 1 },
  ]);
  const want: Guard = { ...set('wanting', 'had'), set: { key: 'k' } } as Guard;
  await expect(commit(world.deps, change('wanting', [claim('w'), want]))).rejects.toMatchObject({
    type: 'already-sold',
  });
  expect(await rows().findOne({ _id: 'wanting' })).toEqual({ _id: 'wanting', rev: 1 });
  expect(await world.deps.models.claims.exists({ key: 'w' })).toBeNull();
});

test('cut off after its guards, others change the row: tried again it finds them taken', async () => {
  await rows().insertOne({ _id: 'rota', rev: 1, turn: 'a' });
  const cutOff = change('slow', [set('rota', 'one', { rev: 1 }), insert('rota-2')]);
  const stop = watchWrites({
    before(what) {
      if (what === 'insertOne numbers') throw new Error('the database went away');
      return false;
    },
    after() {},
  });
  const asked = { ...cutOff, numbers: [{ token: '⟦number:0⟧', series: 'trial', format: 'T{00}' }] };
  await expect(commit(world.deps, asked)).rejects.toThrow('went away');
  stop();

  await commit(world.deps, change('fast', [set('rota', 'two', { rev: 2 }), set('rota-2', 'two')]));
  await expect(commit(world.deps, asked)).resolves.toEqual({ numbers: { '⟦number:0⟧': 'T01' } });
  expect(await rows().findOne({ _id: 'rota' })).toMatchObject({ state: 'two', rev: 3 });
});

const turn = (visitId: string, receiverId?: string): Guard => ({
  kind: 'rule',
  collection: 'duty_rotas',
  id: 'linjiang:day',
  rule: 'duty_rotas/take-turn',
  args: { visitId, at: 1, off: ['c'], receiverId },
  token: '⟦rule⟧',
  otherwise: { projectId: 'linjiang', date: 'day', order: ['a', 'b', 'c'], off: [], turns: [] },
});
const rota = () => world.deps.models.dutyRotas.collection.findOne({ _id: 'linjiang:day' as never });

test('of many whom a rule decides at once each gets the next turn, what it answered stands in the change, and again it is the same', async () => {
  const about = (key: string) => change(key, [turn(`trial:${key}`)], { notes: { receiver: '⟦rule⟧' } });
  const keys = Array.from({ length: 20 }, (_, n) => `visitor-${n}`);
  const given = await Promise.all(keys.map((key) => commit(world.deps, about(key))));
  const receivers = given.map(({ numbers }) => numbers['⟦rule⟧']);
  expect(receivers.filter((receiver) => receiver === 'a')).toHaveLength(10);
  expect(receivers.filter((receiver) => receiver === 'b')).toHaveLength(10);
  const entries = await world.deps.models.audit.find({ chain: { $in: keys.map((key) => `trial:${key}`) } }).lean();
  const noted = new Map(entries.map(({ chain, facts }) => [chain, facts.receiver]));
  expect(keys.map((key) => noted.get(`trial:${key}`))).toEqual(receivers);

  const before = await rota();
  expect(before?.turns).toHaveLength(20);
  for (const [nth, key] of keys.entries()) expect(await commit(world.deps, about(key))).toEqual(given[nth]);
  expect(await rota()).toEqual(before);
});

test('cut off right after its rule, others take their turns: tried again it is answered as before', async () => {
  const asked = change('slow-visitor', [turn('trial:slow-visitor')]);
  const stop = watchWrites({
    before(what) {
      if (what === 'insertOne audit') throw new Error('the database went away');
      return false;
    },
    after() {},
  });
  await expect(commit(world.deps, asked)).rejects.toThrow('went away');
  stop();
  const taken = (await rota())?.turns.at(-1);
  expect(taken).toMatchObject({ visitId: 'trial:slow-visitor' });
  for (let n = 0; n < 60; n += 1) await commit(world.deps, change(`later-${n}`, [turn(`trial:later-${n}`)]));
  expect(await commit(world.deps, asked)).toEqual({ numbers: { '⟦rule⟧': taken.staffId } });
  const turns = (await rota())?.turns.filter(
    ({ visitId }: { visitId: string }) => visitId === 'trial:slow-visitor',
  );
  expect(turns).toEqual([taken]);
});

test('what a rule refuses undoes the guards before it; a guard that refuses keeps a rule from being asked', async () => {
  const before = await rota();
  const absent = change('absent', [turn('trial:absent', 'c'), claim('desk')]);
  await expect(commit(world.deps, absent)).rejects.toMatchObject({ type: 'not-on-duty', nonRetryable: true });
  expect(await world.deps.models.claims.exists({ key: 'desk' })).toBeNull();
  await commit(world.deps, change('desk-holder', [claim('desk')]));
  await expect(commit(world.deps, change('late', [turn('trial:late'), claim('desk')]))).rejects.toMatchObject({
    type: 'already-sold',
  });
  expect(await rota()).toEqual(before);
});

test('a different change for a written revision is an error that pages the admins, never a skip; the same one again writes nothing', async () => {
  const first = change('twice', [claim('twice')], { notes: { reason: 'first' } });
  await commit(world.deps, first);
  await expect(commit(world.deps, { ...first, notes: { reason: 'another' } })).rejects.toMatchObject({
    type: 'change-diverged',
    nonRetryable: true,
  });
  const paged = await world.deps.models.tasks.find({ step: 'change-diverged' }).lean();
  expect(paged).toMatchObject([
    { workflowId: 'trial:twice', about: 'trial:twice#1', roles: ['admin'], state: 'open' },
  ]);
  await commit(world.deps, first);
  const audit = await world.deps.models.audit.find({ chain: 'trial:twice' }).lean();
  expect(audit).toMatchObject([{ seq: 1, facts: { reason: 'first' } }]);
  expect((await verifyAudit(world.deps.models)).problems).toEqual([]);
});

test('two different changes for one revision at once: one is written whole, the other is an error', async () => {
  const both = ['left', 'right'].map((reason) =>
    change('race', [], { notes: { reason }, record: { ...change('race', []).record, status: reason } }),
  );
  const results = await Promise.allSettled(both.map((one) => commit(world.deps, one)));
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [entry] = await world.deps.models.audit.find({ chain: 'trial:race' }).lean();
  const record = await world.deps.models.records('trials').findById('race').lean();
  expect(entry?.facts?.reason).toBe(record?.status);
});
