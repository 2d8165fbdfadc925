import { randomUUID } from 'node:crypto';
import type { Change } from '../workflows/kernel/change';
import type { Reply } from '../test/harness/http';
import type { World } from '../test/harness/world';
import { median, percentile, type Ratio, report, show } from './statistics';

const ROUNDS = 6;
const PAIRS = 40;
const WARM_UP = 10;
/** Steps go round many visits, so that no record grows far. */
const VISITS = 25;
const ARRIVAL = { projectId: 'linjiang', contactedBefore: 'no', clientName: '甲' };

/**
 * A step over HTTP (`quote` of a visit) against a raw Update whose handler awaits one ordinary activity with the same
 * write. One after the other, in pairs whose order alternates; the same worker and database serve both.
 */
export async function benchStep(world: World, log: (line: string) => void): Promise<Ratio[]> {
  const http = await world.http();
  const visits = await Promise.all(Array.from({ length: VISITS }, () => http.as('assistant-1').post('/v1/visits', ARRIVAL)));
  let turn = 0;

  const step = async () => {
    const visit = visits[turn++ % VISITS] as Reply;
    const consultant = http.as(visit.body.servedBy);
    const reply = await consultant.post(`/v1/visits/${visit.body.id}/quote`, { unitId: 'linjiang-1-1201', method: 'lump' });
    if (reply.status !== 200) throw new Error(`quote answered ${reply.status}`);
  };
  for (let n = 0; n < 5 * VISITS; n += 1) await step();
  const raw = await startRaw(world);
  // as large as the records are in the middle of the measurement
  let change = await lastChange(world, (visits[0] as Reply).body.workflowId);
  const baseline = async () => {
    change = { ...change, rev: change.rev + 1 };
    await raw.executeUpdate('step', { args: [change], updateId: randomUUID() });
  };
  for (let n = 0; n < WARM_UP; n += 1) {
    await step();
    await baseline();
  }
  const rounds: { ours: number[]; theirs: number[] }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const first = (round + pair) % 2 === 0;
      if (first) ours.push(await timed(step));
      theirs.push(await timed(baseline));
      if (!first) ours.push(await timed(step));
    }
    rounds.push({ ours, theirs });
    log(`  round ${round + 1}: step p50 ${show(median(ours), 'ms')}, raw p50 ${show(median(theirs), 'ms')}`);
  }
  const all = { ours: rounds.flatMap((r) => r.ours), theirs: rounds.flatMap((r) => r.theirs) };
  const ratios = [0.5, 0.99].map((share): Ratio => {
    const of = (r: { ours: number[]; theirs: number[] }) => percentile(r.ours, share) / percentile(r.theirs, share);
    const each = rounds.map(of);
    return {
      what: `a step over HTTP against a raw Update, p${share * 100}`,
      ratio: of(all),
      spread: [Math.min(...each), Math.max(...each)],
      goal: share === 0.5 ? 1.3 : 1.5,
    };
  });
  for (const ratio of ratios) log(report(ratio));
  return ratios;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await act();
  return performance.now() - before;
}

function startRaw(world: World) {
  return world.deps.client.workflow.start('rawStep', { workflowId: `raw-${randomUUID()}`, taskQueue: 'bench', args: [] });
}

/** The change of the process's latest transition, from its history, addressed to a record of the baseline's own. */
async function lastChange(world: World, workflowId: string): Promise<Change> {
  const history = await world.deps.client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = history.events?.filter((e) => e.activityTaskScheduledEventAttributes?.activityType?.name === 'commit') ?? [];
  const data = scheduled.at(-1)?.activityTaskScheduledEventAttributes?.input?.payloads?.[0]?.data;
  const change = JSON.parse(Buffer.from(data as Uint8Array).toString()) as Change;
  const own = { workflowId: 'visit-claim:raw', key: 'raw', rev: 0, guards: [], numbers: [], documents: [], tells: [], starts: [], notices: [], tasks: [] };
  return { ...change, ...own, record: { ...change.record, workflowId: own.workflowId } };
}
