import { randomUUID } from 'node:crypto';
import { startProcess } from '../../activities/start-process';
import type { RecordRow } from '../../models/kernel';
import type { StepAnswer } from '../../workflows/kernel/change';
import { workflowIdOf } from '../../workflows/kernel/contract';
import type { Actor } from '../../workflows/kernel/words';
import { eventually, makeWorld, type World } from '../harness/world';
import { type Counter, counterContract } from './counter/contract';

/** What a process claims, issues and asks for, on a small process of its own. */
let world: World;
beforeAll(async () => {
  world = await makeWorld({ sandbox: false });
});
afterAll(() => world.stop());

const person = (staffId: string, actingFor: string[] = []): Actor => ({ staffId, roles: ['finance'], actingFor });

async function open(): Promise<string> {
  const key = randomUUID();
  const actor = person('finance-1');
  await startProcess(world.deps, counterContract, {
    ...{ key, projectId: 'linjiang', input: {}, actor },
    startToken: key,
  });
  return key;
}

function step(
  key: string,
  name: keyof Counter['steps'] & string,
  body = {},
  actor = person('finance-1'),
): Promise<StepAnswer> {
  const handle = world.deps.client.workflow.getHandle(workflowIdOf(counterContract, key));
  return handle.executeUpdate(name, { args: [{ actor, body }], updateId: randomUUID() });
}

const record = (key: string) => world.deps.models.records('counters').findById(key).lean<RecordRow>();
const claimed = (key: string) => world.deps.models.claims.find({ owner: `counter:${key}` }).lean();
const tasksOf = (key: string) => world.deps.models.tasks.find({ workflowId: `counter:${key}` }).lean();
const papers = (key: string) =>
  world.deps.models.documents
    .find({ workflowId: `counter:${key}` })
    .sort({ number: 1 })
    .lean();

describe('claims', () => {
  test('an end releases what the process holds; what was claimed for good stays its own', async () => {
    const key = await open();
    const seats = [randomUUID(), randomUUID(), randomUUID()];
    await step(key, 'take-seat', { seat: seats[0] });
    await step(key, 'take-seat', { seat: seats[1] });
    await step(key, 'take-seat', { seat: seats[2], forGood: true });
    expect((await record(key))?.claims).toEqual([
      { scope: 'unit-hold', key: seats[0] },
      { scope: 'unit-hold', key: seats[1] },
    ]);
    await step(key, 'leave-seat', { seat: seats[0] });
    expect((await claimed(key)).map((claim) => claim.key).sort()).toEqual([seats[1], seats[2]].sort());
    await step(key, 'close');
    expect(await claimed(key)).toMatchObject([{ key: seats[2] }]);
    expect((await record(key))?.claims).toEqual([]);

    const next = await open();
    await step(next, 'take-seat', { seat: seats[1] });
    await expect(step(next, 'take-seat', { seat: seats[2] })).rejects.toMatchObject({
      cause: { type: 'hold-taken' },
    });
  });

  test('a key that is taken again in the same breath is kept', async () => {
    const key = await open();
    const seat = randomUUID();
    await step(key, 'take-seat', { seat });
    await step(key, 'take-seat', { seat });
    expect((await record(key))?.claims).toEqual([{ scope: 'unit-hold', key: seat }]);
  });
});

describe('documents', () => {
  test('a reissued document has a number of its own; the one before is void, names it, and keeps its text', async () => {
    const key = await open();
    await step(key, 'issue');
    const [issued] = await papers(key);
    await step(key, 'issue-again');
    const [before, after] = await papers(key);
    expect(before).toMatchObject({
      ...{ _id: issued?._id, number: issued?.number, fields: issued?.fields },
      void: { by: 'finance-1', reason: '金额有误', replacedBy: after?._id, at: expect.any(Date) },
    });
    expect(after).toMatchObject({ replaces: before?._id, fields: { amountFen: 1_000_000 } });
    expect(after?.void).toBeUndefined();

    await step(key, 'withdraw');
    await step(key, 'withdraw');
    const [, withdrawn] = await papers(key);
    expect(withdrawn).toMatchObject({ fields: after?.fields, void: { reason: '不再需要' } });
  });
});

describe('a request and its two answers', () => {
  const inbox = async (who: string, key: string) => {
    const http = await world.http();
    const { body } = await http.as(who).get(`/v1/tasks?workflowId=counter:${key}`);
    return body.items;
  };

  test('it is one task that names both answers; whoever asked is not offered it, nor told of it, nor may do it', async () => {
    const key = await open();
    await step(key, 'request');
    const [task, ...others] = await inbox('finance-2', key);
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      title: { zh: '同意 / 不同意', en: 'Grant / Decline' },
      answers: [
        { step: 'grant', title: { zh: '同意' } },
        { step: 'decline', title: { zh: '不同意' } },
      ],
    });
    expect(await inbox('finance-1', key)).toEqual([]);
    const http = await world.http();
    const path = `/v1/tasks/${encodeURIComponent(task.id)}`;
    expect((await http.as('finance-1').post(`${path}/claim`)).body.code).toBe('own-request');
    const handed = await http.as('finance-2').post(`${path}/delegate`, { toStaffId: 'finance-1', reason: '外出' });
    expect(handed.body.code).toBe('own-request');

    for (const actor of [person('finance-1'), person('finance-2', ['finance-1'])])
      await expect(step(key, 'grant', {}, actor)).rejects.toMatchObject({ cause: { type: 'own-request' } });

    const told = await eventually(async () => {
      const rows = await world.deps.models.outbox.find({ workflowId: `counter:${key}` }).lean();
      return rows.some(({ template }) => template === 'tasks.escalated') && rows;
    });
    expect([...new Set(told.map(({ staffId }) => staffId))]).toEqual(['finance-2']);
    expect(told.map(({ template }) => template).sort()).toEqual(['tasks.escalated', 'tasks.reminder']);
  });

  test.each([
    ['grant', 'decline', true],
    ['decline', 'grant', false],
  ] as const)('%s closes it, and %s is no longer open', async (answer, other, granted) => {
    const key = await open();
    await step(key, 'request');
    await step(key, answer, {}, person('finance-2'));
    expect(await tasksOf(key)).toMatchObject([{ state: 'done', closedBy: 'finance-2' }]);
    expect((await record(key))?.data).toMatchObject({ granted });
    await expect(step(key, other, {}, person('finance-2'))).rejects.toMatchObject({
      cause: { type: 'step-not-open' },
    });
  });
});
