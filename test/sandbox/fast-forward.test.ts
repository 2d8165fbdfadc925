import { advanceToBusinessTime } from '../../activities/sandbox/advance';
import { moveClock } from '../../activities/sandbox/clock-move';
import { offsetOf } from '../../activities/sandbox/clock';
import { type FastForwarded, fastForward } from '../../activities/sandbox/fast-forward';
import { lookAt } from '../../activities/sandbox/workflow-clock';
import { nextTimeOfDay } from '../../workflows/kernel/period';
import { makeWorld, type World } from '../harness/world';
import { DAY, HOUR, MINUTE, receive, receiveAndLeave, visit } from './visits';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

const forward = (byMs: number) => fastForward(world.deps, world.projectId, byMs, []);
const now = () => world.deps.businessNow(world.projectId);
const namesOf = ({ acts }: FastForwarded, workflowId: string) =>
  acts.filter((act) => act.workflowId === workflowId).map(({ name }) => name);

/** Early enough in the day for the claim notice to be due at 18:00. */
async function untilMorning(): Promise<void> {
  const at = await now();
  await forward(nextTimeOfDay(at, '10:00', await world.deps.calendarOf(world.projectId)) - at);
}

beforeEach(untilMorning);

test('what falls due within two days has happened, with all its effects, when the answer comes', async () => {
  await receiveAndLeave(world, 'V-due');
  const answer = await forward(3 * DAY);
  expect((await visit(world, 'V-due')).status).toBe('unclaimed');
  expect(namesOf(answer, 'visit-claim:V-due')).toEqual([
    'remind notify-leaders',
    'deadline noticeBy',
    'remind tell-team',
    'deadline tellTeam',
    'deadline claimWindow',
  ]);
  const [notice, window] = ['deadline noticeBy', 'deadline claimWindow'].map((name) =>
    answer.acts.find((act) => act.name === name && act.workflowId === 'visit-claim:V-due'),
  );
  expect((window?.at ?? 0) - (notice?.at ?? 0)).toBe(2 * DAY);
  expect(answer.to - answer.from).toBe(3 * DAY);
  expect(Math.abs((await now()) - answer.to)).toBeLessThan(5_000);
  const unsent = await world.deps.models.outbox.countDocuments({
    state: { $in: ['queued', 'sending'] },
    notBefore: { $lte: answer.to },
  });
  expect(unsent).toBe(0);
});

test('processes act in the order of their deadlines, each at the time of the project', async () => {
  await receiveAndLeave(world, 'V-first');
  await forward(30 * HOUR);
  await receiveAndLeave(world, 'V-second');
  const from = new Date(await now());
  const seen = new Map<string, { at: number; late: number; name: string }>();
  let answered = false;
  const watching = (async () => {
    while (!answered) {
      const entries = await world.deps.models.audit
        .find({ at: { $gt: from }, action: { $regex: '^deadline ' } })
        .lean();
      const at = await now();
      for (const row of entries.filter(({ _id }) => !seen.has(_id))) {
        seen.set(row._id, {
          at: row.at.getTime(),
          late: at - row.at.getTime(),
          name: `${row.chain} ${row.action}`,
        });
      }
    }
  })();
  await forward(4 * DAY);
  answered = true;
  await watching;
  expect([...seen.values()].map(({ name }) => name)).toEqual([
    'visit-claim:V-second deadline noticeBy',
    'visit-claim:V-second deadline tellTeam',
    'visit-claim:V-first deadline claimWindow',
    'visit-claim:V-second deadline claimWindow',
  ]);
  for (const { late } of seen.values()) expect(late).toBeLessThan(MINUTE);
});

test('deadlines at one instant are all acted on at that instant', async () => {
  await receiveAndLeave(world, 'V-same-1');
  await receiveAndLeave(world, 'V-same-2');
  const { acts } = await forward(DAY);
  const notices = acts.filter(({ name }) => name === 'deadline noticeBy');
  expect(notices.map(({ workflowId }) => workflowId).sort()).toEqual([
    'visit-claim:V-same-1',
    'visit-claim:V-same-2',
  ]);
  expect(new Set(notices.map(({ at }) => at)).size).toBe(1);
});

test("a process that starts after a fast-forward begins at the project's time", async () => {
  const before = await now();
  const workflowId = await receive(world, 'V-late');
  const { startedAt, data } = await visit(world, 'V-late');
  expect(startedAt).toBeGreaterThanOrEqual(before);
  expect(startedAt).toBeLessThanOrEqual(await now());
  expect((data as { arrivedAt: number }).arrivedAt).toBe(startedAt);
  const look = await lookAt(world.deps, workflowId);
  const offset = await offsetOf(world.deps.models, world.projectId);
  expect(Math.abs((look?.ahead.most ?? 0) - offset)).toBeLessThan(2_000);
});

test('a clock is moved once, however often and by however many it is asked for', async () => {
  const { deps, projectId } = world;
  const workflowId = await receive(world, 'V-often');
  await moveClock(deps.models, projectId, (clock) => clock.moveOn(2 * HOUR));
  await Promise.all(Array.from({ length: 8 }, () => advanceToBusinessTime(deps, workflowId, projectId, 0)));
  await advanceToBusinessTime(deps, workflowId, projectId, 0);
  const look = await lookAt(deps, workflowId);
  expect(Math.abs((look?.ahead.most ?? 0) - (await offsetOf(deps.models, projectId)))).toBeLessThan(2_000);
});

test('of two who move the clock at once one is refused', async () => {
  const outcomes = await Promise.allSettled([forward(HOUR), forward(HOUR)]);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(1);
  expect(refused[0]?.reason).toMatchObject({ type: 'sandbox-busy' });
});

test('a fast-forward that crashed after it had set the clock is finished by the next', async () => {
  await receiveAndLeave(world, 'V-crash');
  const crash = moveClock(world.deps.models, world.projectId, async (clock) => {
    await clock.moveOn(4 * DAY);
    throw new Error('killed');
  });
  await expect(crash).rejects.toThrow('killed');
  const answer = await forward(MINUTE);
  expect((await visit(world, 'V-crash')).status).toBe('unclaimed');
  expect(namesOf(answer, 'visit-claim:V-crash')).toContain('deadline claimWindow');
});

test('runs of schedules start at their instants, between the deadlines', async () => {
  await receiveAndLeave(world, 'V-scheduled');
  const started: { nominalAt: number; now: number; status: string }[] = [];
  const daily = {
    id: 'daily-check',
    cron: '0 9 * * *',
    zone: 'Asia/Shanghai',
    async start(nominalAt: number) {
      started.push({ nominalAt, now: await now(), status: (await visit(world, 'V-scheduled')).status });
      return `daily-check:${nominalAt}`;
    },
  };
  const { acts } = await fastForward(world.deps, world.projectId, 3 * DAY, [daily]);
  const order = acts.map(({ name }) => name).filter((name) => /schedule|noticeBy|claimWindow/.test(name));
  const runs = ['schedule daily-check', 'schedule daily-check'];
  // 10:00 … 18:00 notice … 9:00 … 9:00 … 18:00 the window closes … 9:00 … 10:00
  expect(order).toEqual(['deadline noticeBy', ...runs, 'deadline claimWindow', 'schedule daily-check']);
  expect(started.map(({ status }) => status)).toEqual(['claim-open', 'claim-open', 'unclaimed']);
  for (const run of started) expect(run.now - run.nominalAt).toBeLessThan(10_000);
});
