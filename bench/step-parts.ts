import { randomUUID } from 'node:crypto';
import { commit } from '../activities/commit';
import type { Http, Reply } from '../test/harness/http';
import type { World } from '../test/harness/world';
import type { RawSteps } from './raw-steps';
import { median, show, timed } from './statistics';

const TURNS = 120;

/** Where the time of a step goes: medians of four ways that leave out one part after the other, taken in turn. */
export async function stepParts(
  world: World,
  http: Http,
  visits: readonly Reply[],
  body: object,
  raw: RawSteps,
): Promise<string[]> {
  let turn = 0;
  const next = () => (visits[turn++ % visits.length] as Reply).body;
  const ways: Record<string, () => Promise<unknown>> = {
    http: () => {
      const visit = next();
      return http.as(visit.servedBy).post(`/v1/visits/${visit.id}/quote`, body);
    },
    update: () => {
      const visit = next();
      const actor = { staffId: visit.servedBy, roles: ['consultant'] };
      const handle = world.deps.client.workflow.getHandle(visit.workflowId);
      return handle.executeUpdate('quote', { args: [{ actor, body }], updateId: randomUUID() });
    },
    raw: () => raw.step(),
    commit: () => commit(world.deps, raw.next().change),
  };
  const took: Record<string, number[]> = { http: [], update: [], raw: [], commit: [] };
  for (let n = 0; n < TURNS; n += 1)
    for (const [name, act] of Object.entries(ways)) took[name]?.push(await timed(act));
  const [whole, update, baseline, write] = Object.values(took).map(median) as [number, number, number, number];
  return [
    `a step of ${show(whole, 'ms')} (median): API with its reads and idempotency ${show(whole - update, 'ms')},`,
    `  process and look-ups ${show(update - baseline, 'ms')}, Temporal's round trips ${show(baseline - write, 'ms')}, commit ${show(write, 'ms')}`,
  ];
}
