import pino from 'pino';
import { commit } from '../../activities/commit';
import type { Deps } from '../../activities/deps';
import type { Change } from '../../workflows/kernel/change';
import { makeWorld, type World } from '../harness/world';
import { everything } from './faulty/everything';
import { plant, unplant } from './faulty/plant';

/** The commit alone: what a mistake in our own code leaves behind in the database, which is nothing but one task. */
let world: World;
let deps: Deps;
const lines: { [field: string]: unknown }[] = [];
beforeAll(async () => {
  world = await makeWorld({ workers: false });
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  deps = { ...world.deps, log };
});
afterEach(unplant);
afterAll(() => world.stop());

const at = 1_760_000_000_000;
const actor = { staffId: 'tester', roles: [] };

/** A change that writes into every collection that a change can write into. */
function change(key: string, more: Partial<Change> = {}): Change {
  const about = { workflowId: `trial:${key}`, process: 'trial', projectId: 'linjiang' };
  const refusal = { code: 'hold-taken' as const, message: 'somebody was first' };
  const record = {
    ...{ ...about, status: 'open', statusSince: at, open: true, startedAt: at, startedBy: 'tester' },
    ...{ openSteps: [], deadlines: [], seen: [], data: {} },
  };
  return {
    ...{ ...about, collection: 'trials', key, rev: 1, at, actor, action: 'try', notes: {}, record },
    guards: [
      { kind: 'claim', scope: 'unit-hold', key, refusal },
      { kind: 'insert-row', collection: 'things', row: { _id: key, rev: 1 }, refusal },
    ],
    numbers: [{ token: '⟦number:0⟧', series: 'trial', format: 'T{000}' }],
    rows: [{ collection: 'things', id: `${key}-2`, set: { no: '⟦number:0⟧' } }],
    documents: [receipt(key)],
    voids: [],
    tasks: [
      {
        id: `${key}#task`,
        open: {
          ...{ step: 'look', title: { zh: '看', en: 'Look' }, who: { roles: ['admin'] }, since: at },
          escalatedTo: [],
        },
      },
    ],
    notices: [{ id: `${key}#notice`, template: 'tasks.due', to: { roles: ['admin'] }, fields: TASK }],
    tells: [],
    starts: [],
    ...more,
  };
}

const TASK = { title: '看', processName: '试', subject: '⟦number:0⟧', dueAt: '2026年3月10日' };
const RECEIPT = { unit: 'A', payerName: 'B', amountFen: 100, method: '现金', purpose: '定金', receivedOn: '今天' };

function receipt(key: string): Change['documents'][number] {
  return { id: `${key}-doc`, kind: 'receipt', token: '⟦document:0⟧', fields: { ...RECEIPT, countedBy: 'C' } };
}

const mistakesOf = (key: string) => deps.models.tasks.find({ workflowId: `trial:${key}`, step: 'defect' }).lean();
const loggedOf = (key: string) => lines.filter(({ workflowId }) => workflowId === `trial:${key}`);

const wrong: Record<string, (key: string) => Partial<Change>> = {
  'a notice that nobody wrote': (key) => ({
    notices: [{ id: `${key}#n`, template: 'tasks.nobody' as never, to: { roles: ['admin'] }, fields: {} }],
  }),
  'a field that a notice needs': (key) => ({
    notices: [{ id: `${key}#n`, template: 'tasks.due', to: { roles: ['admin'] }, fields: { title: '看' } }],
  }),
  'a notice whose text throws': (key) => ({
    notices: [{ id: `${key}#n`, template: 'trial.throws' as never, to: { roles: ['admin'] }, fields: TASK }],
  }),
  'a kind of document that there is not': (key) => ({ documents: [{ ...receipt(key), kind: 'nothing' as never }] }),
  'a field that a document needs': (key) => ({ documents: [{ ...receipt(key), fields: RECEIPT }] }),
  'a field that a document does not have': (key) => ({
    documents: [{ ...receipt(key), fields: { ...RECEIPT, countedBy: 'C', colour: 'red' } }],
  }),
  'a document whose body throws': (key) => ({ documents: [{ ...receipt(key), kind: 'trial-throws' as never }] }),
  'a paper that is rewritten': (key) => ({ documents: [{ ...receipt(key), token: '', fillsIn: true }] }),
  'a row that only the commit writes': () => ({ rows: [{ collection: 'tasks', id: 'x', set: { state: 'open' } }] }),
  'a process that there is not': () => ({ starts: [{ process: 'nothing', key: 'x', input: {} }] }),
};

test.each(Object.entries(wrong))('%s: nothing is written, one task, one log line', async (name, spoil) => {
  const mend = plant();
  const key = name.replaceAll(' ', '-');
  const before = await everything(deps.models);
  for (const rev of [1, 1]) {
    const tried = commit(deps, change(key, { ...spoil(key), rev }));
    await expect(tried).rejects.toMatchObject({ type: 'defect', nonRetryable: true });
  }
  expect(await everything(deps.models)).toEqual(before);
  expect(await mistakesOf(key)).toMatchObject([
    { process: 'trial', part: 'try', state: 'open', roles: ['admin'], about: expect.stringMatching(/\w+/) },
  ]);
  expect(loggedOf(key)).toMatchObject([{ process: 'trial', action: 'try', rev: 1, level: 50 }]);
  mend();
});

test('mended, it is written whole, with its numbers where they stand, and the task of the admins is done', async () => {
  const mend = plant();
  const spoilt = change('mended', wrong['a notice whose text throws']?.('mended'));
  await expect(commit(deps, spoilt)).rejects.toMatchObject({ type: 'defect' });
  mend();
  expect(await commit(deps, spoilt)).toEqual({ numbers: { '⟦number:0⟧': 'T001', '⟦document:0⟧': 'SJ000001' } });
  const { models } = deps;
  expect(await models.documents.findById('mended-doc').lean()).toMatchObject({ number: 'SJ000001' });
  expect(await models.outbox.find({ workflowId: 'trial:mended' }).lean()).toMatchObject([{ text: '试' }]);
  expect(await models.connection.collection('things').findOne({ _id: 'mended-2' as never })).toMatchObject({
    no: 'T001',
  });
  expect(await mistakesOf('mended')).toMatchObject([{ state: 'done', closedBy: 'tester' }]);
});

test('what an older program had begun to write is finished by a mended one, never refused', async () => {
  const half = change('half', { notices: wrong['a notice whose text throws']?.('half').notices });
  plant()();
  const upsert = deps.models.documents.collection.bulkWrite;
  deps.models.documents.collection.bulkWrite = (() => {
    throw new Error('the database went away');
  }) as never;
  await expect(commit(deps, half)).rejects.toThrow('went away');
  deps.models.documents.collection.bulkWrite = upsert;

  const mend = plant();
  await expect(commit(deps, half)).rejects.toMatchObject({ type: 'defect', nonRetryable: false });
  mend();
  await commit(deps, half);
  expect(await deps.models.records('trials').findById('half').lean()).toMatchObject({ rev: 1 });
  expect(await mistakesOf('half')).toMatchObject([{ state: 'done' }]);
});
