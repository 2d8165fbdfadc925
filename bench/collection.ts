import { setTimeout as pause } from 'node:timers/promises';
import { localDate } from '../workflows/kernel/calendar';
import { collectionRunContract } from '../workflows/money/collection-run/contract';
import { windowOf } from '../workflows/money/collection-run/rules';
import { makeWorld, type World } from '../test/harness/world';
import { billBy, oneByOne, script } from './collection-baselines';
import { seedDue } from './collection-seed';
import { actionsByProcess, describe, sumOf } from './count-actions';
import type { Benchmark, Finding } from './finding';
import { median, show, spreadOf, timed } from './statistics';

const ROUNDS = 3;
const INSTALMENTS = 10_000;
/** The loop is measured on so many: all of them would not fit into one history. */
const LOOPED = 1_000;
const PROJECT = 'linjiang';

/** What one round found; times in milliseconds for all instalments. */
interface Round {
  ours: number;
  script: number;
  loop: number;
  actions: number;
  notices: number;
}

/** The month's collection run over 10,000 due instalments, up to the last notice in the outbox. */
export const benchCollection: Benchmark = {
  what: '10,000 due instalments: the collection run against a loop with an activity per item and a bulkWrite script',
  protocol: [
    `${ROUNDS} rounds, each in a database and namespace of its own with ${INSTALMENTS} sales, the order reversed each round`,
    `all make the same lines and notices; the loop is a workflow that awaits one activity per item, run on ${LOOPED}`,
    'and scaled up; the script reads and writes batches of 1,000; timed from the POST to the last notice in the outbox;',
    'sending is left out on every side; actions are those of the run and of the waking of delivery',
  ],
  async run(log) {
    const rounds: Round[] = [];
    for (let nth = 0; nth < ROUNDS; nth += 1) {
      const round = await inWorldOfItsOwn((world) => measure(world, nth, nth === 0 ? log : () => undefined));
      rounds.push(round);
      const { ours, script: plain, loop } = round;
      log(
        `round ${nth + 1}: run ${seconds(ours)}, script ${seconds(plain)}, loop ${seconds(loop)}, ${round.notices} notices`,
      );
    }
    return [
      findingOf(
        'naive loop / collection run, time',
        rounds.map((r) => r.loop / r.ours),
        { atLeast: 10 },
      ),
      findingOf(
        'collection run / bulkWrite script, time',
        rounds.map((r) => r.ours / r.script),
        { atMost: 5 },
      ),
      findingOf(
        'actions an instalment',
        rounds.map((r) => r.actions / INSTALMENTS),
        { atMost: 0.02 },
        '',
      ),
      findingOf(
        'notices of the run',
        rounds.map((r) => r.notices),
        { exactly: INSTALMENTS },
        '',
      ),
    ];
  },
};

/** At any hour: clients are written to now, and nothing is sent meanwhile. */
async function inWorldOfItsOwn<T>(work: (world: World) => Promise<T>): Promise<T> {
  const world = await makeWorld({ sandbox: false, workers: false });
  const { settings } = world.deps;
  const { policyOf, delivery } = settings;
  const isMorning = (new Date().getUTCHours() + 8) % 24 < 12;
  Object.assign(settings, {
    policyOf: (process: string, projectId: string) => ({
      ...policyOf(process, projectId),
      ...(process === collectionRunContract.name ? { sendFrom: '00:00', sendTo: '23:59' } : {}),
    }),
    delivery: {
      ...delivery,
      clientHours: isMorning ? { from: '20:00', to: '20:01' } : { from: '04:00', to: '04:01' },
    },
  });
  try {
    await world.startWorkers();
    return await work(world);
  } finally {
    await world.stop();
  }
}

async function measure(world: World, nth: number, log: (line: string) => void): Promise<Round> {
  const { deps } = world;
  const month = localDate(Date.now(), await deps.calendarOf(PROJECT)).slice(0, 7);
  const window = windowOf(month, Number(deps.settings.policyOf(collectionRunContract.name, PROJECT).day));
  const saleKeys = await seedDue(deps, PROJECT, INSTALMENTS, window);
  const bill = await billBy(deps, PROJECT, month, window);
  const round: Round = { ours: 0, script: 0, loop: 0, actions: 0, notices: 0 };
  const ways = [
    async () => {
      round.ours = await timed(() => collect(world, month));
    },
    async () => {
      round.script = await timed(() => script(deps, bill('script')));
    },
    async () => {
      const some = saleKeys.slice(0, LOOPED);
      round.loop = (await timed(() => oneByOne(world, bill('loop'), some))) * (INSTALMENTS / LOOPED);
    },
  ];
  for (const way of nth % 2 === 0 ? ways : ways.reverse()) await way();
  round.notices = await deps.models.outbox.countDocuments({ workflowId: `collection-run:${PROJECT}-${month}` });
  for (const [process, actions] of await actionsByProcess(deps.client)) {
    if (!['collection-run', 'delivery'].includes(process)) continue;
    log(`actions of ${process} ${describe(actions)}`);
    round.actions += sumOf(actions);
  }
  return round;
}

/** Begin the month's run and wait until its list is built and every notice is in the outbox. */
async function collect({ http, deps }: World, month: string): Promise<void> {
  const reply = await (await http()).as('service-1').post('/v1/collection-runs', { projectId: PROJECT, month });
  if (reply.status !== 201) throw new Error(`the run was not begun: ${reply.status} ${JSON.stringify(reply.body)}`);
  const runs = deps.models.recordsOf(collectionRunContract);
  while (!(await runs.exists({ _id: reply.body.id, 'data.builtAt': { $exists: true } }))) await pause(20);
}

function findingOf(what: string, values: number[], goal: Finding['goal'], unit?: string): Finding {
  return { what, value: median(values), spread: spreadOf(values), goal, unit };
}

function seconds(ms: number): string {
  return show(ms / 1_000, 's');
}
