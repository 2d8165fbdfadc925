import { ulid } from 'ulid';
import { fastForward } from '../../activities/sandbox/fast-forward';
import { schedulesOf } from '../../activities/schedules';
import { addDays, instantOf, localDate } from '../../workflows/kernel/calendar';
import { rungAt } from '../../workflows/money/collection/rules';
import type { Http } from '../harness/http';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually } from '../harness/world';
import { due, entryOf, inDays, putSale } from './money';

let world: Project;
let http: Http;
beforeEach(async () => {
  world = await openProject();
  http = await world.http();
});

const service = () => http.as('service-1');
const lawyer = () => http.as('lawyer-1');
const manager = () => http.as('manager-1');
const pay = (sale: string, amountFen: number) =>
  http
    .as('finance-1')
    .post(
      '/v1/payments',
      entryOf(sale, amountFen, { reference: `R-${ulid()}`, receivedAt: new Date(Date.now() - 1000).toISOString() }),
    );

/** Before and after an instant by more than a fast-forward takes. */
const MARGIN = 20 * 60_000;

/** Move the project's clock to an instant; with the daily sweep only where it is under test. */
async function goTo(at: number, withSchedules = false): Promise<void> {
  const { deps, projectId } = world;
  await fastForward(deps, projectId, () => at, ulid(), withSchedules ? schedulesOf(deps, projectId) : []);
}

/** Just after the next 09:00 of the project, with the sweep that is due then. */
async function goToNextSweep(): Promise<void> {
  const calendar = await world.deps.calendarOf(world.projectId);
  const now = await world.deps.businessNow(world.projectId);
  const today = instantOf(localDate(now, calendar), '09:00', calendar);
  const next = today > now ? today : instantOf(addDays(localDate(now, calendar), 1), '09:00', calendar);
  await goTo(next + MARGIN, true);
}

/** Just after the time of day, so many days from the project's today. */
async function goToDay(days: number, time = '09:00', withSchedules = false): Promise<void> {
  const calendar = await world.deps.calendarOf(world.projectId);
  const today = localDate(await world.deps.businessNow(world.projectId), calendar);
  await goTo(instantOf(addDays(today, days), time, calendar) + MARGIN, withSchedules);
}

async function overdueSale(more: Partial<Parameters<typeof putSale>[1]> = {}): Promise<string> {
  return putSale(world, { key: `S-${ulid()}`, rows: [due(await inDays(world, -12))], ...more });
}

const openCase = async (sale: string) =>
  (await service().post('/v1/collection-cases', { saleKey: sale, reason: '逾期' })).body;
const caseOf = async (key: string) => (await lawyer().get(`/v1/collection-cases/${key}`)).body;
/** The case when it has heard of the payment: a payment tells the processes concerned after its own answer. */
const settled = (key: string) =>
  eventually(async () => {
    const file = await caseOf(key);
    return !file.open && file;
  });
const noticesOf = (template: string) =>
  world.deps.models.outbox.find({ projectId: world.projectId, template }).lean();

const letter = {
  claimFen: 300_000_00,
  clause: '第七条',
  payWithin: '7 calendar-days',
  addressId: 'contract',
  reason: '客户已失联',
};
const posting = async (emsNo: string) => ({
  emsNo,
  postedOn: await inDays(world, 0),
  stubDocId: 'D1',
  contentDocId: 'D2',
});

/** A case whose lawyer's letter has been drafted, approved, sent and delivered today. */
async function servedCase(
  more: Partial<Parameters<typeof putSale>[1]> = {},
): Promise<{ sale: string; key: string }> {
  const sale = await overdueSale(more);
  const { id: key } = await openCase(sale);
  await lawyer().post(`/v1/collection-cases/${key}/draft-letter`, letter);
  await manager().post(`/v1/collection-cases/${key}/approve-letter`);
  await service().post(`/v1/collection-cases/${key}/send-letter`, await posting('EMS-1'));
  const delivered = await service().post(`/v1/collection-cases/${key}/record-delivery`, {
    emsNo: 'EMS-1',
    result: 'delivered',
    on: await inDays(world, 0),
    proofDocId: 'D3',
  });
  expect(delivered).toMatchObject({ status: 200, body: { status: 'demanded' } });
  return { sale, key };
}

describe('3-money: collection', () => {
  test('collection 1: the sweep opens a case at 09:00, once; reminder, call, 催款函, letter task on their days; paid: closed', async () => {
    const sale = await overdueSale();
    await goToNextSweep();
    const key = `${sale}-1`;
    const opened = await caseOf(key);
    expect(opened).toMatchObject({ status: 'reminding', overdueFen: 300_000_00, rung: 1 });
    expect(await noticesOf('collection.overdue-reminder')).toHaveLength(1);
    await goToNextSweep();
    expect(await world.deps.models.records('collection-cases').find({ saleKey: sale }).lean()).toHaveLength(1);

    const calendar = await world.deps.calendarOf(world.projectId);
    const ladder = [
      [3, 'call', 'collection.consultant-call'],
      [7, 'demand', 'collection.written-demand'],
      [15, 'letter', 'collection.letter-due'],
    ] as const;
    for (const [day, what, template] of ladder) {
      const at = rungAt(opened.openedOn, { day, do: what }, '09:00', calendar);
      await goTo(at - MARGIN);
      expect(await noticesOf(template)).toHaveLength(0);
      await goTo(at + MARGIN);
      expect(await noticesOf(template)).toHaveLength(1);
    }
    expect((await caseOf(key)).status).toBe('letter');
    const demand = await world.deps.models.documents.findOne({ saleKey: sale, kind: 'collection-demand' }).lean();
    expect((await lawyer().get(`/v1/documents/${demand?._id}`)).body).toContain('江城市送达路1号');

    await pay(sale, 300_000_00);
    const closed = await settled(key);
    expect(closed).toMatchObject({ status: 'paid', open: false, overdueFen: 0 });
    expect(closed.interestFen).toBeGreaterThan(0);
    expect((await caseOf(key)).letters[0].state).toBe('withdrawn');
  });

  test('collection 2: a consultant approves: 403; send unapproved: step-not-open; not one’s own draft', async () => {
    const sale = await overdueSale();
    const { id: key } = await openCase(sale);
    expect(await openCase(sale)).toMatchObject({ code: 'case-exists' });
    const raced = await overdueSale();
    const both = await Promise.all([openCase(raced), openCase(raced)]);
    expect(both.map(({ code }) => code).sort()).toEqual(['case-exists', undefined]);
    const base = `/v1/collection-cases/${key}`;
    expect(await lawyer().post(`${base}/draft-letter`, { ...letter, reason: undefined })).toMatchObject({
      status: 400,
    });
    const drafted = await lawyer().post(`${base}/draft-letter`, letter);
    expect(drafted.body.letters[0].number).toMatch(/^LS\d{6}$/);
    expect((await http.as('consultant-a1').post(`${base}/approve-letter`)).status).toBe(403);
    expect(await service().post(`${base}/send-letter`, await posting('E'))).toMatchObject({
      status: 409,
      body: { code: 'step-not-open' },
    });
    expect((await manager().post(`${base}/return-letter`, { comment: '金额' })).status).toBe(200);
    expect((await lawyer().post(`${base}/draft-letter`, letter)).status).toBe(200);
    expect((await manager().post(`${base}/approve-letter`)).status).toBe(200);
    expect((await service().post(`${base}/send-letter`, await posting('E'))).status).toBe(200);
  });

  test('collection 3 and 4: served: request before the time is over 409 right-not-arisen; after the buyer’s demand it lapses in three months', async () => {
    const { key } = await servedCase({ contractTerms: { demandPeriod: '30 days' } });
    const base = `/v1/collection-cases/${key}`;
    const served = await caseOf(key);
    const { at } = served.deadlines.find((one: { name: string }) => one.name === 'demand');
    await goTo(Date.parse(at) - MARGIN);
    expect(await manager().post(`${base}/request-rescission`, { basis: '民法典563' })).toMatchObject({
      status: 409,
      body: { code: 'right-not-arisen' },
    });
    await goTo(Date.parse(at) + MARGIN);
    expect(await caseOf(key)).toMatchObject({ status: 'rescindable' });
    const receivedOn = await inDays(world, 0);
    const { body } = await lawyer().post(`${base}/record-buyer-demand`, { receivedOn, docId: 'D9' });
    await goTo(Date.parse(body.lapsesAt) + MARGIN);
    expect(await manager().post(`${base}/request-rescission`, { basis: '民法典563' })).toMatchObject({
      status: 409,
      body: { code: 'right-lapsed' },
    });
    expect(await noticesOf('collection.rescission-lapse-warning')).not.toHaveLength(0);
    expect(await caseOf(key)).toMatchObject({ rescissionLapsed: true });
  });

  test('collection 5: 100,000.00 paid after the approval: send 409 letter-stale; drafted anew it goes', async () => {
    const sale = await overdueSale();
    const { id: key } = await openCase(sale);
    const base = `/v1/collection-cases/${key}`;
    await lawyer().post(`${base}/draft-letter`, letter);
    await manager().post(`${base}/approve-letter`);
    await pay(sale, 100_000_00);
    expect(await service().post(`${base}/send-letter`, await posting('E'))).toMatchObject({
      status: 409,
      body: { code: 'letter-stale' },
    });
    await lawyer().post(`${base}/draft-letter`, { ...letter, claimFen: 200_000_00 });
    await manager().post(`${base}/approve-letter`);
    expect((await service().post(`${base}/send-letter`, await posting('E'))).status).toBe(200);
  });

  test('collection 6: a promise waits; broken: the next rung the morning after; no third one, none too far', async () => {
    const sale = await overdueSale();
    const { id: key } = await openCase(sale);
    const base = `/v1/collection-cases/${key}`;
    await goToDay(1, '12:00');
    const { rung } = await caseOf(key);
    expect(await service().post(`${base}/promise`, { amountFen: 1, payOn: await inDays(world, 16) })).toMatchObject(
      { status: 409, body: { code: 'promise-limit' } },
    );
    expect(
      await service().post(`${base}/promise`, { amountFen: 300_000_01, payOn: await inDays(world, 3) }),
    ).toMatchObject({ status: 409, body: { code: 'wrong-amount' } });
    const promised = await service().post(`${base}/promise`, {
      amountFen: 300_000_00,
      payOn: await inDays(world, 3),
    });
    expect(promised.body).toMatchObject({ hold: 'promised' });
    const { at } = promised.body.deadlines.find((one: { name: string }) => one.name === 'promise');
    expect(at).toContain(`${await inDays(world, 4)}T09:00`);
    await goTo(Date.parse(at) - MARGIN);
    expect(await caseOf(key)).toMatchObject({ rung, hold: 'promised' });
    await goTo(Date.parse(at) + MARGIN);
    const broken = await caseOf(key);
    expect(broken).toMatchObject({ rung: rung + 1, promises: [{ outcome: 'broken' }] });
    expect(broken.hold).toBeUndefined();
    expect((await service().post(`${base}/promise`, { amountFen: 1, payOn: await inDays(world, 1) })).status).toBe(
      200,
    );
  });

  test('collection 7: full payment before approve-rescission: 409; after: the money is kept, the lawyer’s task', async () => {
    const rescindable = async () => {
      const { sale, key } = await servedCase({ contractTerms: { demandPeriod: '2 days' } });
      const { at } = (await caseOf(key)).deadlines.find((one: { name: string }) => one.name === 'demand');
      await goTo(Date.parse(at) + MARGIN);
      const asked = await manager().post(`/v1/collection-cases/${key}/request-rescission`, { basis: '民法典563' });
      expect(asked.body.rescission.basis).toBe('民法典563');
      const record = await world.deps.models.records('collection-cases').findById(key).lean();
      expect(record?.data).toMatchObject({ rescission: { basis: expect.stringMatching(/^p:/) } });
      return { sale, key };
    };
    const first = await rescindable();
    await pay(first.sale, 300_000_00);
    expect(await http.as('executive-1').post(`/v1/collection-cases/${first.key}/approve-rescission`)).toMatchObject(
      { status: 409 },
    );
    expect((await settled(first.key)).status).toBe('paid');

    const second = await rescindable();
    expect(
      await http.as('executive-1').post(`/v1/collection-cases/${second.key}/approve-rescission`),
    ).toMatchObject({ status: 200, body: { status: 'handed-over' } });
    await pay(second.sale, 300_000_00);
    const after = await eventually(async () => {
      const file = await caseOf(second.key);
      return file.lateMoney && file;
    });
    expect(after).toMatchObject({ status: 'handed-over', lateMoney: [{ paymentId: expect.any(String) }] });
    expect(after.openSteps.map((step: { name: string }) => step.name)).toContain('advise-on-money');
  });
});

describe('3-money: collection, holds', () => {
  test('a dispute waits for the manager; upheld it takes off interest; a waiver needs the manager', async () => {
    const sale = await overdueSale();
    const { id: key } = await openCase(sale);
    const base = `/v1/collection-cases/${key}`;
    const { interestFen } = await caseOf(key);
    expect(interestFen).toBeGreaterThan(0);
    expect((await service().post(`${base}/dispute`, { reason: '已付现金' })).body).toMatchObject({
      hold: 'disputed',
    });
    expect(await service().post(`${base}/promise`, { amountFen: 1, payOn: await inDays(world, 1) })).toMatchObject({
      status: 409,
    });
    const resolved = await manager().post(`${base}/resolve-dispute`, { upheld: true, adjustFen: 1000 });
    expect(resolved.body).toMatchObject({ interestFen: interestFen - 1000 });
    expect(resolved.body.hold).toBeUndefined();
    await service().post(`${base}/waive-interest`, { amountFen: 500, reason: '首次逾期' });
    expect((await service().post(`${base}/approve-waiver`)).status).toBe(403);
    expect((await manager().post(`${base}/approve-waiver`)).body).toMatchObject({
      interestFen: interestFen - 1500,
      waiver: { outcome: 'approved' },
    });
    await http.as('consultant-a1').post(`${base}/log-contact`, { channel: 'phone', outcome: '客户称月底付' });
    const evidence = await lawyer().get(`${base}/evidence`);
    expect(evidence.body).toContain('催款证据清单');
    expect(evidence.body).toContain('客户称月底付');
  });

  test('a payment plan: unbalanced is refused; lawyer and manager approve; missed it is void and all is due again', async () => {
    const sale = await overdueSale();
    const { id: key } = await openCase(sale);
    const base = `/v1/collection-cases/${key}`;
    const plan = async (amountFen: number) => ({
      instalments: [{ dueOn: await inDays(world, 10), amountFen }],
      supplementDocId: 'D5',
    });
    expect(await service().post(`${base}/propose-plan`, await plan(1))).toMatchObject({
      status: 409,
      body: { code: 'plan-unbalanced' },
    });
    await service().post(`${base}/propose-plan`, await plan(300_000_00));
    expect((await manager().post(`${base}/approve-plan`)).status).toBe(403);
    expect((await lawyer().post(`${base}/approve-plan`)).status).toBe(200);
    expect((await manager().post(`${base}/approve-plan`)).body).toMatchObject({
      hold: 'plan',
      plan: { version: 2 },
    });
    expect((await service().get(`/v1/ledgers/${sale}`)).body).toMatchObject({ planVersion: 2, overdueFen: 0 });
    const { at } = (await caseOf(key)).deadlines.find((one: { name: string }) => one.name === 'instalment');
    await goTo(Date.parse(at) + MARGIN);
    expect(await caseOf(key)).toMatchObject({ plan: { outcome: 'void' }, overdueFen: 300_000_00 });
    expect((await service().get(`/v1/payment-plans/${sale}`)).body).toMatchObject({
      version: 3,
      rows: [{ no: 1, amountFen: 300_000_00 }],
    });
  });

  test('a letter that comes back counts only under an address clause; without an address there is no letter', async () => {
    const post = async (contractTerms: object) => {
      const sale = await overdueSale({ contractTerms });
      const { id: key } = await openCase(sale);
      const base = `/v1/collection-cases/${key}`;
      const drafted = await lawyer().post(`${base}/draft-letter`, letter);
      if (drafted.status !== 200) return drafted;
      await manager().post(`${base}/approve-letter`);
      const emsNo = `EMS-${ulid()}`;
      await service().post(`${base}/send-letter`, await posting(emsNo));
      await http.channel('ems').post(`${base}/events/delivery`, {
        eventId: ulid(),
        emsNo,
        result: 'returned',
        on: await inDays(world, 0),
      });
      return lawyer().get(base);
    };
    expect((await post({ addressClause: true })).body).toMatchObject({ status: 'demanded' });
    expect((await post({ addressClause: false })).body).toMatchObject({
      status: 'letter',
      letters: [{ state: 'not-served' }],
    });
    expect(await post({ serviceAddress: undefined })).toMatchObject({
      status: 409,
      body: { code: 'no-service-address' },
    });
  });

  test('dates still to come, or before the posting, are refused; a suit ends what else the case waited for', async () => {
    const sale = await overdueSale();
    const { id: key } = await openCase(sale);
    const base = `/v1/collection-cases/${key}`;
    const [today, tomorrow, before] = await Promise.all([0, 1, -1].map((days) => inDays(world, days)));
    await lawyer().post(`${base}/draft-letter`, letter);
    await manager().post(`${base}/approve-letter`);
    const send = async (postedOn = '') =>
      (await service().post(`${base}/send-letter`, { ...(await posting('E')), postedOn })).status;
    expect([await send(tomorrow), await send(today)]).toEqual([400, 200]);
    const deliver = async (on = '') => {
      const body = { emsNo: 'E', result: 'delivered', on, proofDocId: 'D3' };
      return (await service().post(`${base}/record-delivery`, body)).status;
    };
    expect([await deliver(tomorrow), await deliver(before), await deliver(today)]).toEqual([400, 400, 200]);
    await service().post(`${base}/promise`, { amountFen: 300_000_00, payOn: tomorrow });
    const sue = (filedOn = '') => lawyer().post(`${base}/file-suit`, { court: '江城法院', caseNo: '1', filedOn });
    expect((await sue(tomorrow)).status).toBe(400);
    const { body: sued } = await sue(today);
    expect(sued).toMatchObject({ hold: 'litigation' });
    const names = sued.deadlines.map(({ name }: { name: string }) => name);
    expect(names.filter((name: string) => ['promise', 'rung', 'instalment'].includes(name))).toEqual([]);
    const { body: evidence } = await lawyer().get(`${base}/evidence`);
    for (const words of ['律师函', '已签收', '寄发律师函', '登记起诉']) expect(evidence).toContain(words);
    expect(evidence).not.toMatch(/send-letter|lawyer-letter|payment-booked/);
  });

  test('a case that the manager has cancelled does not come back by itself, until something else is late', async () => {
    const rows = [due(await inDays(world, -12)), due(await inDays(world, 1), 100_00, 2)];
    const sale = await overdueSale({ rows });
    const { id: key } = await openCase(sale);
    expect((await manager().post(`/v1/collection-cases/${key}/cancel`, { reason: '另有约定' })).status).toBe(200);
    const cases = () => world.deps.models.records('collection-cases').countDocuments({ saleKey: sale });
    await goToDay(1, '09:00', true);
    expect(await cases()).toBe(1);
    await goToDay(12, '09:00', true);
    expect(await cases()).toBe(2);
  });

  test('before the stamp 409 phase-not-due; with nothing overdue 409 nothing-overdue; unconfirmed 409 ledger-unconfirmed', async () => {
    const refuse = async (sale: string) =>
      (await service().post('/v1/collection-cases', { saleKey: sale, reason: '逾期' })).body.code;
    const unstamped = await overdueSale();
    await world.deps.models.records('sales').updateOne({ _id: unstamped }, { $unset: { 'data.stampedAt': '' } });
    expect(await refuse(unstamped)).toBe('phase-not-due');
    expect(await refuse(await overdueSale({ rows: [due(await inDays(world, 30))] }))).toBe('nothing-overdue');
    const unconfirmed = await overdueSale();
    await world.deps.models
      .records('sales')
      .updateOne({ _id: unconfirmed }, { $set: { 'data.ledgerUnconfirmed': true } });
    expect(await refuse(unconfirmed)).toBe('ledger-unconfirmed');
  });

  test('no rate in contract or table: finance is asked, nobody guesses', async () => {
    const sale = await overdueSale({ contractTerms: { latePaymentPpm: undefined } });
    const { id: key, openSteps } = await openCase(sale);
    expect(openSteps.map(({ name }: { name: string }) => name)).toContain('set-rate');
    expect(await caseOf(key)).toMatchObject({ interestFen: 0, isRateUnknown: true });
    const found = await http
      .as('finance-1')
      .post(`/v1/collection-cases/${key}/set-rate`, { ppmPerDay: 137, source: '银行逾期贷款利率' });
    expect(found.body.interestFen).toBeGreaterThan(0);
    const { interest } = (await http.as('finance-1').get(`/v1/ledgers/${sale}`)).body;
    expect(interest).toMatchObject({ isRateKnown: true, openFen: found.body.interestFen });
  });
});
