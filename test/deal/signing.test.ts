import { bookForTest, SigningDriver } from '../harness/signing-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';

let world: Project;
beforeAll(async () => {
  world = await openProject();
});

/** The sale S-1 of the tests: 2,000,000.00, down payment 600,000.00 with the deposit, loan 1,400,000.00. */
const S1 = { priceFen: 200_000_000, downPaymentFen: 60_000_000, loanFen: 140_000_000 };

const noticesOf = (key: string, template: string) =>
  world.deps.models.outbox.find({ workflowId: `signing:${key}`, template }).lean();

test('2-contract: signing 1: signed, checked, approved, paid, settled and stamped it is effective', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-1', S1);
  await signing.upTo('settle');
  expect((await signing.step('finance-1', 'stamp')).body.code).toBe('step-not-open');
  expect((await signing.step('finance-1', 'settle', { paymentIds: [] })).body.code).toBe('money-missing');
  const paymentId = await bookForTest(world, signing.key, { house: 58_000_000, 'maintenance-fund': 2_000_000 });
  expect((await signing.step('finance-1', 'settle', { paymentIds: ['P-unknown'] })).body.code).toBe(
    'money-missing',
  );
  expect((await signing.step('finance-1', 'settle', { paymentIds: [paymentId] })).status).toBe(200);
  const stamped = await signing.step('finance-1', 'stamp');
  expect(stamped.body).toMatchObject({
    status: 'effective',
    settled: { paidFen: 60_000_000, fundPaidFen: 2_000_000 },
  });
  expect(stamped.body.copies.map((copy: { for: string }) => copy.for)).toEqual([
    'client',
    'company',
    'bank',
    'office',
  ]);

  const inbox = await signing.http.as('assistant-1').get(`/v1/tasks?saleKey=${signing.key}&process=signing`);
  expect(inbox.body.items).toEqual([expect.objectContaining({ step: 'receive-register' })]);
  const plans = await world.deps.models.connection
    .collection('payment_plans')
    .find({ saleKey: signing.key })
    .toArray();
  expect(plans).toEqual([
    expect.objectContaining({
      version: 1,
      rows: expect.arrayContaining([expect.objectContaining({ kind: 'loan', amountFen: 140_000_000 })]),
    }),
  ]);
  expect((await noticesOf(signing.key, 'signing.stamped')).length).toBe(1);

  expect((await signing.step('service-1', 'close-file', { fileIds: ['F-1', 'F-2'] })).body.status).toBe(
    'effective',
  );
  expect((await signing.step('assistant-1', 'receive-register')).body.status).toBe('closed');
});

test('2-contract: signing 2: the fund is 1 % of the price, half up to a fen, and no other sum', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-2', {
    priceFen: 123_456_789,
    downPaymentFen: 23_456_789,
    loanFen: 100_000_000,
  });
  await signing.upTo('explain');
  await bookForTest(world, signing.key, { house: 21_456_789, 'maintenance-fund': 1_234_567 });
  const short = await signing.step('finance-1', 'settle', { paymentIds: [] });
  expect(short).toMatchObject({
    status: 409,
    body: { code: 'fund-mismatch', fundDueFen: 1_234_568, fundPaidFen: 1_234_567 },
  });
  await bookForTest(world, signing.key, { 'maintenance-fund': 1 });
  expect((await signing.step('finance-1', 'settle', { paymentIds: [] })).status).toBe(200);
});

test('2-contract: signing 3: a contract typed for another unit is refused', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-3', S1);
  expect((await signing.prepare()).body.code).toBe('step-not-open');
  await signing.alert();
  expect((await signing.prepare({ unitNo: '1-1202' })).body.code).toBe('unit-mismatch');
  const unbalanced = {
    kind: 'mortgage',
    downPercent: 30,
    downPaymentFen: 60_000_000,
    downPaymentBy: '2030-01-01',
    loanFen: 139_999_999,
  };
  expect((await signing.prepare({ plan: unbalanced })).body.code).toBe('plan-unbalanced');
  expect((await signing.prepare({ terms: { latePaymentPpm: 200 } })).body).toMatchObject({
    status: 'prepared',
    draft: { terms: { latePaymentPpm: 200, lateDeliveryPpm: 100, addressClause: true } },
  });
});

test('2-contract: signing 4: a special term makes a new draft, the old one can no longer be signed', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-4', S1);
  await signing.upTo('sign');
  const oldHash = signing.draftHash;
  const asked = await signing.step('service-1', 'record-special-terms', {
    terms: [{ clause: '第八条', wanted: '改为一百八十日' }],
  });
  expect(asked.body.status).toBe('terms-open');
  expect((await signing.sign()).body.code).toBe('terms-open');
  expect((await signing.prepare()).body.code).toBe('terms-open');
  const decided = { eventId: 'SR-1', decision: 'granted', note: '特殊申请单 1 号，营销经理批准' };
  expect((await signing.step('service-1', 'record-term-decided', decided)).status).toBe(200);
  expect((await signing.prepare()).body.status).toBe('prepared');
  expect(signing.draftHash).not.toBe(oldHash);
  expect((await signing.explain({ draftHash: oldHash })).body.code).toBe('draft-changed');
  expect((await signing.explain()).body.status).toBe('accepted');
  expect((await signing.sign({ draftHash: oldHash })).body.code).toBe('draft-changed');
  expect((await signing.sign({ signerClientIds: ['client-002'] })).body.code).toBe('signer-not-authorised');
  expect((await signing.sign({ penChecked: false })).body.code).toBe('validation-failed');
  expect((await signing.sign({ signedAt: '2020-01-01T10:00:00+08:00' })).body.code).toBe('date-in-past');
  expect((await signing.sign()).body.status).toBe('signed');
});

test('2-contract: signing: the contract is explained with a consultant and a lawyer of the project', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-5', S1);
  await signing.upTo('explain');
  const without = (present: string[]) => signing.explain({ present });
  expect(await without(['client-001', 'consultant-a1'])).toMatchObject({
    status: 409,
    body: { code: 'explainer-missing', missing: ['lawyer'], errors: [{ field: 'present' }] },
  });
  expect((await without(['client-001', 'lawyer-1'])).body.missing).toEqual(['consultant']);
  expect((await without(['client-001', 'consultant-x', 'service-1'])).body.missing).toEqual([
    'consultant',
    'lawyer',
  ]);
  expect((await signing.read()).status).toBe('prepared');
  expect((await signing.explain()).body.status).toBe('accepted');
});

test('2-contract: signing: after three changes of the appointment only the manager puts it off', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-6', S1);
  await signing.alert();
  const later = async (days: number) => ({
    signingAt: new Date((await signing.now()) + days * 86_400_000).toISOString(),
    reason: '客户出差',
  });
  for (const days of [1, 2, 3])
    expect((await signing.step('service-1', 'reschedule', await later(days))).status).toBe(200);
  expect((await signing.step('service-1', 'reschedule', await later(4))).status).toBe(403);
  expect((await signing.step('manager-1', 'reschedule', await later(4))).status).toBe(200);
  expect((await noticesOf(signing.key, 'signing.appointment-changed')).length).toBe(4);
});

test('2-contract: signing: a check that is not passed voids the copies; nobody checks their own work', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-7', S1);
  await signing.upTo('lawyer-check');
  await world.deps.models.staff.updateOne(
    { _id: world.idOf('service-1') },
    { $addToSet: { roles: 'service-supervisor' } },
  );
  const own = await (await world.http())
    .as('service-1')
    .post(`/v1/signings/${signing.key}/supervisor-check`, { ok: true, note: '自审' });
  expect([403, 409]).toContain(own.status);
  await world.deps.models.staff.updateOne(
    { _id: world.idOf('service-1') },
    { $pull: { roles: 'service-supervisor' } },
  );
  const returned = await signing.step('lawyer-1', 'lawyer-check', {
    contractOk: true,
    mortgagePapersOk: false,
    note: '月薪证明未盖章',
  });
  expect(returned.body).toMatchObject({ status: 'prepared', copyNos: [] });
  expect(returned.body.copies.every((copy: { void: boolean }) => copy.void)).toBe(true);
  await signing.explain();
  expect((await signing.sign()).body.copyNos).toEqual([5, 6, 7, 8]);
});

test('2-contract: a phase that has begun is not begun again; one whose sale is unknown is not found', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-8', S1);
  const reopen = (saleKey: string) =>
    signing.http.as('manager-1').post('/v1/signings', { saleKey, reason: '重新开启' });
  expect((await reopen('S-UNKNOWN')).status).toBe(404);
});
