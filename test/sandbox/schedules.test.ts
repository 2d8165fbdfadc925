import { nextFire, nextOfAll, runDueSchedules } from '../../activities/sandbox/schedules';

const shanghai = { zone: 'Asia/Shanghai', start: async (at: number) => `run-${at}` };
const monthly = { id: 'collection', cron: '0 9 3 * *', ...shanghai };
const daily = { id: 'anchor', cron: '0 9 * * *', ...shanghai };
const at = Date.parse;

test("a schedule fires at its time of the project's zone, and not again at that very instant", () => {
  expect(nextFire(monthly, at('2026-03-01T00:00:00Z'))).toBe(at('2026-03-03T01:00:00Z'));
  expect(nextFire(monthly, at('2026-03-03T00:59:59.999Z'))).toBe(at('2026-03-03T01:00:00Z'));
  expect(nextFire(monthly, at('2026-03-03T01:00:00Z'))).toBe(at('2026-04-03T01:00:00Z'));
});

test('the earliest of all comes first; without schedules there is none', () => {
  expect(nextOfAll([monthly, daily], at('2026-03-03T02:00:00Z'))).toBe(at('2026-03-04T01:00:00Z'));
  expect(nextOfAll([], 0)).toBeUndefined();
});

test('all runs after `from` and not after `to` are started, in order of time', async () => {
  const acts = await runDueSchedules([monthly, daily], at('2026-03-02T01:00:00Z'), at('2026-03-04T01:00:00Z'));
  expect(acts.map((act) => `${new Date(act.at).toISOString()} ${act.name}`)).toEqual([
    '2026-03-03T01:00:00.000Z schedule collection',
    '2026-03-03T01:00:00.000Z schedule anchor',
    '2026-03-04T01:00:00.000Z schedule anchor',
  ]);
});
