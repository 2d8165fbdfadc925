import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeWorld, type World } from '../test/harness/world';
import type { Benchmark, Finding } from './finding';
import type { Grown, Load } from './memory-worker';
import { median, show, spreadOf } from './statistics';

const ROUNDS = 3;
const SALES = 120;
/** How many are started at a time. */
const ABREAST = 4;
const KIB = 1024;
const KINDS = ['bare', 'sale', 'subscription'] as const;
type Kind = (typeof KINDS)[number];

/** An open sale is its own workflow and that of the phase it is in; the goal is of the first against one bare workflow. */
export const benchMemory: Benchmark = {
  what: 'worker memory of an open sale against a bare workflow that only waits',
  protocol: [
    `${ROUNDS} rounds, in each a worker process of its own per kind, the order alternating`,
    `each replays ${SALES} workflows of its kind into its cache; what heap and resident set grow from the 20th to the`,
    'last, after forced collection, by workflow; workflow code in the main thread, where it can be collected; medians',
  ],
  async run(log) {
    const world = await makeWorld({ sandbox: false, workers: false });
    try {
      const ids = await openWorkflows(world);
      return await measure(world, ids, log);
    } finally {
      await world.stop();
    }
  },
};

/** Starts sales, with their subscriptions, and bare workflows; no worker has them when this answers. */
async function openWorkflows(world: World): Promise<Record<Kind, string[]>> {
  const workers = await world.startWorkers();
  const http = await world.http();
  const units = await world.deps.models.units
    .find({ projectId: world.projectId }, { _id: 1 })
    .sort({ _id: 1 })
    .lean();
  const ids: Record<Kind, string[]> = { bare: [], sale: [], subscription: [] };
  const start = async (unitId: string) => {
    const order = { projectId: world.projectId, unitId, buyers: ['client-001'] };
    const { status, body } = await http.as('consultant-a1').post('/v1/sales', order);
    if (status !== 201) return;
    ids.sale.push(`sale:${body.id}`);
    ids.subscription.push(`subscription:${body.id}`);
    const workflowId = `bare:${body.id}`;
    await world.deps.client.workflow.start('bare', {
      workflowId,
      taskQueue: world.deps.settings.taskQueues.processes,
    });
    ids.bare.push(workflowId);
  };
  for (let n = 0; n < units.length && ids.sale.length < SALES; n += ABREAST) {
    await Promise.all(units.slice(n, n + ABREAST).map(({ _id }) => start(_id)));
  }
  await workers.stop();
  if (ids.sale.length < SALES) throw new Error(`only ${ids.sale.length} sales could be started`);
  return ids;
}

async function measure(world: World, ids: Record<Kind, string[]>, log: (line: string) => void): Promise<Finding[]> {
  const rounds: Record<Kind, Grown>[] = [];
  for (let nth = 0; nth < ROUNDS; nth += 1) {
    const round: Partial<Record<Kind, Grown>> = {};
    for (const kind of nth % 2 === 0 ? KINDS : [...KINDS].reverse())
      round[kind] = await workerWith(world, ids[kind]);
    rounds.push(round as Record<Kind, Grown>);
    const said = KINDS.map(
      (kind) => `${kind} ${kib(round[kind]?.heap)} heap, ${kib(round[kind]?.resident)} resident`,
    );
    log(`round ${nth + 1}, a workflow: ${said.join('; ')}`);
  }
  const family = ({ sale, subscription }: Record<Kind, Grown>, of: keyof Grown) => sale[of] + subscription[of];
  return [
    findingOf('open sale / bare workflow, heap', rounds, (r) => r.sale.heap / r.bare.heap, true),
    findingOf('open sale / bare workflow, resident', rounds, (r) => r.sale.resident / r.bare.resident, true),
    findingOf('… with its subscription, heap', rounds, (r) => family(r, 'heap') / r.bare.heap),
    findingOf('… with its subscription, resident', rounds, (r) => family(r, 'resident') / r.bare.resident),
  ];
}

function findingOf(
  what: string,
  rounds: Record<Kind, Grown>[],
  ratio: (round: Record<Kind, Grown>) => number,
  hasGoal = false,
): Finding {
  const ratios = rounds.map(ratio);
  return { what, value: median(ratios), spread: spreadOf(ratios), goal: hasGoal ? { atMost: 2 } : undefined };
}

async function workerWith({ deps }: World, workflowIds: string[]): Promise<Grown> {
  const { connection, taskQueues } = deps.settings;
  const load: Load = { ...connection, taskQueue: taskQueues.processes, workflowIds: workflowIds.slice(0, SALES) };
  const typescript = path.join(__dirname, '../test/harness/load-typescript.js');
  const args = ['--expose-gc', '--require', typescript, path.join(__dirname, 'memory-worker.ts')];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, BENCH_LOAD: JSON.stringify(load) },
  });
  return JSON.parse(stdout) as Grown;
}

function kib(bytes: number | undefined): string {
  return show((bytes ?? Number.NaN) / KIB, 'KiB');
}
