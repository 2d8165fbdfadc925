import { randomUUID } from 'node:crypto';
import { fastForward } from '../activities/sandbox/fast-forward';
import { makeWorld, type World } from '../test/harness/world';
import { soakClock } from '../test/sandbox/clock-soak';
import { DAY, receive, receiveAndLeave } from '../test/sandbox/visits';
import type { Benchmark, Finding } from './finding';
import { median, percentile } from './statistics';

const OPEN = 150;
const DUE = 10;
const MOST_OF_A_DAY_MS = 1_000;
const SOAK = { open: OPEN, moves: 200, mostDays: 90, clients: 4, busyLoops: 2, seed: 20260310 };

/** How fast the sandbox's clock goes, and that nothing is lost, doubled or late however it is moved. */
export const benchClock: Benchmark = {
  what: 'the sandbox clock: a day forward, and many fast-forwards while people act on a busy machine',
  protocol: [
    `a day forward with ${OPEN} open processes of which ${DUE} are due, without schedules`,
    `${SOAK.moves} fast-forwards of 1 to ${SOAK.mostDays} days with all schedules, ${SOAK.clients} clients, ${SOAK.busyLoops} busy loops, seed ${SOAK.seed}`,
  ],
  async run(log) {
    return [await aDayForward(), ...(await soak(log))];
  },
};

async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const world = await makeWorld();
  try {
    return await work(world);
  } finally {
    await world.stop();
  }
}

function aDayForward(): Promise<Finding> {
  return inWorld(async (world) => {
    for (let nth = 0; nth < OPEN - DUE; nth += 1) await receive(world, `V-open-${nth}`);
    for (let nth = 0; nth < DUE; nth += 1) await receiveAndLeave(world, `V-due-${nth}`);
    const began = Date.now();
    const { acts } = await fastForward(world.deps, world.projectId, (now) => now + DAY, randomUUID(), []);
    const took = Date.now() - began;
    const what = `clock: a day forward with ${OPEN} open processes, ${acts.length} acts`;
    return { what, value: took, unit: ' ms', goal: { atMost: MOST_OF_A_DAY_MS } };
  });
}

function soak(log: (line: string) => void): Promise<Finding[]> {
  return inWorld(async (world) => {
    world.deps.settings.worker.continueAsNewAfterEvents = 100;
    const { took, days, acts, answers, continuedAsNew, violations } = await soakClock(world, { ...SOAK, log });
    for (const violation of violations) log(violation);
    log(`${days} days, ${acts} acts, ${continuedAsNew} runs continued as new, answers ${JSON.stringify(answers)}`);
    return [
      { what: `clock: ${took.length} fast-forwards, p50`, value: median(took), unit: ' ms' },
      { what: `clock: ${took.length} fast-forwards, p99`, value: percentile(took, 0.99), unit: ' ms' },
      {
        what: `clock: violations in ${took.length} fast-forwards`,
        value: violations.length,
        unit: '',
        failed: violations.length === 0 ? undefined : 'nothing may be lost, doubled or late',
      },
    ];
  });
}
