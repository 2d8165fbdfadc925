import type { Http } from '../harness/http';
import { dateIn, DEPOSIT, must, SaleDriver } from '../harness/sale-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually } from '../harness/world';

/** subscription: what happens when nobody does anything, on the sandbox clock. */
let world: Project;
let http: Http;
beforeEach(async () => {
  world = await openProject();
  http = await world.http();
});

const sold = (unitId: string) => new SaleDriver(world, http, unitId);
const noticesOf = (key: string, template: string) =>
  world.deps.models.outbox
    .find({ saleKey: key, template: `subscription.${template}` })
    .sort({ queuedAt: 1 })
    .lean();
const dayOf = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const sumOf = async (key: string, account: string) => {
  const lines = await world.deps.models.connection
    .collection('ledger_lines')
    .find({ saleKey: key, account })
    .toArray();
  return lines.reduce((sum, line) => sum + line.amountFen, 0);
};

test('1-front: subscription 4: no deposit in 24 hours: void, released, and closed to money', async () => {
  const sale = sold('linjiang-1-1201');
  await sale.upTo('take-deposit');
  const { formNo, deadlines } = await sale.read();
  const depositBy = Date.parse(deadlines.find((d: { name: string }) => d.name === 'depositBy').at);
  await world.fastForward('24 hours');
  const lapsed = await sale.read();
  expect(lapsed).toMatchObject({ status: 'no-deposit', open: false, forms: [{ formNo, voidReason: '未交定金' }] });
  expect(Date.parse(lapsed.closedAt)).toBe(depositBy);
  expect((await world.deps.models.units.findById(world.idOf(sale.unitId)).lean())?.status).toBe('available');
  expect(await sale.step('finance-1', 'take-deposit', DEPOSIT)).toMatchObject({
    status: 409,
    body: { code: 'step-not-open' },
  });
  expect(await world.deps.models.documents.countDocuments({ saleKey: sale.key, kind: 'deposit-receipt' })).toBe(0);
  await eventually(async () => (await sale.read('')).status === 'cancelled');
});

test('1-front: subscription 5: reminders, overdue, the fault: nothing forfeited unserved, returned without fault', async () => {
  const sale = sold('linjiang-1-1202');
  await sale.upTo('', { signBy: await dateIn(world, 7) });
  const [inFour, inSix, afterSeven] = [await dateIn(world, 4), await dateIn(world, 6), await dateIn(world, 8)];
  await world.fastForward('8 days');
  expect((await noticesOf(sale.key, 'sign-by-reminder')).map((notice) => dayOf(notice.queuedAt))).toEqual([
    inFour,
    inSix,
  ]);
  const overdue = await sale.read();
  expect(overdue.status).toBe('sign-overdue');
  expect(overdue.statusSince).toBe(`${afterSeven}T00:00:00.000+08:00`);
  await world.fastForward('7 days');
  const undecided = await sale.read();
  expect(undecided.status).toBe('fault-decision');
  expect(Date.parse(undecided.statusSince) - Date.parse(overdue.statusSince)).toBe(7 * 86_400_000);
  expect(undecided.openSteps.find((open: { name: string }) => open.name === 'decide-fault').roles).toEqual([
    'sales-manager',
  ]);

  const decide = (fault: string) => sale.step('manager-1', 'decide-fault', { fault, reason: '客户未到场' });
  expect(await decide('buyer')).toMatchObject({ status: 409, body: { code: 'demand-missing' } });
  expect(must(await decide('none'), 'decide-fault').body).toMatchObject({
    status: 'paying-back',
    settlement: { returnedFen: 2_000_000 },
  });
  expect((await world.deps.models.units.findById(world.idOf(sale.unitId)).lean())?.status).toBe('available');
  const pay = (amountFen: number) =>
    sale.step('finance-1', 'pay-back', { amountFen, method: 'transfer', reference: 'T-1' });
  expect(await pay(1_999_999)).toMatchObject({ status: 409, body: { code: 'wrong-amount' } });
  expect(must(await pay(2_000_000), 'pay-back').body).toMatchObject({ status: 'returned', open: false });
  expect(await sumOf(sale.key, 'house')).toBe(0);
  expect((await sale.read('')).status).toBe('cancelled');
});

test('1-front: subscription 5: the seller at fault returns double; a served demand lets the deposit be kept', async () => {
  const [seller, buyer] = [sold('linjiang-1-1203'), sold('linjiang-1-1204')];
  for (const sale of [seller, buyer]) await sale.upTo('', { signBy: await dateIn(world, 1) });
  await world.deps.client.workflow.getHandle(`subscription:${buyer.key}`).signal('event', {
    name: 'demand-served',
    eventId: 'served-1',
    payload: { servedAt: await world.deps.businessNow(world.projectId) },
  });
  await world.fastForward('10 days');
  const reason = { reason: '一房二卖' };
  const doubled = must(
    await seller.step('manager-1', 'decide-fault', { fault: 'seller', ...reason }),
    'decide-fault',
  ).body;
  expect(doubled.settlement).toMatchObject({ returnedFen: 2_000_000, compensationFen: 2_000_000 });
  const back = { amountFen: 4_000_000, method: 'transfer', reference: 'T-2' };
  expect(must(await seller.step('finance-1', 'pay-back', back), 'pay-back').body.status).toBe('double-returned');
  expect([await sumOf(seller.key, 'house'), await sumOf(seller.key, 'compensation')]).toEqual([0, -2_000_000]);

  const kept = must(
    await buyer.step('manager-1', 'decide-fault', { fault: 'buyer', ...reason }),
    'decide-fault',
  ).body;
  expect(kept).toMatchObject({ status: 'forfeited', open: false });
  expect([await sumOf(buyer.key, 'house'), await sumOf(buyer.key, 'forfeit')]).toEqual([0, 2_000_000]);

  const { items } = (await http.as('finance-1').get(`/v1/payments?saleKey=${buyer.key}`)).body;
  const { id } = items.find(({ direction }: { direction: string }) => direction === 'out');
  must(await http.as('finance-1').post(`/v1/payments/${id}/reverse`, { reason: 'duplicate' }), 'reverse');
  must(await http.as('finance-2').post(`/v1/payments/${id}/approve-reverse`), 'approve-reverse');
  const { accounts } = (await http.as('finance-1').get(`/v1/ledgers/${buyer.key}`)).body;
  expect(accounts).toMatchObject([{ account: 'house', inFen: 2_000_000, outFen: 0 }]);
});

test('1-front: subscription: tasks that wait too long go up', async () => {
  const sale = sold('linjiang-1-1301');
  await sale.start();
  await world.fastForward('3 hours');
  const check = (await sale.read()).openSteps.find((open: { name: string }) => open.name === 'unit-check');
  expect(check.escalatedTo).toEqual([{ roles: ['sales-manager'] }]);
});

test('1-front: subscription: money first: unsigned by the deadline it goes back; signed it is the deposit', async () => {
  world.setPolicy('subscription', { moneyFirst: true });
  const [unsigned, signed] = [sold('linjiang-1-1302'), sold('linjiang-1-1303')];
  for (const sale of [unsigned, signed]) {
    must(await sale.start(), 'start', 201);
    must(await sale.step('controller-1', 'unit-check', { ok: true }), 'unit-check');
    must(await sale.step('finance-1', 'take-deposit', DEPOSIT), 'take-deposit');
  }
  for (const [who, step, body] of [
    ['assistant-1', 'issue-form', {}],
    ['consultant-a1', 'fill', await signed.fillBody()],
    ['supervisor-1', 'check', { ok: true }],
    ['consultant-a1', 'client-sign', { signers: [{ clientId: 'client-001' }] }],
  ] as const) {
    must(await signed.step(who, step, body), step);
  }
  await world.fastForward('24 hours');
  expect(await unsigned.read()).toMatchObject({
    status: 'paying-back',
    settlement: { returnedFen: 2_000_000, keptFen: 0 },
  });
  must(await signed.step('consultant-a1', 'consultant-sign'), 'consultant-sign');
  expect(must(await signed.step('manager-1', 'manager-sign', { ok: true }), 'manager-sign').body.status).toBe(
    'subscribed',
  );
});
