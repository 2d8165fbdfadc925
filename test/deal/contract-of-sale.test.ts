import { bookForTest, SigningDriver } from '../harness/signing-driver';
import { dateIn, priceOf, SaleDriver } from '../harness/sale-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually } from '../harness/world';

let world: Project;
beforeAll(async () => {
  world = await openProject();
});

/** A sale of a unit with a mortgage of 70 %, subscribed. */
async function subscribed(unitId: string): Promise<SaleDriver> {
  const sale = new SaleDriver(world, await world.http(), unitId);
  const { totalFen } = await priceOf(world, unitId);
  const loanFen = Math.floor((totalFen * 7) / 10 / 10_000_000) * 10_000_000;
  await sale.upTo('', {
    plan: {
      kind: 'mortgage',
      downPercent: 30,
      downPaymentFen: totalFen - loanFen,
      downPaymentBy: await dateIn(world, 14),
      loanFen,
    },
    mortgageBy: await dateIn(world, 20),
  });
  return sale;
}

test('2-contract: sale: subscribed opens signing and mortgage; the stamp makes it performing and the unit signed', async () => {
  const sale = await subscribed('linjiang-1-1102');
  const http = await world.http();
  const { totalFen } = await priceOf(world, sale.unitId);
  const mortgage = await http.as('consultant-a1').get(`/v1/mortgages/${sale.key}`);
  expect(mortgage.body).toMatchObject({ status: 'choosing' });
  const { loanFen } = mortgage.body;
  expect(
    (
      await http
        .as('consultant-a1')
        .post(`/v1/sales/${sale.key}/mortgage/choose-bank`, { bankId: 'ccb', loanFen, insurance: 'open' })
    ).status,
  ).toBe(200);

  const signing = await SigningDriver.of(world, sale.key);
  await signing.alert();
  const visit = await eventually(
    async () => (await http.as('consultant-a1').get(`/v1/mortgages/${sale.key}`)).body.visit,
  );
  expect(visit.at).toBe((await signing.read()).signingAt);
  expect((await sale.read()).signingAt).toBe(visit.at);

  for (const step of [() => signing.prepare(), () => signing.explain(), () => signing.sign()])
    expect((await step()).status).toBe(200);
  await signing.step('lawyer-1', 'lawyer-check', { contractOk: true, mortgagePapersOk: true, note: '齐全' });
  await signing.step('service-lead-1', 'supervisor-check', { ok: true, note: '无误' });
  expect((await signing.step('manager-1', 'approve', { decision: 'sign' })).status).toBe(200);
  const paymentId = await bookForTest(world, sale.key, {
    house: totalFen - loanFen - 2_000_000,
    'maintenance-fund': Math.round(totalFen / 100),
  });
  expect((await signing.step('finance-1', 'settle', { paymentIds: [paymentId] })).status).toBe(200);
  expect((await signing.step('finance-1', 'stamp')).body.status).toBe('effective');

  const whole = await http.as('consultant-a1').get(`/v1/sales/${sale.key}`);
  expect(whole.body).toMatchObject({ status: 'performing', contractNo: `HT-${sale.key}` });
  expect(Object.keys(whole.body.phases)).toEqual(['subscription', 'signing', 'mortgage']);
  expect(await world.deps.models.units.findById(world.idOf(sale.unitId)).lean()).toMatchObject({
    status: 'signed',
    saleKey: sale.key,
  });
  const plan = await world.deps.models.connection
    .collection('payment_plans')
    .find({ saleKey: sale.key })
    .sort({ version: -1 })
    .toArray();
  expect(plan[0]?.version).toBe((plan[1]?.version ?? 0) + 1);
  await eventually(async () => (await http.as('consultant-a1').get(`/v1/mortgages/${sale.key}`)).body.stampedAt);
  const undelivered = await world.deps.models.tasks
    .find({ projectId: world.projectId, step: 'undelivered-event' })
    .lean();
  expect(undelivered.map(({ title }) => title.zh)).toEqual([]);
  expect(
    await world.deps.models.outbox
      .find({ projectId: world.projectId, template: { $in: ['tasks.unknown-event', 'tasks.refused-by-rule'] } })
      .lean(),
  ).toEqual([]);
});

test('2-contract: sale: one that is cancelled ends its signing and its mortgage; then nothing can be signed', async () => {
  const sale = await subscribed('linjiang-1-1103');
  const http = await world.http();
  expect(
    (await sale.cancel('consultant-a1', { reason: '客户放弃', by: 'client', applicationFileId: 'F-1' })).status,
  ).toBe(200);
  expect(
    (await sale.step('manager-1', 'decide-fault', { fault: 'none', reason: '协商', evidenceIds: [] })).status,
  ).toBe(200);
  const signing = await SigningDriver.of(world, sale.key);
  await eventually(async () => (await signing.read()).status === 'cancelled');
  await eventually(
    async () => (await http.as('manager-1').get(`/v1/mortgages/${sale.key}`)).body.status === 'cancelled',
  );
  expect((await signing.sign({ draftHash: 'none' })).body.code).toBe('after-sign-by');
  expect((await http.as('manager-1').post('/v1/signings', { saleKey: sale.key, reason: '重开' })).body.code).toBe(
    'already-running',
  );
});

test('2-contract: mortgage: rescind: the bank refuses before the contract is signed: the sale is cancelled, nobody decides, the deposit goes back', async () => {
  const sale = await subscribed('linjiang-1-1104');
  const http = await world.http();
  const loan = (who: string, step: string, body: object) =>
    http.as(who).post(`/v1/sales/${sale.key}/mortgage/${step}`, body);
  const { loanFen } = (await http.as('consultant-a1').get(`/v1/mortgages/${sale.key}`)).body;
  await loan('consultant-a1', 'choose-bank', { bankId: 'ccb', loanFen, insurance: 'open' });
  const refused = { eventId: 'refused-1', bankId: 'ccb', decision: 'refused', amountFen: 0 };
  expect((await loan('finance-1', 'record-approval', refused)).body.status).toBe('remedy');

  const more = await bookForTest(world, sale.key, { house: 100 });
  const rescind = () => loan('consultant-a1', 'choose-remedy', { remedy: 'rescind', statementFileId: 'F-9' });
  expect((await rescind()).body.code).toBe('deal-change-needed');
  await world.deps.models.connection
    .collection('ledger_lines')
    .updateMany({ paymentId: more }, { $set: { reversed: true } });

  expect(await rescind()).toMatchObject({ status: 200, body: { status: 'cancelled', outcome: 'rescind' } });
  const subscription = await sale.read();
  expect(subscription).toMatchObject({
    status: 'paying-back',
    settlement: { fault: 'none', returnedFen: 2_000_000, keptFen: 0, evidenceIds: ['F-9'] },
  });
  expect(subscription.openSteps.map(({ name }: { name: string }) => name)).toEqual(['pay-back']);
  expect((await sale.step('finance-1', 'pay-back', { amountFen: 2_000_000, method: 'cash' })).status).toBe(200);
  expect((await http.as('manager-1').get(`/v1/sales/${sale.key}`)).body).toMatchObject({
    status: 'cancelled',
    cancel: { applicationFileId: 'F-9', askedBy: 'consultant-a1' },
  });
  const signing = await SigningDriver.of(world, sale.key);
  await eventually(async () => (await signing.read()).status === 'cancelled');
  expect(await world.deps.models.units.findById(world.idOf(sale.unitId)).lean()).toMatchObject({
    status: 'available',
  });
});

test('2-contract: mortgage: rescind: a signed contract is undone by a deal change', async () => {
  const sale = await subscribed('linjiang-1-1201');
  const http = await world.http();
  const loan = (who: string, step: string, body: object) =>
    http.as(who).post(`/v1/sales/${sale.key}/mortgage/${step}`, body);
  const { loanFen } = (await http.as('consultant-a1').get(`/v1/mortgages/${sale.key}`)).body;
  await loan('consultant-a1', 'choose-bank', { bankId: 'ccb', loanFen, insurance: 'open' });
  const signing = await SigningDriver.of(world, sale.key);
  await signing.upTo('lawyer-check');
  await loan('finance-1', 'record-approval', { eventId: 'r-2', bankId: 'ccb', decision: 'refused', amountFen: 0 });
  const rescinded = await loan('consultant-a1', 'choose-remedy', { remedy: 'rescind', statementFileId: 'F-9' });
  expect(rescinded).toMatchObject({ status: 409, body: { code: 'deal-change-needed' } });
});
