import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CountedApi, waysOfCommits } from '../test/harness/round-trips';
import { makeWorld } from '../test/harness/world';
import type { Benchmark, Finding } from './finding';

/** Kept in the repository: a rise must be explained. */
const KEPT = path.join(__dirname, 'trips-kept.json');
/** What the commits of a visit write. */
const WRITTEN = ['visits', 'duty_rotas', 'numbers', 'tasks', 'outbox', 'documents', 'audit'];
const ARRIVAL = { projectId: 'linjiang', contactedBefore: 'no', clientName: '甲' };
const QUOTE = { unitId: 'linjiang-1-1201', method: 'lump' };
const LEAVING = { packComplete: true, unitsShown: [], noNextVisitReason: '电话联系', notes: '看中三房' };

/** Counted, not timed: the same number on any machine. */
export const benchRoundTrips: Benchmark = {
  what: 'round trips to the database that wait for one another: of a step over HTTP, of its commit, of a reading',
  protocol: [
    "the longest row of commands of which each is sent after the one before was answered, seen by the driver's command monitor",
    'of eight times the least: two that do not wait for each other may happen not to overlap',
    'step and reading: quote of a visit; commits: begin (a rule, a number), quote (a record), leave (a rule, texts)',
  ],
  async run() {
    const kept = JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, number>;
    const world = await makeWorld({ sandbox: false });
    const api = await CountedApi.serve(world);
    try {
      const { body: visit } = await api.http.as('assistant-1').post('/v1/visits', ARRIVAL);
      const consultant = api.http.as(visit.servedBy);
      const step = await api.step(() => consultant.post(`/v1/visits/${visit.id}/quote`, QUOTE));
      const reading = await api.reading(() => consultant.get(`/v1/visits/${visit.id}`));
      await consultant.post(`/v1/visits/${visit.id}/leave`, LEAVING);
      const commits = await waysOfCommits(world, visit.workflowId, WRITTEN);
      const found: Record<string, number> = {
        'before the Update': step.before,
        'after the Update': step.after,
        'reading a record': reading,
        ...Object.fromEntries(Object.entries(commits).map(([action, n]) => [`commit of ${action}`, n])),
      };
      return Object.entries(kept).map(([what, known]) => findingOf(what, found[what] ?? Number.NaN, known));
    } finally {
      await api.stop();
      await world.stop();
    }
  },
};

function findingOf(what: string, value: number, kept: number): Finding {
  const finding: Finding = { what: `round trips in a row, ${what}`, value, unit: '', goal: { exactly: kept } };
  if (value < kept)
    return { ...finding, goal: { atMost: kept }, what: `${finding.what}; write ${value} to trips-kept.json` };
  return value === kept
    ? finding
    : { ...finding, failed: 'RISEN: explain it, and write the new number to trips-kept.json' };
}
