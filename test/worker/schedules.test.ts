import type { ScheduleUpdateOptions } from '@temporalio/client';
import { scheduledStarts } from '../../activities/schedules';
import { makeWorld, type World } from '../harness/world';
import { reconcile } from '../../worker/schedules';

let world: World;
beforeAll(async () => {
  world = await makeWorld({ sandbox: false });
});
afterAll(() => world?.stop());

const PROJECT = ['linjiang'];

test('schedules are created as declared, left alone when they are so, put right when changed, removed when not declared', async () => {
  const { deps } = world;
  const declared = scheduledStarts(deps).map(({ id }) => `${id}:linjiang`);
  expect(declared).toContain('monthly-collection:linjiang');
  const created = await reconcile(deps, PROJECT);
  for (const id of declared) expect(created[id]).toBe('created');
  const again = await reconcile(deps, PROJECT);
  for (const id of declared) expect(again[id]).toBe('as-declared');

  const handle = deps.client.schedule.getHandle('monthly-collection:linjiang');
  await handle.pause('stopped by hand');
  await handle.update(
    (now) =>
      ({
        ...now,
        spec: { cronExpressions: ['0 9 5 * *'], timezone: 'Asia/Shanghai' },
      }) as unknown as ScheduleUpdateOptions,
  );
  expect((await reconcile(deps, PROJECT))['monthly-collection:linjiang']).toBe('updated');
  const { spec, state, policies } = await handle.describe();
  expect(spec.calendars?.[0]).toMatchObject({ dayOfMonth: [{ start: 3, end: 3 }], hour: [{ start: 9, end: 9 }] });
  expect(state.paused).toBe(true);
  expect(policies).toMatchObject({ overlap: 'SKIP', pauseOnFailure: true });

  const left = {
    ...deps,
    settings: {
      ...deps.settings,
      schedules: deps.settings.schedules.filter(({ id }) => id !== 'collection-sweep'),
    },
  };
  expect((await reconcile(left, PROJECT))['collection-sweep:linjiang']).toBe('removed');
});

test('collection-run 3: the run missed while everything was down is taken once back; its next one is on the 3rd at 09:00', async () => {
  await reconcile(world.deps, PROJECT);
  const handle = world.deps.client.schedule.getHandle('monthly-collection:linjiang');
  const { policies, info } = await handle.describe();
  expect(policies.catchupWindow).toBe(27 * 86_400_000);
  const [next] = info.nextActionTimes;
  expect(next?.toISOString()).toMatch(/-03T01:00:00/);
});

test('what a schedule starts runs and ends, however often it fires', async () => {
  const sweep = scheduledStarts(world.deps).find(({ id }) => id === 'collection-sweep');
  const first = await sweep?.start('linjiang', 1_800_000_000_000);
  expect(await sweep?.start('linjiang', 1_800_000_000_000)).toBe(first);
  expect(await world.deps.client.workflow.getHandle(first as string).result()).toEqual({ opened: 0 });
  const schedule = world.deps.client.schedule.getHandle('collection-sweep:linjiang');
  await schedule.trigger();
});
