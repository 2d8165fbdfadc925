import type { Reply } from '../test/harness/http';
import { makeWorld, type World } from '../test/harness/world';
import type { Benchmark, Finding } from './finding';
import { RawSteps } from './raw-steps';
import { median, percentile, show, spreadOf, timed } from './statistics';
import { stepParts } from './step-parts';

const ROUNDS = 6;
const PAIRS = 100;
/** Steps go round many visits, so that no record grows far. */
const VISITS = 60;
/** Steps taken by each before the measurement: as many as it gets during half of it. */
const WARM_UP = Math.ceil((ROUNDS * PAIRS) / VISITS / 2);
const ARRIVAL = { projectId: 'linjiang', contactedBefore: 'no', clientName: '甲' };
const QUOTE = { unitId: 'linjiang-1-1201', method: 'lump' };

/** One side's samples of a round, milliseconds. */
interface Round {
  ours: number[];
  theirs: number[];
}

/** The step `quote` of a visit: a look-up, a decision, the record, the audit entry. */
export const benchStep: Benchmark = {
  what: 'a step over HTTP against a raw Update whose handler awaits one ordinary activity with the same write',
  protocol: [
    `${ROUNDS} rounds of ${PAIRS} pairs, one call at a time, the order alternating from pair to pair and round to round`,
    `${VISITS} processes on either side in turn, ${WARM_UP} steps each before; API, worker and client in one process`,
    'ratio of the medians (p50) and 99th percentiles of all calls; of each round for the spread',
  ],
  async run(log) {
    const world = await makeWorld({ sandbox: false });
    try {
      return await compare(world, log);
    } finally {
      await world.stop();
    }
  },
};

async function compare(world: World, log: (line: string) => void): Promise<Finding[]> {
  const http = await world.http();
  const visits: Reply[] = [];
  while (visits.length < VISITS) visits.push(await http.as('assistant-1').post('/v1/visits', ARRIVAL));
  let turn = 0;
  const step = async () => {
    const { body } = visits[turn++ % VISITS] as Reply;
    const { status } = await http.as(body.servedBy).post(`/v1/visits/${body.id}/quote`, QUOTE);
    if (status !== 200) throw new Error(`quote answered ${status}`);
  };
  for (let n = 0; n < WARM_UP * VISITS; n += 1) await step();
  const like = visits[0]?.body.workflowId;
  const raw = await RawSteps.start(world, VISITS, like);
  for (let n = 0; n < WARM_UP * VISITS; n += 1) await raw.step();

  const rounds: Round[] = [];
  for (let nth = 0; nth < ROUNDS; nth += 1) {
    await raw.writeLike(like);
    const round = await pairs(step, () => raw.step(), nth);
    rounds.push(round);
    log(
      `round ${nth + 1}: step p50 ${show(median(round.ours), 'ms')}, raw p50 ${show(median(round.theirs), 'ms')}`,
    );
  }
  for (const line of await stepParts(world, http, visits, QUOTE, raw)) log(line);
  return [findingOf(rounds, 0.5, 1.3), findingOf(rounds, 0.99, 1.5)];
}

async function pairs(step: () => Promise<void>, raw: () => Promise<void>, nth: number): Promise<Round> {
  const round: Round = { ours: [], theirs: [] };
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const oursFirst = (nth + pair) % 2 === 0;
    if (oursFirst) round.ours.push(await timed(step));
    round.theirs.push(await timed(raw));
    if (!oursFirst) round.ours.push(await timed(step));
  }
  return round;
}

function findingOf(rounds: Round[], share: number, atMost: number): Finding {
  const ratio = ({ ours, theirs }: Round) => percentile(ours, share) / percentile(theirs, share);
  const all: Round = { ours: rounds.flatMap(({ ours }) => ours), theirs: rounds.flatMap(({ theirs }) => theirs) };
  return {
    what: `step over HTTP / raw Update, p${share * 100}`,
    value: ratio(all),
    spread: spreadOf(rounds.map(ratio)),
    goal: { atMost },
  };
}
