import { fastForward } from '../../activities/sandbox/fast-forward';
import { makeWorld, type World } from '../harness/world';
import { DAY, receiveAndLeave, visit } from './visits';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

test('a process that cannot act is named after ten seconds, and catches up when it can', async () => {
  const { deps, projectId } = world;
  await receiveAndLeave(world, 'V-1');
  // The notice to the receiver cannot be written: that commit fails and is retried for ever.
  const outbox = deps.models.connection.collection('outbox');
  const only = { template: 'visit-claim.unclaimed' };
  await outbox.createIndex({ template: 1 }, { name: 'poison', unique: true, partialFilterExpression: only });
  await outbox.insertOne({ _id: 'poison', ...only, projectId: 'another', state: 'sent' } as never);

  const before = Date.now();
  const failure = await fastForward(deps, projectId, (now) => now + 5 * DAY, 'first', []).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ type: 'sandbox-busy', details: [{ workflowId: 'visit-claim:V-1' }] });
  expect((failure as Error).message).toMatch(/visit-claim:V-1.*activity commit/);
  expect(Date.now() - before).toBeLessThan(30_000);

  await outbox.dropIndex('poison');
  const { acts } = await fastForward(deps, projectId, (now) => now + DAY, 'second', []);
  expect((await visit(world, 'V-1')).status).toBe('unclaimed');
  expect(acts.map(({ name }) => name)).toContain('deadline claimWindow');
});
