import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ulid } from 'ulid';
import type { RunLineRow } from '../../activities/bulk/money/run-lines';
import { verifyAudit } from '../../activities/audit/verify';
import { reconcile } from '../../worker/schedules';
import { localDate } from '../../workflows/kernel/calendar';
import { addMonths } from '../../workflows/kernel/zone';
import { type OwnServers, startOwnServers } from '../harness/own-servers';
import { startWorkerProcess, type WorkerProcess } from '../harness/worker-process';
import { eventually, makeWorld, type World } from '../harness/world';
import { openGateway } from '../office/notices/gateway';
import { copySale, due, openAllDay, putSale } from './money';

/** A killed worker's activities are done again after their heartbeat is missed. */
const WITHIN = 120_000;

/** Workers are processes of their own, with every queue, and are killed by SIGKILL; notices go to a real gateway. */
let world: World;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let worker: WorkerProcess | undefined;
let servers: OwnServers | undefined;
const folders: string[] = [];

beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(async () => {
  await worker?.kill();
  await world?.stop();
  await servers?.stop();
  servers = undefined;
  await gateway.close();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

async function startWorker(): Promise<void> {
  const env = { WEBHOOK_URL: gateway.url, WEBHOOK_SECRET: 'secret' };
  worker = await startWorkerProcess(world, { everyQueue: true, env });
}

async function killAndReplace(): Promise<void> {
  await worker?.kill();
  await startWorker();
}

/** So many sales, all due in this month's window, whose buyers agreed to the gateway. */
async function dueThisMonth(count: number): Promise<{ runId: string; month: string; keys: string[] }> {
  const { deps, projectId } = world;
  const month = localDate(Date.now(), await deps.calendarOf(projectId)).slice(0, 7);
  await deps.models.clients.updateMany({}, { $set: { noticeChannel: { kind: 'webhook', address: '139' } } });
  const rows = [due(addMonths(`${month}-03`, 1), 100_00)];
  const contractTerms = { noticeChannel: 'webhook' };
  const first = await putSale(world, { key: `S-${ulid()}`, rows, contractTerms });
  return { runId: `${projectId}-${month}`, month, keys: await copySale(world, first, count) };
}

const lines = () => world.deps.models.connection.collection<RunLineRow>('collection_lines');
const told = () => new Set(gateway.received.map(({ headers }) => headers['idempotency-key']));
const runOf = (runId: string) => world.deps.models.records('collection-runs').findById(runId).lean();

/** One line and one notice for each sale, each sent; a repetition only under the id that the gateway knows. */
async function expectOneEach(runId: string, keys: readonly string[]): Promise<void> {
  const { outbox } = world.deps.models;
  const isAllSent = async () => (await outbox.countDocuments({ state: 'sent' })) === keys.length;
  await eventually(isAllSent, WITHIN);
  expect((await lines().find({ runId }).toArray()).map(({ saleKey }) => saleKey).sort()).toEqual([...keys].sort());
  const notices = await outbox.find({ template: 'collection.due-notice' }).lean();
  expect(notices.map(({ saleKey }) => saleKey).sort()).toEqual([...keys].sort());
  expect(told().size).toBe(keys.length);
  const bodies = new Set(gateway.received.map(({ body }) => body));
  expect(bodies.size).toBe(keys.length);
  // the sales themselves are on paper only
  const { problems } = await verifyAudit(world.deps.models);
  expect(problems.filter((problem) => !problem.startsWith('sale:'))).toEqual([]);
}

test('collection-run 4: the worker is killed twice while the list is built and once while it is sent: one notice each, nothing lost', async () => {
  world = await makeWorld({ sandbox: false, workers: false, settings: openAllDay });
  const { runId, month, keys } = await dueThisMonth(2_000);
  await startWorker();
  const http = await world.http();
  const begun = await http.as('service-1').post('/v1/collection-runs', { projectId: 'linjiang', month });
  expect(begun.status).toBe(201);
  for (const built of [300, 1_000]) {
    await eventually(async () => (await lines().countDocuments({ runId })) >= built, WITHIN);
    await killAndReplace();
  }
  await eventually(async () => gateway.received.length >= 500, WITHIN);
  await killAndReplace();
  await expectOneEach(runId, keys);
  expect((await runOf(runId))?.data).toMatchObject({
    builds: 1,
    counts: { lines: 2_000, queued: 2_000, failed: 0 },
  });
}, 400_000);

test('collection-run 3: everything is down when the run is due: one run once back, with the amounts as of then', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'estateflow-down-'));
  folders.push(folder);
  const up = await startOwnServers(folder);
  servers = up;
  world = await makeWorld({ sandbox: false, workers: false, settings: openAllDay, servers });
  const { runId, keys } = await dueThisMonth(150);
  await startWorker();
  const { dueAt, declare } = await scheduleSoon();
  await Promise.all([worker?.kill(), up.killAll()]);
  servers = undefined;
  expect(Date.now()).toBeLessThan(dueAt);
  await eventually(async () => Date.now() > dueAt + 2_000, 20_000);

  const backAt = Date.now();
  servers = await startOwnServers(folder, up.ports);
  // as every worker does when it starts: that must not cost the run that was missed
  await declare();
  await startWorker();
  await eventually(async () => (await runOf(runId))?.data !== undefined, WITHIN);
  await expectOneEach(runId, keys);
  const run = await runOf(runId);
  expect(run?.startedAt).toBeGreaterThan(backAt);
  expect(run?.data).toMatchObject({ builds: 1, counts: { lines: 150, queued: 150 } });
  const { info } = await world.deps.client.schedule.getHandle('monthly-collection:linjiang').describe();
  expect(info).toMatchObject({ numActionsMissedCatchupWindow: 0, numActionsTaken: 1 });
  expect(info.recentActions.map(({ scheduledAt }) => scheduledAt.getTime())).toEqual([dueAt]);
}, 400_000);

/** The monthly schedule as it is declared, but for a moment that is near, and established: from then on it is owed. */
async function scheduleSoon(): Promise<{ dueAt: number; declare(): Promise<unknown> }> {
  const { deps } = world;
  const dueAt = Math.ceil(Date.now() / 1000 + 8) * 1000;
  const at = new Date(dueAt);
  const time = [at.getUTCSeconds(), at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1];
  const cron = `${time.join(' ')} * ${at.getUTCFullYear()}`;
  const schedules = deps.settings.schedules.flatMap((one) =>
    one.id === 'monthly-collection' ? [{ ...one, cron, zone: 'UTC' }] : [],
  );
  const declare = () => reconcile({ ...deps, settings: { ...deps.settings, schedules } }, ['linjiang']);
  await declare();
  // a server killed before it has looked at a new schedule for the first time counts from when it is back
  const { info } = await deps.client.schedule.getHandle('monthly-collection:linjiang').describe();
  expect(info.nextActionTimes.map((next) => next.getTime())).toEqual([dueAt]);
  return { dueAt, declare };
}
