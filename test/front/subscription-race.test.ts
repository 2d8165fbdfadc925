import type { Http, Reply } from '../harness/http';
import { DEPOSIT, must, SaleDriver } from '../harness/sale-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually } from '../harness/world';

/** Fifty sales reserved together on one unit, and everybody's money on the counter in the same second. */
let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject({ sandbox: false });
  http = await world.http();
  world.setPolicy('subscription', { moneyFirst: true });
});

const PEOPLE = 50;
const UNIT = 'linjiang-1-1201';

/** As every client does: told 503, it asks again with the same key. */
async function pay(sale: SaleDriver): Promise<Reply> {
  const key = `deposit-${sale.key}`;
  for (;;) {
    const path = `/v1/sales/${sale.key}/subscription/take-deposit`;
    const reply = await http.as('finance-1').post(path, DEPOSIT, { key });
    if (reply.status !== 503) return reply;
  }
}

test('50 people race for one unit: one deposit is taken, 49 are refused, one receipt number', async () => {
  const sales = Array.from({ length: PEOPLE }, () => new SaleDriver(world, http, UNIT));
  for (const sale of sales) {
    must(await sale.start(), 'start', 201);
    must(await sale.step('controller-1', 'unit-check', { ok: true }), 'unit-check');
  }

  const replies = await Promise.all(sales.map((sale) => pay(sale)));
  const refused = replies.filter((reply) => reply.status !== 200);
  expect(refused).toHaveLength(PEOPLE - 1);
  expect([...new Set(refused.map((reply) => `${reply.status} ${reply.body.code}`))]).toEqual(['409 already-sold']);

  const { documents, numbers, connection } = world.deps.models;
  const { projectId } = world;
  expect(await documents.countDocuments({ projectId, kind: 'deposit-receipt' })).toBe(1);
  expect(await numbers.find({ series: `${projectId}/document/deposit-receipt` }).lean()).toHaveLength(1);
  expect(await connection.collection('payments').countDocuments({ projectId })).toBe(1);
  const winner = sales[replies.findIndex((reply) => reply.status === 200)] as SaleDriver;
  expect(await world.deps.models.units.findById(world.idOf(UNIT)).lean()).toMatchObject({
    status: 'sold',
    saleKey: winner.key,
  });
  const lost = () => world.deps.models.records('subscriptions').countDocuments({ projectId, status: 'unit-lost' });
  await eventually(async () => (await lost()) === PEOPLE - 1, 30_000);
  const told = { projectId, template: 'subscription.unit-lost' };
  expect(await world.deps.models.outbox.countDocuments(told)).toBe(PEOPLE - 1);
}, 240_000);
