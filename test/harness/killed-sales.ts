import path from 'node:path';
import type { Deps } from '../../activities/deps';
import { readSettings } from '../../activities/settings';
import { alike, type Insist, insistOn, nameOf, type Rows, takeOver, turns } from './kill-points';
import { serveApi, speaking } from './http';
import { asTheyAre } from './names';
import { type CountedWrite, startWorkerProcess } from './worker-process';
import { eventually, type World } from './world';

/** One sale's life, through the API. Yields its key after each step, when everybody has heard of it. */
export type SaleLife = (insist: Insist, deps: Deps, unitId: string) => AsyncGenerator<string>;

export interface KilledSale {
  /** `after signing#3/17 updateOne signings`: where its first worker was killed. */
  name: string;
  killedBy: NodeJS.Signals | null;
  /** How many steps it was played: one more than the one in which its worker was killed. */
  steps: number;
  rows: Rows;
}

export interface KilledSales {
  /** Rows of the undisturbed sale after each of its steps. */
  course: Rows[];
  killed: KilledSale[];
}

/** Sales played at the same time (each waits most of the time for the killed attempt's timeout), and workers being started. */
const TOGETHER = 20;
const STARTING = 2;
/** Longer than the killed attempt's timeout. */
const RECOVERED_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = { undisturbed: 20, recovering: 200 };

const starting = turns(STARTING);

/**
 * Play each life undisturbed, keeping its rows after each step; then one sale for each of its commits, all together, each
 * on a unit and a task queue of its own: its worker is killed by SIGKILL before the first and after each commit, another
 * one takes over, and it goes on for one more step.
 */
export async function killSalesAtEveryCommit(world: World, lives: SaleLife[]): Promise<KilledSales[]> {
  const units = await likeUnits(world);
  const unit = () => units.shift() as string;
  const together = turns(TOGETHER);
  const courses = await Promise.all(lives.map((play) => undisturbed(world, play, unit())));
  return Promise.all(
    courses.map(async ({ course, writes }, n) => {
      const lastOfEach = [...new Map(writes.map((write) => [write.commit, write])).values()];
      const points = ['nothing', ...lastOfEach] as const;
      const played = points.map((point) => together(() => killedAt(world, lives[n] as SaleLife, unit(), point)));
      const settled = await Promise.allSettled(played);
      const failed = settled.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
      return { course, killed: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])) };
    }),
  );
}

async function undisturbed(world: World, play: SaleLife, unitId: string) {
  const { deps, worker, insist, stop } = await begin(world, unitId);
  const course: Rows[] = [];
  try {
    for await (const key of play(insist, deps, unitId)) {
      await comeToRest(deps, key, LOOK_EVERY_MS.undisturbed);
      course.push(await rowsOf(deps, key, unitId));
    }
    return { course, writes: worker.writes };
  } finally {
    await stop();
  }
}

async function killedAt(
  world: World,
  play: SaleLife,
  unitId: string,
  point: CountedWrite | 'nothing',
): Promise<KilledSale> {
  const { deps, worker, insist, stop } = await begin(world, unitId, point);
  let killedBy: NodeJS.Signals | null = null;
  void worker.ended.then((signal) => {
    killedBy = signal;
  });
  let key = '';
  let steps = 0;
  let killedIn: number | undefined;
  try {
    for await (key of play(insist, deps, unitId)) {
      steps += 1;
      if (killedIn !== undefined) break;
      if (killedBy) killedIn = steps;
    }
    await comeToRest(deps, key, LOOK_EVERY_MS.recovering);
    return { name: nameOf(point), killedBy, steps, rows: await rowsOf(deps, key, unitId) };
  } finally {
    await stop();
  }
}

/** A worker on a queue of its own, its successor for when it is killed, and an API that starts on that queue. */
async function begin(world: World, unitId: string, point?: CountedWrite | 'nothing') {
  const env = { ...world.env, ESTATEFLOW_QUEUE_SUFFIX: `-${unitId}` };
  const settings = readSettings(env, path.resolve(__dirname, '../../temporal.yaml'));
  const deps = { ...world.deps, settings };
  const worker = await starting(() => startWorkerProcess(world, { killAfter: point, env }));
  const succession = worker.ended.then(() => starting(() => takeOver(deps)));
  const api = await serveApi(deps);
  const stop = async () => {
    await api.stop();
    await worker.kill();
    await (await succession)();
  };
  return { deps, worker, insist: insistOn(speaking(api, asTheyAre), unitId), stop };
}

/** Units on sale, alike in area and price: their sales differ in nothing but names. */
async function likeUnits({ deps: { models }, projectId }: World): Promise<string[]> {
  const list = await models.priceLists.findOne({ projectId, status: 'confirmed' }).lean();
  const [first] = list?.rows ?? [];
  if (!list || !first) throw new Error('there is no price list');
  const price = { ...first, unitId: undefined };
  const rows = list.rows.map(({ unitId }) => ({ ...price, unitId }));
  await models.priceLists.updateOne({ _id: list._id }, { $set: { rows } });
  await models.units.updateMany({ projectId }, { $set: { areaHundredths: first.areaHundredths } });
  const units = await models.units.find({ projectId, status: 'available' }, { _id: 1 }).sort({ _id: 1 }).lean();
  return units.map(({ _id }) => _id);
}

/** Nothing of the sale is pending: looked at twice, because who was at rest may have been told by another meanwhile. */
async function comeToRest(deps: Deps, saleKey: string, pace: number): Promise<void> {
  let before = -1;
  let busy: string | undefined;
  await eventually(
    async () => {
      // who was busy is asked first: mostly it still is, and the others need not be asked
      if (busy && (await isBusy(deps, busy))) return false;
      const entries = await deps.models.audit.find({ saleKey }, { chain: 1 }).lean();
      busy = await firstBusy(deps, new Set(entries.map(({ chain }) => chain)));
      const isStill = !busy && entries.length === before;
      before = busy ? -1 : entries.length;
      return isStill;
    },
    RECOVERED_WITHIN_MS,
    pace,
  );
}

async function firstBusy(deps: Deps, workflowIds: Iterable<string>): Promise<string | undefined> {
  for (const id of workflowIds) if (await isBusy(deps, id)) return id;
  return undefined;
}

async function isBusy({ client }: Deps, workflowId: string): Promise<boolean> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return Boolean(raw.pendingActivities?.length || raw.pendingWorkflowTask);
}

/** Of a unit only what its sale changes. */
const OF_THE_PLACE = ['building', 'floor', 'room', 'layout', 'contractors'];

/** Everything that is the sale's, names and numbers made alike. */
async function rowsOf({ models: { connection } }: Deps, key: string, unitId: string): Promise<Rows> {
  const mine = {
    $or: [
      { _id: { $in: [key, unitId] } },
      { saleKey: key },
      { 'splits.saleKey': key },
      { unitId },
      { owner: { $regex: key } },
    ],
  };
  const left: Rows = {};
  for (const { name } of await connection.listCollections()) {
    if (name === 'idempotency') continue;
    const rows = await connection
      .collection(name)
      .find(mine as never)
      .toArray();
    if (rows.length === 0) continue;
    for (const row of name === 'units' ? rows : []) for (const field of OF_THE_PLACE) delete row[field];
    left[name] = rows.map((row) => alike(sameNames(JSON.stringify(row), unitId))).sort();
  }
  return left;
}

/** Sales share the project's number series: who comes when gets which. */
function sameNames(row: string, unitId: string): string {
  return row
    .replaceAll(unitId, 'UNIT')
    .replaceAll(unitId.toUpperCase(), 'UNIT') // in the number of a paper, which is stored in capitals
    .replace(/\d+栋\d+室/g, 'UNIT')
    .replace(/"place":"[^"]+"/g, '"place":"UNIT"')
    .replace(/\b(RG|DJ|SJ)\d{6}\b/g, '$1N')
    .replace(/(document\/[a-z-]+)\/\d+/g, '$1/N')
    .replace(/"n":\d+/g, '"n":N');
}
