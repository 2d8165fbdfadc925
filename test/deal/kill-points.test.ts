import { verifyAudit } from '../../activities/audit/verify';
import { killSalesAtEveryCommit } from '../harness/killed-sales';
import { contractWithLoan, subscribedSale } from '../harness/sale-life';
import { makeWorld, type World } from '../harness/world';

let world: World;
beforeAll(async () => {
  world = await makeWorld({ sandbox: false, workers: false });
});
afterAll(() => world.stop());

/**
 * One sale per kill point, in two lives, so that it takes two minutes and not four: the contract's begins with a deposit
 * that was paid on paper, not with the subscription anew. Each is played to the step after the one in which its worker
 * was killed and compared with the undisturbed sale at that step.
 */
test('a worker killed before or after any commit of a sale, from subscription to stamp and settled loan: nothing is lost or doubled', async () => {
  const [subscription, contract] = await killSalesAtEveryCommit(world, [subscribedSale, contractWithLoan]);
  expect(subscription?.course.at(-1)).toMatchObject({
    subscriptions: [expect.stringContaining('"subscribed"')],
    signings: [expect.stringContaining('"waiting"')],
    units: [expect.stringContaining('"sold"')],
  });
  expect(contract?.course.at(-1)).toMatchObject({
    sales: [expect.stringContaining('"performing"')],
    signings: [expect.stringContaining('"closed"')],
    mortgages: [expect.stringContaining('"settled"')],
    units: [expect.stringContaining('"signed"')],
  });
  expect(contract?.course.at(-1)?.ledger_lines).toHaveLength(4);
  expect([subscription?.killed.length, contract?.killed.length]).toEqual([15, 39]);
  for (const { course, killed } of [subscription, contract].flatMap((life) => life ?? [])) {
    for (const { name, killedBy, steps, rows } of killed)
      expect({ name, killedBy, rows }).toEqual({ name, killedBy: 'SIGKILL', rows: course[steps - 1] });
  }
  expect((await verifyAudit(world.deps.models)).problems).toEqual([]);
  expect(await seriesWithGaps()).toEqual([]);
}, 600_000);

/** Numbers of a series that were given twice or left out. */
async function seriesWithGaps(): Promise<string[]> {
  const numbers = await world.deps.models.numbers.find().lean();
  const series = new Map<string, number[]>();
  for (const { series: name, n } of numbers) series.set(name, [...(series.get(name) ?? []), n]);
  return [...series].flatMap(([name, ns]) =>
    ns.sort((a, b) => a - b).every((n, i) => n === i + 1) ? [] : [`${name}: ${ns.join(' ')}`],
  );
}
