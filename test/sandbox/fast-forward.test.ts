import { randomUUID } from 'node:crypto';
import { moveClock } from '../../activities/sandbox/clock-move';
import { type FastForwarded, fastForward } from '../../activities/sandbox/fast-forward';
import { nextTimeOfDay } from '../../workflows/kernel/period';
import { eventually, makeWorld, type World } from '../harness/world';
import { DAY, HOUR, MINUTE, receive, receiveAndLeave, visit } from './visits';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

const forward = (byMs: number, token: string = randomUUID()) =>
  fastForward(world.deps, world.projectId, (now) => now + byMs, token, []);
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
  await receive(world, 'V-late');
  const { startedAt, data } = await visit(world, 'V-late');
  expect(startedAt).toBeGreaterThanOrEqual(before);
  expect(startedAt).toBeLessThanOrEqual(await now());
  expect((data as { arrivedAt: number }).arrivedAt).toBe(startedAt);
});

test('of two who move the clock at once the second waits for its turn', async () => {
  const [first, second] = (await Promise.all([forward(HOUR), forward(HOUR)])).sort((a, b) => a.from - b.from);
  expect(second?.from).toBeGreaterThanOrEqual(first?.to ?? Infinity);
});

/** As a fast-forward that is killed between setting the clock and telling anybody. */
async function crash(token: string, byMs: number): Promise<void> {
  const asked = { token, target: (at: number) => at + byMs };
  const crashed = moveClock(world.deps.models, world.projectId, asked, async (clock) => {
    await clock.moveTo(clock.goal.to);
    throw new Error('killed');
  });
  await expect(crashed).rejects.toThrow('killed');
}

test('a fast-forward that crashed after it had set the clock is finished by the next', async () => {
  await receiveAndLeave(world, 'V-crash');
  await crash('crashed', 4 * DAY);
  const answer = await forward(MINUTE);
  expect((await visit(world, 'V-crash')).status).toBe('unclaimed');
  expect(namesOf(answer, 'visit-claim:V-crash')).toContain('deadline claimWindow');
});

test('a fast-forward that crashed, asked for again, goes to where it was to go, and no further', async () => {
  const before = await now();
  await crash('again', DAY);
  const answer = await forward(DAY, 'again');
  expect(answer.to - before).toBeLessThan(DAY + MINUTE);
  expect((await now()) - before).toBeLessThan(DAY + MINUTE);
  expect(answer.to - answer.from).toBe(DAY);
});

test('after a fast-forward the clock goes on: who was not due then is told when the time comes', async () => {
  const { nextAt = 0 } = await receiveAndLeave(world, 'V-goes-on');
  await fastForward(world.deps, world.projectId, () => nextAt - 1_500, randomUUID(), []);
  const acted = { chain: 'visit-claim:V-goes-on', action: { $regex: '^(deadline|remind) ' } };
  expect(await world.deps.models.audit.exists(acted)).toBeNull();
  const entry = await eventually(() => world.deps.models.audit.findOne(acted).lean());
  expect(entry.at.getTime()).toBe(nextAt);
  await forward(5 * DAY);
});

test('only those who are due hear of a fast-forward', async () => {
  await receive(world, 'V-not-due');
  const handle = world.deps.client.workflow.getHandle('visit-claim:V-not-due');
  const before = (await handle.fetchHistory()).events?.length;
  await fastForward(world.deps, world.projectId, (at) => at + MINUTE, randomUUID(), []);
  expect((await handle.fetchHistory()).events?.length).toBe(before);
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
  const { acts } = await fastForward(world.deps, world.projectId, (at) => at + 3 * DAY, randomUUID(), [daily]);
  const order = acts.map(({ name }) => name).filter((name) => /schedule|noticeBy|claimWindow/.test(name));
  const runs = ['schedule daily-check', 'schedule daily-check'];
  // 10:00 … 18:00 notice … 9:00 … 9:00 … 18:00 the window closes … 9:00 … 10:00
  expect(order).toEqual(['deadline noticeBy', ...runs, 'deadline claimWindow', 'schedule daily-check']);
  expect(started.map(({ status }) => status)).toEqual(['claim-open', 'claim-open', 'unclaimed']);
  for (const run of started) expect(run.now - run.nominalAt).toBeLessThan(10_000);
});
