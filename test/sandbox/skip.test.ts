import { lookAt, skipNow } from '../../activities/sandbox/workflow-clock';
import { eventually, makeWorld } from '../harness/world';
import { receiveAndLeave } from './visits';

const SKIP_MS = 1_000;

test('a skip asked for while something is in flight is not kept for later: nothing runs on when its time has passed', async () => {
  const world = await makeWorld({ workers: false });
  try {
    const { deps } = world;
    const first = await world.startWorkers();
    await receiveAndLeave(world, 'V-1');
    const look = async () => {
      const seen = await lookAt(deps, 'visit-claim:V-1');
      if (!seen) throw new Error('the visit has ended');
      return seen;
    };
    await eventually(async () => (await look()).busyWith === undefined);
    await first.stop();
    await deps.client.workflow.getHandle('visit-claim:V-1').signal('event', {
      name: 'unheard-of',
      eventId: 'E-1',
      payload: {},
    });
    expect((await look()).busyWith).toMatch(/workflow task/);

    await skipNow(deps, 'visit-claim:V-1', SKIP_MS);
    const asked = Date.now();
    expect((await look()).isSkipping).toBe(false);
    await eventually(async () => Date.now() > asked + SKIP_MS);
    await world.startWorkers();
    const acted = await eventually(async () => {
      const seen = await look();
      return seen.busyWith === undefined && seen;
    });
    expect(acted.ahead.least).toBeLessThan(SKIP_MS);
    expect(await deps.models.audit.countDocuments({ chain: 'visit-claim:V-1', action: /^deadline/ })).toBe(0);
  } finally {
    await world.stop();
  }
});
