import { WAKE } from '../../workflows/kernel/change';
import { fastForward } from '../../activities/sandbox/fast-forward';
import { startOptionsOf } from '../../activities/start-process';
import { visitClaimContract } from '../../workflows/front/visit-claim/contract';
import { eventually, makeWorld, type World } from '../harness/world';
import { DAY, receive, receiveAndLeave, visit } from './visits';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

const handle = (key: string) => world.deps.client.workflow.getHandle(`visit-claim:${key}`);
const audit = (key: string) =>
  world.deps.models.audit
    .find({ chain: `visit-claim:${key}` })
    .sort({ seq: 1 })
    .lean();

/** What it did besides hearing the signal. */
async function doings(key: string): Promise<number> {
  const { events } = await handle(key).fetchHistory();
  const isDoing = (event: object) =>
    ['timerStarted', 'timerCanceled', 'activityTaskScheduled', 'markerRecorded', 'upsertWorkflow'].some((kind) =>
      Object.entries(event).some(([name, value]) => name.startsWith(kind) && value),
    );
  return (events ?? []).filter(isDoing).length;
}

/** Signalled, and the workflow task that hears it is over. */
async function wake(key: string): Promise<void> {
  const before = (await handle(key).fetchHistory()).events?.length ?? 0;
  await handle(key).signal(WAKE);
  await eventually(async () => {
    const events = (await handle(key).fetchHistory()).events ?? [];
    const isHeard = events.slice(before).some((event) => event.workflowExecutionSignaledEventAttributes);
    return isHeard && events.at(-1)?.workflowTaskCompletedEventAttributes;
  });
}

test('a wake is no call: what is to wait for its beginning waits on', async () => {
  const { deps, projectId } = world;
  const options = {
    key: 'V-2',
    projectId,
    input: { contactedBefore: 'forgotten', clientId: 'client-001' },
    actor: { staffId: 'assistant-1', roles: ['assistant' as const] },
    startToken: 'start-V-2',
  };
  const start = await startOptionsOf(deps, visitClaimContract, options, await deps.businessNow(projectId));
  await deps.client.workflow.start(visitClaimContract.type, start);
  await wake('V-2');
  expect([await audit('V-2'), await deps.models.records('visits').findById('V-2').lean()]).toEqual([[], null]);
  await receive(world, 'V-2');
  expect(await visit(world, 'V-2')).toMatchObject({ rev: 1, open: true });
});

test('a process that is woken while nothing is due does nothing, and goes on as usual', async () => {
  const before = await receiveAndLeave(world, 'V-1');
  const [entries, done] = [await audit('V-1'), await doings('V-1')];
  expect(done).toBeGreaterThan(2); // commits, and the timer
  await wake('V-1');
  await wake('V-1');
  expect(await visit(world, 'V-1')).toEqual(before);
  expect(await audit('V-1')).toEqual(entries);
  expect(await doings('V-1')).toBe(done);

  const [deadline] = [...before.deadlines].sort((a, b) => a.at - b.at);
  const { acts } = await fastForward(world.deps, world.projectId, 5 * DAY, []);
  const passed = acts.filter(({ name }) => name === `deadline ${deadline?.name}`);
  expect(passed.map(({ at }) => at)).toEqual([deadline?.at]);
  expect((await visit(world, 'V-1')).status).toBe('unclaimed');
});
