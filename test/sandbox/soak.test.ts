import { makeWorld, type World } from '../harness/world';
import { soakClock } from './clock-soak';

/** The short form of `npm run bench -- clock`. */
let world: World;
beforeAll(async () => {
  world = await makeWorld();
  world.deps.settings.worker.continueAsNewAfterEvents = 40;
});
afterAll(() => world.stop());

test('while people act on a busy machine, clocks do not part and each deadline is acted on once', async () => {
  const options = { open: 20, moves: 5, mostDays: 6, clients: 2, busyLoops: 1, seed: 20260310, log: () => {} };
  const { violations, took, answers, continuedAsNew, acts } = await soakClock(world, options);
  expect(violations).toEqual([]);
  expect(took).toHaveLength(5);
  expect(answers[201]).toBeGreaterThan(0);
  expect(acts).toBeGreaterThan(5);
  expect(continuedAsNew).toBeGreaterThan(0);
}, 180_000);
