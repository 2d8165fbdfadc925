import { createActivities } from '../../activities';
import { waitingRoomContract } from '../kernel/waiting-room/contract';
import { startOptionsOf } from '../../activities/start-process';
import { createProcessesWorker } from './processes-worker';
import { troublesOf } from './trouble';
import { eventually, makeWorld } from './world';

test('what a workflow waits for is told: the activity that fails, with its words, and the end of the history', async () => {
  const world = await makeWorld({ sandbox: false, workers: false, example: false });
  const { deps, projectId } = world;
  const actor = { staffId: 'assistant-1', roles: ['assistant' as const] };
  const input = { closesAt: Date.now() + 3_600_000 };
  const start = { key: 'R-1', projectId, input, actor, startToken: 'start' };
  const options = await startOptionsOf(deps, waitingRoomContract, start);
  await deps.client.workflow.start(waitingRoomContract.type, options);
  const [idle] = await eventually(async () => {
    const found = await troublesOf(deps.client);
    return found.length > 0 && found;
  });
  expect(idle).toMatch(/^waiting-room:R-1 waits for\n {2}its workflow task, attempt 1\n/);

  const commit = () => Promise.reject(new Error('the database is full'));
  const worker = await createProcessesWorker(deps, { ...createActivities(deps), commit });
  const running = worker.run();
  const failing = await eventually(async () => {
    const [found] = await troublesOf(deps.client);
    return found?.includes('the database is full') && found;
  });
  expect(failing).toMatch(/activity commit, attempt \d+: the database is full\n/);
  expect(failing).toContain('EVENT_TYPE_ACTIVITY_TASK_SCHEDULED');
  worker.shutdown();
  await running;
  await world.stop();
});
