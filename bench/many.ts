import { randomUUID } from 'node:crypto';
import type { Http, Reply } from '../test/harness/http';
import { makeWorld, type World } from '../test/harness/world';
import { Repairs } from '../test/service/repair.harness';
import type { Benchmark, Finding } from './finding';
import { answered, type Load, load, perSecond, shareOf } from './load';
import { RawSteps } from './raw-steps';
import { median, percentile, show, spreadOf } from './statistics';

const ROUNDS = 3;
const CALLS = 96;
const AT_ONCE = 16;
/** More than the API lets in. */
const CROWD = 160;
const VISITS = 60;
const ARRIVAL = { projectId: 'linjiang', contactedBefore: 'no', clientName: '甲' };
const QUOTE = { unitId: 'linjiang-1-1201', method: 'lump' };

/** Many at once: what two cores carry, beside what bare Temporal carries with the same write. */
export const benchMany: Benchmark = {
  what: 'many at once: starts and steps over HTTP, beside bare workflows that are started and told by an Update with one write',
  protocol: [
    `${ROUNDS} rounds of ${CALLS} calls of each kind in turn, ${AT_ONCE} at once; visits also 32 at once, then ${CROWD} at once`,
    'a bare start is one update-with-start whose handler awaits one ordinary activity that writes a record and an audit entry; a bare step an Update of it',
    'all visits of a project share one row, the rota of the day; API, worker and clients in one process',
    'the latency of one visit at a time, before the crowd and right after its last answer',
  ],
  async run(log) {
    const world = await makeWorld({ sandbox: false });
    try {
      return await measure(world, log);
    } finally {
      await world.stop();
    }
  },
};

async function measure(world: World, log: (line: string) => void): Promise<Finding[]> {
  const http = await world.http();
  const repairs = new Repairs(world, http);
  const visit = async () => (await arrive(http)).status;
  const visits: Reply[] = [];
  while (visits.length < VISITS) visits.push(await arrive(http));
  const quote = async (nth: number) => {
    const { body } = visits[nth % VISITS] as Reply;
    return (await http.as(body.servedBy).post(`/v1/visits/${body.id}/quote`, QUOTE)).status;
  };
  await load(VISITS, AT_ONCE, quote);
  const raw = await RawSteps.start(world, VISITS, visits[0]?.body.workflowId);
  const kinds: Record<string, () => Promise<Load>> = {
    'bare starts': () => load(CALLS, AT_ONCE, () => raw.start().then(() => 201)),
    'repairs begun': () => load(CALLS, AT_ONCE, async () => (await repairs.leak({ separate: true })).status),
    'visits begun': () => load(CALLS, AT_ONCE, visit),
    'visits begun, 32 at once': () => load(CALLS, 32, visit),
    'bare steps': () => load(CALLS, AT_ONCE, () => raw.step().then(() => 200)),
    steps: () => load(CALLS, AT_ONCE, quote),
  };
  const found: Record<string, Load[]> = {};
  for (let round = 1; round <= ROUNDS; round += 1)
    for (const [name, run] of Object.entries(kinds)) {
      const one = await run();
      (found[name] ??= []).push(one);
      log(
        `round ${round}: ${name} ${perSecond(one.perSecond)}, p50 ${show(median(one.took), 'ms')} (${answered(one)})`,
      );
    }
  return [
    ...['repairs begun', 'visits begun'].map((name) => besides(found, name, 'bare starts')),
    besides(found, 'steps', 'bare steps'),
    rateOf(found, 'visits begun, 32 at once', 12),
    refusedOf(found, 'visits begun, 32 at once'),
    ...(await crowd(visit, log)),
  ];
}

/** A crowd of more than are let in: the others are refused at once, and when it is gone nothing goes on behind it. */
async function crowd(visit: () => Promise<number>, log: (line: string) => void): Promise<Finding[]> {
  const before = await load(20, 1, visit);
  const crowded = await load(2 * CROWD, CROWD, visit);
  const after = await load(20, 1, visit);
  log(`${CROWD} at once: ${perSecond(crowded.perSecond)}, ${answered(crowded)}`);
  log(`served within p50 ${show(median(crowded.took), 'ms')}, longest ${show(percentile(crowded.took, 1), 'ms')}`);
  log(
    `one at a time: p50 ${show(median(before.took), 'ms')} before, ${show(median(after.took), 'ms')} right after`,
  );
  return [
    {
      what: 'a visit right after a crowd / before it, p50',
      value: median(after.took) / median(before.took),
      goal: { atMost: 1.5 },
    },
  ];
}

function arrive(http: Http): Promise<Reply> {
  return http.as('assistant-1').post('/v1/visits', ARRIVAL, { key: randomUUID() });
}

function besides(found: Record<string, Load[]>, name: string, baseline: string): Finding {
  const ours = (found[name] as Load[]).map((one) => one.perSecond);
  const bare = (found[baseline] as Load[]).map((one) => one.perSecond);
  const ratios = ours.map((rate, round) => rate / (bare[round] as number));
  const what = `${name} / ${baseline}, a second (${perSecond(median(ours))} / ${perSecond(median(bare))})`;
  return { what, value: median(ratios), spread: spreadOf(ratios), goal: { atLeast: 0.6 } };
}

function rateOf(found: Record<string, Load[]>, name: string, atLeast: number): Finding {
  const rates = (found[name] as Load[]).map((one) => one.perSecond);
  return { what: name, value: median(rates), unit: '/s', spread: spreadOf(rates), goal: { atLeast } };
}

function refusedOf(found: Record<string, Load[]>, name: string): Finding {
  const shares = (found[name] as Load[]).map((one) => shareOf(one, 503) * 100);
  return {
    what: `${name}, told 503`,
    value: Math.max(...shares),
    unit: '%',
    spread: spreadOf(shares),
    goal: { exactly: 0 },
  };
}
