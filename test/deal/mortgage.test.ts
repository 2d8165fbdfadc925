import { LOAN_SALE, MortgageDriver } from '../harness/mortgage-driver';
import { dateIn } from '../harness/sale-driver';
import { bookForTest } from '../harness/signing-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually, makeWorld } from '../harness/world';

let world: Project;
beforeAll(async () => {
  world = await openProject();
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const noticesOf = (key: string, ...templates: string[]) =>
  world.deps.models.outbox
    .find({ workflowId: `mortgage:${key}`, template: { $in: templates } })
    .sort({ queuedAt: 1 })
    .lean();
const stepNames = (body: { openSteps: { name: string }[] }) => body.openSteps.map(({ name }) => name);

test('2-contract: mortgage 1: the client is told three days and one day before; a moved visit is told anew', async () => {
  const loan = await MortgageDriver.begin(world, 'S-LOAN-1');
  await loan.chooseBank();
  const { visit } = (await loan.appoint(10 * DAY)).body;
  const visitAt = Date.parse(visit.at);
  await world.fastForward('8 days');
  const [first, ...none] = await noticesOf(loan.key, 'mortgage.visit-notice');
  expect(none).toEqual([]);
  expect(first?.queuedAt.getTime()).toBe(visitAt - 3 * DAY);
  expect(first?.text).toContain('身份证、收入证明');

  const moved = await loan.appoint(6 * DAY);
  const newAt = Date.parse(moved.body.visit.at);
  expect((await noticesOf(loan.key, 'mortgage.appointment-changed')).length).toBe(1);
  await world.fastForward('5 days');
  await world.fastForward('10 hours');
  const told = await noticesOf(loan.key, 'mortgage.visit-notice');
  expect(told.map(({ queuedAt }) => queuedAt.getTime())).toEqual([visitAt - 3 * DAY, newAt - 3 * DAY, newAt - DAY]);
}, 120_000);

test('2-contract: mortgage 2: approved by list, the invoice is asked for two workdays on; a line again changes nothing', async () => {
  const loan = await MortgageDriver.begin(world, 'S-LOAN-2');
  await loan.signAtBank();
  const approved = { saleKey: loan.key, amountFen: LOAN_SALE.loanFen, decision: 'approved' };
  const stranger = { saleKey: 'S-UNKNOWN', amountFen: 1, decision: 'approved' };
  const answer = await loan.bankList('approval', [approved, stranger]);
  expect(answer).toMatchObject({ status: 201, body: { matched: [loan.key], unmatched: ['S-UNKNOWN'] } });
  const { revBefore, due } = await loan.read().then((body) => ({
    revBefore: body.rev,
    due: body.openSteps.find(({ name }: { name: string }) => name === 'issue-invoice').due,
  }));
  expect(new Date(due).getTime() % DAY).toBe(16 * HOUR);
  const tasks = await loan.http.as('finance-1').get('/v1/tasks?step=unmatched-line');
  expect(tasks.body.items).toEqual([expect.objectContaining({ key: 'S-UNKNOWN' })]);

  await loan.bankList('approval', [approved]);
  expect((await loan.read()).rev).toBe(revBefore);
  await loan.bankList('approval', [{ ...approved, amountFen: 130_000_000 }]);
  const differing = await loan.read();
  expect(differing).toMatchObject({ status: 'approved', approval: { amountFen: LOAN_SALE.loanFen } });
  expect(stepNames(differing)).toContain('check-figures');
  expect((await loan.step('finance-1', 'check-figures', { note: '银行笔误' })).status).toBe(200);

  expect((await loan.bankList('approval', [approved], { bankId: 'nobody' })).body.code).toBe('not-a-partner-bank');
  expect(
    (
      await loan.http.as('service-1').post('/v1/bank-lists', {
        kind: 'approval',
        bankId: 'ccb',
        listNo: 'X',
        receivedOn: '2026-02-13',
        items: [approved],
      })
    ).status,
  ).toBe(403);
});

test('2-contract: mortgage 3: too little approved is remedied by more paid down', async () => {
  const loan = await MortgageDriver.begin(world, 'S-LOAN-3');
  await loan.signAtBank();
  const approval = { eventId: 'CCB-1', bankId: 'ccb', decision: 'approved', amountFen: 100_000_000 };
  expect((await loan.event('approval', approval)).body).toMatchObject({ status: 'remedy' });
  expect((await noticesOf(loan.key, 'mortgage.refused')).length).toBe(1);
  const remedy = await loan.step('consultant-a1', 'choose-remedy', {
    remedy: 'larger-down-payment',
    statementFileId: 'F-1',
  });
  expect(remedy.body).toMatchObject({ status: 'remedy', remedy: { planChangeFen: 40_000_000 } });

  const plan = {
    kind: 'mortgage',
    downPercent: 50,
    downPaymentFen: 100_000_000,
    downPaymentBy: '2030-01-01',
    loanFen: 100_000_000,
  };
  await loan.tell('terms-changed', { terms: { ...loan.terms, plan } });
  const mended = await eventually(async () => {
    const body = await loan.read();
    return body.status === 'approved' && body;
  });
  expect(stepNames(mended)).toContain('issue-invoice');
});

test('2-contract: mortgage 4: one release however often it is told; a payment of another amount is not the loan', async () => {
  const loan = await MortgageDriver.begin(world, 'S-LOAN-4');
  await loan.signAtBank();
  await loan.event('approval', {
    eventId: 'CCB-A',
    bankId: 'ccb',
    decision: 'approved',
    amountFen: LOAN_SALE.loanFen,
  });
  const invoice = (amountFen: number) =>
    loan.step('finance-1', 'issue-invoice', { kind: 'full-price', invoiceNo: 'FP-1', amountFen });
  expect((await invoice(LOAN_SALE.loanFen)).body.code).toBe('invoice-amount-mismatch');
  expect((await invoice(LOAN_SALE.priceFen)).body.status).toBe('invoiced');
  const delivery = { invoiceNo: 'FP-1', copyNo: 3, receivedBy: '毕经理', deliveredOn: '2026-03-10' };
  expect((await loan.step('service-1', 'deliver-to-bank', delivery)).body.code).toBe('contract-not-certified');
  const copies = world.deps.models.connection.collection<{ _id: string }>('contract_copies');
  await copies.insertOne({
    _id: `${loan.key}:3`,
    saleKey: loan.key,
    no: 3,
    for: 'bank',
    holder: 'customer-service',
    void: false,
  } as never);
  expect((await loan.step('service-1', 'deliver-to-bank', delivery)).body.status).toBe('delivered');
  expect(await copies.findOne({ _id: `${loan.key}:3` })).toMatchObject({ holder: `bank:${world.idOf('ccb')}` });

  const release = { eventId: 'CCB-R', amountFen: LOAN_SALE.loanFen, on: '2026-03-20', receiptNo: 'FK-1' };
  expect((await loan.event('released', release)).body.status).toBe('released');
  await loan.event('released', release);
  const listed = await loan.bankList('release', [
    { saleKey: loan.key, amountFen: LOAN_SALE.loanFen, receiptNo: 'FK-1' },
  ]);
  expect(listed.body.matched).toEqual([loan.key]);
  expect((await noticesOf(loan.key, 'mortgage.released')).length).toBe(1);
  expect(
    (await loan.event('registered', { eventId: 'CCB-G', registrationNo: 'DY-1', on: '2026-03-19' })).body,
  ).toMatchObject({
    status: 'released',
    registration: { registrationNo: 'DY-1' },
  });

  const short = await bookForTest(world, loan.key, { house: 139_999_990 });
  expect((await loan.step('finance-1', 'reconcile', { paymentId: short })).body.code).toBe('wrong-amount');
  expect(stepNames(await loan.read()).filter((name) => name === 'reconcile')).toEqual(['reconcile']);
  const whole = await bookForTest(world, loan.key, { house: LOAN_SALE.loanFen });
  expect((await loan.step('finance-1', 'reconcile', { paymentId: whole })).body.status).toBe('settled');
});

test('2-contract: mortgage: what may not be borrowed, and of whom', async () => {
  const loan = await MortgageDriver.begin(world, 'S-LOAN-5');
  expect((await loan.chooseBank({ bankId: 'nobody' })).body.code).toBe('not-a-partner-bank');
  expect((await loan.chooseBank({ loanFen: 171_000_000 })).body.code).toBe('down-payment-too-low');
  expect((await loan.chooseBank({ loanFen: 130_000_000 })).body.code).toBe('wrong-amount');
});

/** Banks are the company's: who counts them wants no other project's beside them. */
test('2-contract: mortgage: a bank that is no partner any more lends nothing; too few partners are refused', async () => {
  const world = await makeWorld();
  const loan = await MortgageDriver.begin(world, 'S-LOAN-5');
  const bank = {
    name: '农村信用社',
    branch: '临江分社',
    contactName: '郝经理',
    contactPhone: '139-0000-8003',
    partner: false,
    products: [],
    rev: 1,
  };
  const admin = loan.http.as('admin-1');
  expect((await loan.http.as('finance-1').put('/v1/banks/rcu', bank)).status).toBe(403);
  expect((await admin.put('/v1/banks/rcu', bank)).body).toMatchObject({ partner: false });
  expect((await admin.put('/v1/banks/abc', { ...bank, name: '农业银行' })).body.code).toBe('too-few-banks');
  expect((await loan.chooseBank({ bankId: 'rcu' })).body.code).toBe('not-a-partner-bank');
  await world.stop();
});

test('2-contract: mortgage: an approval before the bank is known waits; the visit goes with the day of signing', async () => {
  const loan = await MortgageDriver.begin(world, 'S-LOAN-6');
  const early = await loan.event('approval', {
    eventId: 'CCB-E',
    bankId: 'ccb',
    decision: 'approved',
    amountFen: LOAN_SALE.loanFen,
  });
  expect(early).toMatchObject({ status: 202, body: { status: 'choosing' } });
  const signingAt = (await world.deps.businessNow(world.projectId)) + 5 * DAY;
  await loan.tell('signing-set', { signingAt });
  await eventually(async () => (await loan.read()).signingAt);
  await loan.chooseBank();
  await eventually(async () => (await loan.read()).status === 'approved');
  const settled = await loan.read();
  expect(Date.parse(settled.visit.at)).toBe(signingAt);
});

test('2-contract: mortgage: papers wanted and arrears become tasks, recorded by hand once', async () => {
  const loan = await MortgageDriver.begin(world, 'S-LOAN-7');
  await loan.chooseBank();
  const wanted = { eventId: 'CCB-P', papers: ['收入证明', '流水'], dueOn: '2030-05-08' };
  expect((await loan.step('service-1', 'record-papers-wanted', wanted)).status).toBe(200);
  expect((await loan.event('papers-wanted', wanted)).body.papersWanted.length).toBe(1);
  const deliveredOn = await dateIn(world, 0);
  expect(
    stepNames((await loan.step('service-1', 'deliver-papers', { papers: ['收入证明'], deliveredOn })).body),
  ).toContain('deliver-papers');
  expect(
    stepNames((await loan.step('service-1', 'deliver-papers', { papers: ['收入证明', '流水'], deliveredOn })).body),
  ).not.toContain('deliver-papers');
  await loan.event('arrears', { eventId: 'CCB-3', months: 3, amountFen: 2_400_000 });
  const told = await noticesOf(loan.key, 'mortgage.arrears');
  expect(
    world
      .toNames(told)
      .map(({ staffId }) => staffId)
      .sort(),
  ).toEqual(['lawyer-1', 'manager-1', 'manager-2', 'service-1']);
});

test('2-contract: mortgage: not signed at the bank: asked again, not eligible needs a remedy, another bank begins anew', async () => {
  const loan = await MortgageDriver.begin(world, 'S-LOAN-8');
  await loan.chooseBank();
  await loan.appoint(HOUR);
  const call = (body: object) => loan.step('consultant-a1', 'confirm-by-phone', body);
  expect((await call({ result: 'no-show', reason: '堵车' })).body.code).toBe('step-not-open');
  await world.fastForward('2 hours');
  expect((await call({ result: 'signed' })).body.code).toBe('validation-failed');
  const missed = await call({ result: 'no-show', reason: '堵车' });
  expect(missed.body.status).toBe('not-signed');
  expect(stepNames(missed.body)).toEqual(expect.arrayContaining(['set-appointment', 'query-eligibility']));
  const query = await loan.step('consultant-a1', 'query-eligibility', { result: 'not-eligible', note: '征信不良' });
  expect(query.body.status).toBe('remedy');
  const other = await loan.step('consultant-a1', 'choose-remedy', { remedy: 'other-bank', statementFileId: 'F-2' });
  expect(other.body.status).toBe('choosing');
  expect((await loan.chooseBank({ bankId: 'abc' })).body).toMatchObject({ status: 'choosing', bankId: 'abc' });
  expect(
    (await loan.event('approval', { eventId: 'X', bankId: 'ccb', decision: 'approved', amountFen: 1 })).body,
  ).toMatchObject({ status: 'choosing' });
  expect(stepNames(await loan.read())).toContain('check-figures');
  expect(
    (await loan.step('consultant-a1', 'choose-remedy', { remedy: 'rescind', statementFileId: 'F-3' })).body.code,
  ).toBe('step-not-open');
});

test('2-contract: mortgage: what is entered by hand has happened; refused after the release is for finance to clear up', async () => {
  const loan = await MortgageDriver.begin(world, 'S-loan-late-word');
  await loan.signAtBank();
  const tomorrow = await dateIn(world, 1);
  const released = { eventId: 'late-1', amountFen: LOAN_SALE.loanFen, receiptNo: 'FK-1' };
  const early = await loan.step('service-1', 'record-released', { ...released, on: tomorrow });
  expect(early.body).toMatchObject({ code: 'validation-failed', errors: [{ field: 'on' }] });
  const on = await dateIn(world, 0);
  expect((await loan.step('service-1', 'record-released', { ...released, on })).body.status).toBe('released');
  const refused = { eventId: 'late-2', bankId: 'ccb', decision: 'refused', amountFen: 0 };
  const after = await loan.step('finance-1', 'record-approval', refused);
  expect(after.body).toMatchObject({
    status: 'released',
    differences: [{ what: expect.stringContaining('未通过') }],
  });
});
