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
  const options = {
    open: 20,
    moves: 6,
    clients: 2,
    busyLoops: 1,
    seed: 20260310,
    log: (l: string) => process.stderr.write(l + '\n'),
  };
  const { violations, took, answers, continuedAsNew, acts } = await soakClock(world, options);
  expect(violations).toEqual([]);
  expect(took).toHaveLength(6);
  expect(answers[201]).toBeGreaterThan(0);
  expect(acts).toBeGreaterThan(20);
  expect(continuedAsNew).toBeGreaterThan(0);
}, 180_000);
