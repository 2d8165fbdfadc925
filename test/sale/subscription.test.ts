import type { Http } from '../harness/http';
import { DEPOSIT, SaleDriver } from '../harness/sale-driver';
import { makeWorld, type World } from '../harness/world';

/** Spec 1, subscription: the acceptance scenarios, with Li = consultant-a1, Kong = controller-1, Ma = manager-1. */
let world: World;
let http: Http;
beforeAll(async () => {
  world = await makeWorld();
  http = await world.http();
});
afterAll(() => world.stop());

const FREE = 'linjiang-1-1201';

test('1-front: subscription 1: all steps, counted by two, subscribed, copies 1/1/2', async () => {
  const sale = new SaleDriver(world, http, FREE);
  await sale.upTo('take-deposit');
  const paid = await sale.step('finance-1', 'take-deposit', DEPOSIT);
  expect(paid.status).toBe(200);
  expect(paid.body).toMatchObject({ status: 'subscribed', deposit: { amountFen: 2_000_000 } });
  console.log(JSON.stringify(await sale.read(''), null, 1));
});
