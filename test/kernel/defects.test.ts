import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import pino from 'pino';
import type { Deps } from '../../activities/deps';
import { startProcess } from '../../activities/start-process';
import { createTokens } from '../../api/kernel/auth';
import { routes } from '../../api/routes';
import type { RecordRow } from '../../models/kernel';
import { bundleWorkflows } from '../../worker/bundle';
import { type RunningWorkers, runWorkers } from '../../worker/run';
import { type Api, API_SETTINGS, AUTH, serve } from '../api/harness';
import { eventually, makeWorld, type World } from '../harness/world';
import { type Faulty, faultyContract, type Slip } from './faulty/contract';
import { everything } from './faulty/everything';
import { plant, unplant } from './faulty/plant';
import { faultyRoutes } from './faulty/routes';

/** Mistakes in our own code, behind the types, on real servers: nothing half-written, no outage, never silent. */
const SOON_MS = 2_000;
const A_WHILE_MS = 60_000;
/** Temporal tries a workflow task that fails less and less often: half a minute apart by the time it is mended. */
const HEALED_MS = 120_000;
const lines: { [field: string]: unknown }[] = [];
const bundles = { faulty: '', mended: '' };
let world: World;
let deps: Deps;
let native: NativeConnection;
let api: Omit<Api, 'deps'>;
let workers: RunningWorkers | undefined;
let mend: () => void;

beforeAll(async () => {
  world = await makeWorld({ sandbox: false, workers: false });
  deps = { ...world.deps, log: pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }) };
  native = await NativeConnection.connect({ address: deps.settings.connection.address });
  bundles.faulty = await bundleOf('faulty.workflow');
  bundles.mended = await bundleOf('mended.workflow');
  const tokens = createTokens(AUTH);
  api = await serve({ ...deps, api: API_SETTINGS, tokens }, [...routes, ...faultyRoutes]);
}, A_WHILE_MS);
beforeEach(async () => {
  mend = plant();
  await work(bundles.faulty);
  // A worker that has just begun reads its code first: that is not what is measured.
  expect((await step(await open(), 'note')).status).toBe(200);
}, A_WHILE_MS);
afterEach(() => workers?.stop());
afterEach(unplant);
afterAll(async () => {
  await api.stop();
  await native.close();
  await world.stop();
});

async function bundleOf(name: string): Promise<string> {
  const { code } = await bundleWorkflows(path.join(__dirname, `faulty/${name}.ts`));
  const file = path.join(process.env.TEST_DATA as string, `${randomUUID()}.js`);
  writeFileSync(file, code);
  return file;
}

async function work(bundle: string): Promise<void> {
  await workers?.stop();
  workers = await runWorkers(deps, native, bundle);
}

/** The program is repaired: texts at once, workflow code with the next worker. */
async function repair(): Promise<void> {
  mend();
  await work(bundles.mended);
}

async function open(input: Faulty['input'] = {}): Promise<string> {
  const key = randomUUID();
  const actor = { staffId: 'admin-1', roles: ['admin' as const] };
  await startProcess(deps, faultyContract, { key, projectId: 'linjiang', input, actor, startToken: key });
  return key;
}

const step = (key: string, name: keyof Faulty['steps'] & string, idempotencyKey: string = randomUUID()) =>
  api.call('POST', `/v1/faulty/${key}/${name}`, { as: 'admin-1:admin', key: idempotencyKey, body: {} });
const record = (key: string) => deps.models.records('faulty').findById(key).lean<RecordRow>();
const mistakes = (key: string) => deps.models.tasks.find({ workflowId: `faulty:${key}`, step: 'defect' }).lean();
const logged = (key: string) =>
  lines.filter(({ workflowId, level }) => workflowId === `faulty:${key}` && level === 50);
const written = async (key: string) =>
  (
    await deps.models.audit
      .find({ chain: `faulty:${key}` })
      .sort({ seq: 1 })
      .lean()
  ).map(({ action }) => action);

async function expectToldOnce(key: string, action: string): Promise<void> {
  const told = await eventually(async () => {
    const found = await mistakes(key);
    return found.length > 0 && found;
  });
  expect(told).toMatchObject([
    {
      process: 'faulty',
      part: action,
      state: 'open',
      roles: ['admin'],
      about: expect.stringMatching(/TypeError|thing/),
    },
  ]);
  expect(logged(key)).toMatchObject([
    { process: 'faulty', action, rev: expect.any(Number), build: expect.stringMatching(/^[0-9a-f]{12}$/) },
  ]);
}

describe('a step', () => {
  test.each<[Slip, boolean]>([
    ['text', false],
    ['body', false],
    ['handler', true],
  ])(
    'that runs into a mistake (%s) is answered 500 defect within two seconds; nothing has changed, others go on',
    async (slip, pending) => {
      const [key, other] = [await open(), await open()];
      const before = await everything(deps.models);
      const idempotencyKey = randomUUID();
      for (let asked = 0; asked < 2; asked += 1) {
        const began = Date.now();
        const reply = await step(key, slip, idempotencyKey);
        expect([reply.status, reply.body.code, reply.body.pending]).toEqual([500, 'defect', pending]);
        expect(Date.now() - began).toBeLessThan(SOON_MS);
      }
      expect(await everything(deps.models)).toEqual(before);
      await expectToldOnce(key, slip);
      expect((await step(other, 'note')).status).toBe(200);

      await repair();
      const done = await eventually(async () => {
        const reply = await step(key, slip, idempotencyKey);
        return reply.status === 200 && reply;
      }, A_WHILE_MS);
      expect(done.body).toMatchObject({ status: 'past', numbers: [expect.stringMatching(/^F\d{3}$/)] });
      expect((await step(key, slip, idempotencyKey)).body).toEqual(done.body);
      expect(await written(key)).toEqual(['begin', slip]);
      expect((await mistakes(key)).map(({ state }) => state)).toEqual(['done']);
    },
    2 * A_WHILE_MS,
  );
});

describe('a deadline', () => {
  test.each<Slip>(['text', 'handler'])(
    'that runs into a mistake (%s) is kept, tried again, and done once when the mistake is mended',
    async (slip) => {
      const key = await open({ slip, slipAt: Date.now() + 300 });
      const other = await open();
      await expectToldOnce(key, 'deadline slip');
      expect(await record(key)).toMatchObject({ rev: 1, status: 'open', deadlines: [{ name: 'slip' }] });
      // What is later than the deadline is not done before it.
      const late = await step(key, 'note');
      expect([late.status, late.body.code]).toEqual([500, 'defect']);
      expect((await step(other, 'note')).status).toBe(200);
      await expectToldOnce(key, 'deadline slip');

      await repair();
      await eventually(async () => (await record(key))?.status === 'past', HEALED_MS);
      expect((await written(key)).filter((action) => action === 'deadline slip')).toHaveLength(1);
      expect((await record(key))?.deadlines).toEqual([]);
      expect((await mistakes(key)).map(({ state }) => state)).toEqual(['done']);
    },
    2 * HEALED_MS,
  );
});

describe('an event', () => {
  test(
    'that runs into a mistake is kept and acted on once when it is mended; steps go on meanwhile',
    async () => {
      const key = await open();
      const handle = deps.client.workflow.getHandle(`faulty:${key}`);
      await handle.signal('event', { name: 'slipped', eventId: 'event-1', payload: { slip: 'text' } });
      await expectToldOnce(key, 'event slipped');
      expect((await step(key, 'note')).status).toBe(200);
      mend();
      await eventually(async () => (await record(key))?.seen.includes('event-1'), A_WHILE_MS);
      expect(await written(key)).toEqual(['begin', 'note', 'event slipped']);
      expect((await mistakes(key)).map(({ state }) => state)).toEqual(['done']);
    },
    2 * A_WHILE_MS,
  );
});
