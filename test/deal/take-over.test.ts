import { ulid } from 'ulid';
import { sweepCollections } from '../../activities/bulk/money/sweep';
import { addDays, isWorkday } from '../../workflows/kernel/calendar';
import { deadlineAfter } from '../../workflows/kernel/period';
import type { Http, Reply } from '../harness/http';
import { iso, SigningDriver } from '../harness/signing-driver';
import { eventually, makeWorld, type World } from '../harness/world';
import { inDays } from '../money/money';

let world: World;
let http: Http;
beforeAll(async () => {
  world = await makeWorld();
  http = await world.http();
});
afterAll(() => world.stop());

const DAY = 86_400_000;
const now = () => world.deps.businessNow(world.projectId);

/** A contract stamped on paper: 1,200,000.00 in two instalments, the second 20 days late. */
async function paper(unitId: string, more: object = {}): Promise<object> {
  const at = await now();
  return {
    projectId: 'linjiang',
    unitId,
    buyers: ['client-001'],
    consultantId: 'consultant-a1',
    priceFen: 120_000_000,
    depositFen: 2_000_000,
    plan: {
      kind: 'instalment',
      rows: [
        { dueBy: await inDays(world, -60), amountFen: 50_000_000 },
        { dueBy: await inDays(world, -20), amountFen: 70_000_000 },
      ],
    },
    signBy: await inDays(world, -80),
    phase: 'collection',
    contract: {
      no: `ZZ-${unitId}`,
      signedAt: iso(at - 80 * DAY),
      stampedAt: iso(at - 79 * DAY),
      terms: { latePaymentPpm: 100, serviceAddress: '江城市滨江路8号', addressClause: true },
    },
    payments: [
      payment('cash', 2_000_000, at - 85 * DAY, `收-${unitId}-1`),
      payment('transfer', 48_000_000, at - 61 * DAY, `收-${unitId}-2`, `T-${unitId}`),
    ],
    reason: '纸质台账转入',
    ...more,
  };
}

function payment(method: string, amountFen: number, at: number, receiptNo: string, reference?: string): object {
  return { account: 'house', amountFen, method, reference, receivedAt: iso(at), receiptNo };
}

/** Subscribed on paper, to be signed in a week, with a loan. */
async function unsigned(unitId: string, more: object = {}): Promise<object> {
  const { contract: _unsigned, ...deal } = (await paper(unitId)) as Record<string, unknown>;
  return {
    ...deal,
    phase: 'signing',
    plan: {
      kind: 'mortgage',
      downPercent: 40,
      downPaymentFen: 48_000_000,
      downPaymentBy: await inDays(world, 10),
      loanFen: 72_000_000,
    },
    signBy: await inDays(world, 7),
    payments: [payment('cash', 2_000_000, (await now()) - DAY, `收-${unitId}-1`)],
    ...more,
  };
}

const takeOver = (deal: object, options?: { key: string }) =>
  http.as('admin-1').post('/v1/sales/take-over', deal, options);
/** And wait until the open processes have moved. */
async function publish(year: object): Promise<void> {
  const { status, body } = await http.as('admin-1').post('/v1/calendar/years', year);
  expect(status).toBe(202);
  await world.deps.client.workflow.getHandle(body.workflowId).result();
}
const confirm = (key: string, owedFen: number, who = 'finance-1') =>
  http.as(who).post(`/v1/sales/${key}/confirm-ledger`, { owedFen });
const fieldsOf = ({ body }: Reply) => (body.errors ?? []).map(({ field }: { field: string }) => field);
const rowsOf = (collection: string, filter: object) =>
  world.deps.models.connection.collection(collection).find(filter).toArray();
const unitOf = (id: string) => world.deps.models.units.findById(id).lean();

test('2-contract: sale 5: taken over with arrears: no case until confirm-ledger, then the sweep opens one', async () => {
  const unitId = 'linjiang-2-1101';
  const taken = await takeOver(await paper(unitId));
  expect(taken).toMatchObject({
    status: 201,
    body: {
      status: 'performing',
      ledgerUnconfirmed: true,
      contractNo: `ZZ-${unitId}`.toUpperCase(),
      ownerId: 'consultant-a1',
    },
  });
  const { id: key } = taken.body;
  expect(taken.headers.get('location')).toBe(`/v1/sales/${key}`);
  expect(taken.body.phases).toMatchObject({
    signing: { status: 'done', open: false },
    filing: { status: 'done', open: false },
  });

  await sweepCollections(world.deps, world.projectId, '');
  const run = await http.as('service-1').post('/v1/collection-runs', {
    projectId: 'linjiang',
    month: (await inDays(world, 0)).slice(0, 7),
  });
  await eventually(
    async () => (await http.as('service-1').get(`/v1/collection-runs/${run.body.id}`)).body.status !== 'building',
  );
  expect(await rowsOf('collection_lines', { saleKey: key })).toEqual([]);
  const byHand = () => http.as('service-1').post('/v1/collection-cases', { saleKey: key, reason: '逾期' });
  expect((await byHand()).body.code).toBe('ledger-unconfirmed');

  const task = taken.body.openSteps.find(({ name }: { name: string }) => name === 'confirm-ledger');
  const calendar = await http
    .as('finance-1')
    .get(
      `/v1/calendar/deadline?from=${encodeURIComponent(taken.body.startedAt)}&period=3%20workdays&calendar=statutory`,
    );
  expect(new Date(task.due).getTime()).toBe(new Date(calendar.body.at).getTime());
  expect((await confirm(key, 70_000_000, 'admin-1')).status).toBe(403);
  expect((await confirm(key, 69_999_999)).body).toMatchObject({ code: 'wrong-amount', ledgerOwesFen: 70_000_000 });
  const confirmed = await confirm(key, 70_000_000);
  expect(confirmed).toMatchObject({
    status: 200,
    body: { ledgerConfirmed: { owedFen: 70_000_000, by: 'finance-1' } },
  });
  expect(confirmed.body.ledgerUnconfirmed).toBeUndefined();
  expect((await confirm(key, 70_000_000)).body.code).toBe('step-not-open');

  await sweepCollections(world.deps, world.projectId, '');
  const cases = await http.as('service-1').get(`/v1/collection-cases?saleKey=${key}`);
  expect(cases.body.items).toMatchObject([{ overdueFen: 70_000_000, open: true }]);
});

/** Taken over while the policy says so. */
async function contactWithin(contact: string, unitId: string): Promise<Reply['body']> {
  const { settings } = world.deps;
  const { policyOf } = settings;
  settings.policyOf = (process, projectId) => ({
    ...policyOf(process, projectId),
    ...(process === 'sale' ? { contact } : {}),
  });
  const { body } = await takeOver(await paper(unitId));
  settings.policyOf = policyOf;
  return body;
}

test('2-contract: sale 4: due in a year that is not published: calendarKnown false; published, it moves, and the history has before, after and why', async () => {
  // the contact is due in June, five years on
  const months = 66 - Number((await inDays(world, 0)).slice(5, 7));
  const taken = await contactWithin(`${months} months`, 'linjiang-2-1001');
  const contact = async () => {
    const { body: sale } = await http.as('consultant-a1').get(`/v1/sales/${taken.id}`);
    const { body: timeline } = await http.as('consultant-a1').get(`/v1/sales/${taken.id}/timeline`);
    const task = sale.openSteps.find(({ name }: { name: string }) => name === 'contact');
    const entry = timeline.entries.find(({ at }: { at: string }) => at === task.due);
    return { task, entry, history: sale.history };
  };
  const before = await contact();
  expect(before.task).toMatchObject({ calendarKnown: false });
  expect(before.entry).toMatchObject({ kind: 'due', calendarKnown: false, why: expect.stringContaining('民法典') });

  const lastDay = addDays(before.task.due.slice(0, 10), -1);
  const year = lastDay.slice(0, 4);
  const holidays = { [lastDay]: '停工日' };
  const published = { projectId: 'linjiang', year, holidays, makeupDays: {} };
  expect((await http.as('consultant-a1').post('/v1/calendar/years', published)).status).toBe(403);
  await publish(published);

  const after = await contact();
  const calendar = await world.deps.calendarOf('linjiang');
  let workday = addDays(lastDay, 1);
  while (!isWorkday(workday, calendar)) workday = addDays(workday, 1);
  expect(after.task).toMatchObject({ calendarKnown: true, due: `${addDays(workday, 1)}T00:00:00.000+08:00` });
  expect(after.entry).toMatchObject({ kind: 'due', calendarKnown: true, why: expect.stringContaining('停工日') });
  expect(after.history.at(-1)).toMatchObject({
    action: 'adopt',
    actor: { staffId: 'admin-1' },
    notes: {
      reason: `公布 ${year} 年节假日安排`,
      moved: [
        {
          task: 'contact',
          before: before.task.due,
          after: after.task.due,
          why: expect.stringContaining(`${lastDay} 停工日`),
        },
      ],
    },
  });
  const task = await world.deps.models.tasks.findOne({ workflowId: taken.workflowId, step: 'contact' }).lean();
  expect(task?.due?.getTime()).toBe(Date.parse(after.task.due));
});

test('2-contract: sale 4: a task due before that year stays, and its escalations that fall in it move', async () => {
  const year = Number((await inDays(world, 0)).slice(0, 4)) + 7;
  const lastDay = Date.parse(`${year}-12-31T12:00:00Z`);
  const days = Math.round((lastDay - Date.parse(`${await inDays(world, 0)}T12:00:00Z`)) / DAY);
  const taken = await contactWithin(`${days} days`, 'linjiang-2-1002');
  const escalations = async () => {
    const record = await world.deps.models.records('sales').findById(taken.id).lean();
    const task = record?.openSteps.find(({ step }) => step === 'contact');
    return { due: task?.due ?? 0, at: task?.escalations.map(({ at }) => iso(at)) };
  };
  const before = await escalations();
  const holidays = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [`${year + 1}-01-0${day}`, '停工日']));
  const published = { projectId: 'linjiang', year: String(year + 1), holidays, makeupDays: {} };
  await publish(published);

  const after = await escalations();
  expect(after.due).toBe(before.due);
  const calendar = await world.deps.calendarOf('linjiang');
  const counted = ['1 workday', '3 workdays'].map((period) => iso(deadlineAfter(before.due, period, calendar).at));
  expect(after.at).toEqual(counted);
  const sale = await http.as('consultant-a1').get(`/v1/sales/${taken.id}`);
  expect(sale.body.history.at(-1).notes.moved).toMatchObject(
    counted.map((at, nth) => ({ task: 'contact', before: before.at?.[nth], after: at })),
  );
});

test('2-contract: sale: taken over, money stands in the ledger with its paper receipts, the unit is signed and delivered', async () => {
  const unitId = 'linjiang-2-1102';
  const at = await now();
  const deliveredOn = await inDays(world, -3);
  const both = { method: 'transfer', reference: 'T-both', receivedAt: iso(at - 61 * DAY) };
  const deal = await paper(unitId, {
    phase: 'title-deed',
    deliveredOn,
    filing: { no: 'BA-1', archivedOn: await inDays(world, -50) },
    payments: [
      payment('cash', 2_000_000, at - 85 * DAY, '收-a'),
      { ...both, account: 'house', amountFen: 48_000_000, receiptNo: '收-b' },
      { ...both, account: 'maintenance-fund', amountFen: 1_200_000, receiptNo: '收-c' },
    ],
  });
  const { body } = await takeOver(deal);
  const payments = await http.as('finance-1').get(`/v1/payments?saleKey=${body.id}`);
  expect(payments.body.items.map(({ amountFen }: { amountFen: number }) => amountFen).sort()).toEqual([
    2_000_000, 49_200_000,
  ]);
  const receipts = payments.body.items.flatMap(({ splits }: { splits: { receiptNo: string }[] }) =>
    splits.map(({ receiptNo }) => receiptNo),
  );
  expect(receipts.sort()).toEqual(['收-A', '收-B', '收-C']);
  expect(await world.deps.models.documents.find({ saleKey: body.id }).lean()).toEqual([]);
  const ledger = await http.as('finance-1').get(`/v1/ledgers/${body.id}`);
  expect(JSON.stringify(ledger.body)).toContain('"openFen":70000000');
  expect(await unitOf(unitId)).toMatchObject({
    status: 'signed',
    saleKey: body.id,
    deliveredOn,
    ownerClientId: 'client-001',
  });
  expect(await rowsOf('unit_log', { unitId })).toMatchObject([
    { process: `sale:${body.id}`, after: { status: 'signed', saleKey: body.id } },
  ]);
  expect(body.contractTerms).toMatchObject({ latePaymentPpm: 100, serviceAddress: '江城市滨江路8号' });
  expect(await rowsOf('contract_copies', { saleKey: body.id })).toHaveLength(4);
  const reopen = { saleKey: body.id, reason: '重开' };
  expect((await http.as('manager-1').post('/v1/signings', reopen)).body.code).toBe('already-running');
  const timeline = await http.as('manager-1').get(`/v1/sales/${body.id}/timeline`);
  const ahead = timeline.body.entries.filter(({ kind }: { kind: string }) => kind === 'expected');
  expect(ahead).toEqual([]);
});

test('2-contract: sale: subscribed on paper: signing and mortgage begin, the sale may be cancelled and the deposit goes back', async () => {
  const unitId = 'linjiang-2-1103';
  const loan = { bankId: 'ccb', loanFen: 72_000_000, status: 'bank-signed', on: await inDays(world, -1) };
  const taken = await takeOver(await unsigned(unitId, { mortgage: loan, mortgageBy: await inDays(world, 20) }));
  expect(taken).toMatchObject({
    status: 201,
    body: {
      status: 'signing',
      phases: {
        qualification: { status: 'done' },
        subscription: { status: 'subscribed' },
        signing: { status: 'waiting' },
        mortgage: { status: 'bank-signed' },
      },
    },
  });
  const { id: key } = taken.body;
  expect(await unitOf(unitId)).toMatchObject({ status: 'sold', saleKey: key });
  const approval = { eventId: ulid(), bankId: 'ccb', decision: 'approved', amountFen: 72_000_000 };
  const approved = await http.channel('bank').post(`/v1/mortgages/${key}/events/approval`, approval);
  expect(approved.body).toMatchObject({ status: 'approved' });
  const signing = await SigningDriver.of(world, key);
  await signing.upTo('lawyer-check');
  expect(await signing.read()).toMatchObject({ status: 'signed' });

  const other = await takeOver(await unsigned('linjiang-2-1104'));
  const cancel = { reason: '客户放弃', by: 'client', applicationFileId: 'F-1' };
  expect((await http.as('consultant-a1').post(`/v1/sales/${other.body.id}/cancel`, cancel)).status).toBe(200);
  const step = (who: string, name: string, body: object) =>
    http.as(who).post(`/v1/sales/${other.body.id}/subscription/${name}`, body);
  expect((await step('manager-1', 'decide-fault', { fault: 'none', reason: '协商' })).status).toBe(200);
  expect((await step('finance-1', 'pay-back', { amountFen: 2_000_000, method: 'cash' })).status).toBe(200);
  await eventually(async () => (await unitOf('linjiang-2-1104'))?.status === 'available');
  expect((await http.as('manager-1').get(`/v1/sales/${other.body.id}`)).body.status).toBe('cancelled');
});

test.each([
  ['choosing', 'choose-bank', 'linjiang-3-1201'],
  ['appointed', 'set-appointment', 'linjiang-3-1202'],
  ['remedy', 'choose-remedy', 'linjiang-3-1203'],
  ['approved', 'issue-invoice', 'linjiang-3-1204'],
  ['invoiced', 'deliver-to-bank', 'linjiang-3-1301'],
  ['released', 'reconcile', 'linjiang-3-1302'],
])('2-contract: sale: a loan that is %s on paper goes on with %s', async (status, step, unitId) => {
  const { plan } = (await unsigned('')) as { plan: object };
  const mortgage = { bankId: 'ccb', loanFen: 72_000_000, status, on: await inDays(world, -1) };
  const deal = await paper(unitId, { phase: 'mortgage', plan, mortgage });
  const { status: code, body } = await takeOver(deal);
  expect({
    code,
    open: body.phases?.mortgage?.openSteps
      .filter(({ due }: { due?: string }) => due)
      .map(({ name }: { name: string }) => name),
  }).toEqual({
    code: 201,
    open: [step],
  });
});

test('2-contract: sale: taken over on paper: every field that is wrong is named, and nothing is changed', async () => {
  const at = await now();
  const unitId = 'linjiang-2-1201';
  const deal = await paper(unitId, {
    buyers: ['client-001', 'nobody'],
    consultantId: 'finance-1',
    payments: [payment('transfer', 2_000_000, at + DAY, '收-x')],
    deliveredOn: await inDays(world, 2),
    mortgage: { bankId: 'none', loanFen: 1, status: 'approved', on: await inDays(world, 1) },
  });
  const refused = await takeOver(deal);
  expect(refused).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
  expect(fieldsOf(refused).sort()).toEqual([
    'buyers.1',
    'consultantId',
    'deliveredOn',
    'mortgage',
    'mortgage.bankId',
    'mortgage.on',
    'payments.0.receivedAt',
    'payments.0.reference',
  ]);
  expect(fieldsOf(await takeOver(await paper('linjiang-9-9999')))).toEqual(['unitId']);
  expect(fieldsOf(await takeOver(await paper(unitId, { contract: undefined })))).toEqual(['contract']);
  expect(fieldsOf(await takeOver(await paper(unitId, { phase: 'signing' })))).toEqual(['contract']);
  expect(fieldsOf(await takeOver(await unsigned(unitId, { payments: [] })))).toEqual(['payments']);
  expect(fieldsOf(await takeOver(await paper(unitId, { phase: 'subscription' })))).toEqual(['phase']);
  const twice = [at - 2 * DAY, at - DAY].map((when, n) => payment('pos', 1, when, `收-${n}`, 'POS-1'));
  expect(fieldsOf(await takeOver(await paper(unitId, { payments: twice })))).toEqual(['payments.1.reference']);
  expect((await takeOver(await paper(unitId, { priceFen: 120_000_001 }))).body).toMatchObject({
    status: 409,
    code: 'plan-unbalanced',
  });
  const terms = { demandPeriod: '很久' };
  const contract = { ...((await paper(unitId)) as { contract: object }).contract, terms };
  expect(fieldsOf(await takeOver(await paper(unitId, { contract })))).toEqual(['contract.terms.demandPeriod']);
  expect((await http.as('manager-1').post('/v1/sales/take-over', await paper(unitId))).status).toBe(403);
  expect(await unitOf(unitId)).toMatchObject({ status: 'available', rev: 1 });
  expect(await world.deps.models.records('sales').find({ 'data.unitId': unitId }).lean()).toEqual([]);
});

test('2-contract: sale: taken over once: the same key answers again, another deal of the unit or a receipt is refused', async () => {
  const unitId = 'linjiang-2-1202';
  const deal = await paper(unitId);
  const [first, again] = await Promise.all([
    takeOver(deal, { key: 'paper-1' }),
    takeOver(deal, { key: 'paper-1' }),
  ]);
  expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
  expect((await takeOver(await paper(unitId), { key: 'paper-2' })).body.code).toBe('already-sold');

  const before = await unitOf('linjiang-2-1203');
  const { payments } = deal as { payments: object[] };
  expect((await takeOver(await paper('linjiang-2-1203', { payments }))).body.code).toBe('already-booked');
  expect(await unitOf('linjiang-2-1203')).toMatchObject({ status: before?.status });
  expect(await rowsOf('payments', { 'splits.unitId': 'linjiang-2-1203' })).toEqual([]);

  const racers = await Promise.all(
    [1, 2, 3].map(async (n) =>
      takeOver(
        await paper('linjiang-2-1204', {
          payments: [payment('cash', 2_000_000, (await now()) - DAY, `收-race-${n}`)],
        }),
      ),
    ),
  );
  expect(racers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});
