import { anchorAudit, anchorsOf } from '../../activities/audit/anchor';
import { verifyAudit } from '../../activities/audit/verify';
import { hashOf } from '../../activities/commit/audit';
import type { AuditRow } from '../../models/kernel';
import { makeWorld, type World } from '../harness/world';

let world: World;
let intact: AuditRow[];

beforeAll(async () => {
  world = await makeWorld();
  const http = await world.http();
  const body = { projectId: 'linjiang', contactedBefore: 'no', clientName: '访客' };
  const left = { packComplete: true, unitsShown: [], noNextVisitReason: '再联系', notes: '看房' };
  for (let n = 0; n < 3; n += 1) {
    const visit = await http.as('assistant-1').post('/v1/visits', body);
    await http.as(visit.body.servedBy).post(`/v1/visits/${visit.body.id}/leave`, left);
  }
  await anchorAudit(world.deps.models, '2026-03-10', Date.UTC(2026, 2, 10));
  intact = await world.deps.models.audit.find().lean<AuditRow[]>();
});
afterAll(() => world.stop());

/** Put the audit back as it was, whatever a test did to it. */
afterEach(async () => {
  await world.deps.models.audit.deleteMany({});
  await world.deps.models.audit.collection.insertMany(intact as never);
});

const audit = () => world.deps.models.audit.collection;
const problems = async () => (await verifyAudit(world.deps.models)).problems;
const chainOf = (nth: number) => intact.filter((row) => row.chain.startsWith('visit-claim:'))[nth]?.chain as string;

test('an audit nobody touched is intact', async () => {
  expect(await verifyAudit(world.deps.models)).toMatchObject({ problems: [], chains: 3 });
});

test('a changed entry is found', async () => {
  await audit().updateOne({ _id: `${chainOf(0)}#2` } as never, { $set: { 'actor.staffId': 'somebody-else' } });
  expect(await problems()).toEqual([`${chainOf(0)}: entry 2 has been changed`]);
});

test('a change that also forges the hashes after it is found by the anchor', async () => {
  const [first, second] = intact.filter((row) => row.chain === chainOf(0));
  const { hash: _h1, ...one } = { ...(first as AuditRow), outcome: 'forged' };
  const { hash: _h2, ...two } = { ...(second as AuditRow), prevHash: hashOf(one) };
  await audit().replaceOne({ _id: one._id } as never, { ...one, hash: hashOf(one) } as never);
  await audit().replaceOne({ _id: two._id } as never, { ...two, hash: hashOf(two) } as never);
  expect(await problems()).toEqual([expect.stringContaining('is not the one anchored on 2026-03-10')]);
});

test('a deleted entry in the middle is found', async () => {
  await audit().deleteOne({ _id: `${chainOf(1)}#1` } as never);
  expect(await problems()).toContainEqual(`${chainOf(1)}: entry 1 is missing before 2`);
});

test('a chain cut at its end is found, by its record and by the anchor', async () => {
  await audit().deleteOne({ _id: `${chainOf(2)}#2` } as never);
  expect((await problems()).length).toBeGreaterThanOrEqual(2);
  expect((await problems()).join()).toContain('1 of 2 entries are cut off');
});

test('entries in another order are found', async () => {
  const [first, second] = intact.filter((row) => row.chain === chainOf(0)) as [AuditRow, AuditRow];
  await audit().deleteMany({ chain: chainOf(0) } as never);
  await audit().insertMany([
    { ...second, _id: first._id, seq: 1 },
    { ...first, _id: second._id, seq: 2 },
  ] as never);
  expect(await problems()).not.toEqual([]);
});

test('a day is anchored once, and a changed anchor is found', async () => {
  expect(await anchorAudit(world.deps.models, '2026-03-10', Date.UTC(2026, 2, 10))).toBeUndefined();
  await anchorsOf(world.deps.models).updateOne({ _id: '2026-03-10' }, { $set: { 'heads.0.seq': 99 } });
  expect((await problems()).join()).toContain('anchor 2026-03-10: has been changed');
});
