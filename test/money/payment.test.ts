import { ulid } from 'ulid';
import { fastForward } from '../../activities/sandbox/fast-forward';
import { addDays, instantOf, localTime } from '../../workflows/kernel/calendar';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually } from '../harness/world';
import { toldBy } from '../harness/history-text';
import type { Http } from '../harness/http';
import { due, entryOf, inDays, putSale } from './money';

let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject();
  http = await world.http();
});

async function newSale(more: Partial<Parameters<typeof putSale>[1]> = {}): Promise<string> {
  return putSale(world, { key: `S-${ulid()}`, rows: [due(await inDays(world, 30))], ...more });
}

const finance = () => http.as('finance-1');
const ref = () => `R-${ulid()}`;

function reported(amountFen: number, reference: string, more: object = {}) {
  return {
    eventId: `E-${reference}`,
    amountFen,
    method: 'transfer',
    reference,
    receivedAt: new Date(Date.now() - 1000).toISOString(),
    payeeAccount: '6200-0000-0001',
    ...more,
  };
}

async function receiptsOf(saleKey: string) {
  const lines = await http.as('finance-1').get(`/v1/payments?saleKey=${saleKey}`);
  const ids = lines.body.items.flatMap((item: { splits: { receiptId?: string }[] }) =>
    item.splits.flatMap((s) => s.receiptId ?? []),
  );
  return world.deps.models.documents.find({ _id: { $in: ids } }).lean();
}

describe('3-money: payments', () => {
  test('payments 1: finance posts 20,000.00, the bank sends it twice: one payment, one receipt 人民币贰万元整', async () => {
    const sale = await newSale();
    const reference = ref();
    const first = await finance().post('/v1/payments', entryOf(sale, 20_000_00, { reference }));
    expect(first).toMatchObject({ status: 201, body: { status: 'booked', amountFen: 20_000_00 } });
    expect(first.headers.get('location')).toBe(`/v1/payments/${first.body.id}`);
    for (let time = 0; time < 2; time += 1) {
      const told = await http.channel('ccb').post('/v1/payments/events/received', reported(20_000_00, reference));
      expect(told).toMatchObject({ status: 200, body: { id: first.body.id } });
    }
    const { body: list } = await finance().get(`/v1/payments?saleKey=${sale}`);
    expect(list.items).toHaveLength(1);
    const on = async (day: string) =>
      (await finance().get(`/v1/payments?saleKey=${sale}&on=${day}`)).body.items.length;
    const receivedOn = list.items[0].receivedAt.slice(0, 10);
    expect([await on(receivedOn), await on('2020-01-01')]).toEqual([1, 0]);
    const receipts = await receiptsOf(sale);
    expect(receipts).toHaveLength(1);
    expect(receipts[0]?.fields).toMatchObject({
      amountFen: 20_000_00,
      method: '银行转账',
      countedBy: [expect.any(String), expect.any(String)],
    });
    const page = await finance().get(`/v1/documents/${receipts[0]?._id}`);
    expect(page.body).toContain('人民币贰万元整');
  });

  test('payments 1: the bank first, with finance a moment later, in either order and at once', async () => {
    const sale = await newSale();
    const reference = ref();
    const splits = [{ saleKey: sale, account: 'house', amountFen: 20_000_00, instalmentNo: 1 }];
    const answers = await Promise.all([
      finance().post('/v1/payments', entryOf(sale, 20_000_00, { reference })),
      http.channel('ccb').post('/v1/payments/events/received', reported(20_000_00, reference, { splits })),
      http.channel('ccb').post('/v1/payments/events/received', reported(20_000_00, reference, { splits })),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await receiptsOf(sale)).toHaveLength(1);
  });

  test('payments 2: 250,000.00 leaves 50,000.00 open; then 60,000.00: paid, credit 10,000.00', async () => {
    const sale = await newSale();
    await finance().post('/v1/payments', entryOf(sale, 250_000_00, { reference: ref() }));
    const { body: part } = await finance().get(`/v1/ledgers/${sale}`);
    expect(part.plan[0]).toMatchObject({ paidFen: 250_000_00, openFen: 50_000_00 });
    await finance().post('/v1/payments', entryOf(sale, 60_000_00, { reference: ref() }));
    const { body: full } = await finance().get(`/v1/ledgers/${sale}`);
    expect(full).toMatchObject({ creditFen: 10_000_00, plan: [{ openFen: 0 }] });
    expect(full.accounts).toEqual([
      { account: 'house', inFen: 310_000_00, outFen: 0, allocatedFen: 300_000_00, creditFen: 10_000_00 },
    ]);
  });

  test('payments 3: a cheque bounces: receipt void, all due since its own date; the cheque may come again', async () => {
    const dueOn = await inDays(world, -7);
    const sale = await newSale({ rows: [due(dueOn)] });
    const cheque = entryOf(sale, 300_000_00, { method: 'cheque', reference: ref() });
    const { body: paid } = await finance().post('/v1/payments', cheque);
    expect((await finance().get(`/v1/ledgers/${sale}`)).body.overdueFen).toBe(0);
    const asked = await finance().post(`/v1/payments/${paid.id}/reverse`, { reason: 'bounced' });
    expect(asked).toMatchObject({
      status: 200,
      body: { status: 'booked', openSteps: [{ name: 'approve-reverse' }, { name: 'withdraw-correction' }] },
    });
    const done = await http.as('finance-2').post(`/v1/payments/${paid.id}/approve-reverse`);
    expect(done).toMatchObject({ status: 200, body: { status: 'reversed' } });
    const [receipt] = await world.deps.models.documents.find({ _id: paid.splits[0].receiptId }).lean();
    expect(world.toNames(receipt?.void)).toMatchObject({ by: 'finance-2', reason: 'bounced' });
    const { body: ledger } = await finance().get(`/v1/ledgers/${sale}`);
    expect(ledger).toMatchObject({ overdueFen: 300_000_00, plan: [{ dueOn, openFen: 300_000_00 }] });
    const notices = await world.deps.models.outbox
      .find({ saleKey: sale, template: 'payment.cheque-bounced' })
      .lean();
    expect(notices).toHaveLength(1);
    expect(await finance().post('/v1/payments', cheque)).toMatchObject({ status: 201 });
  });

  test('payments 3: a cheque that bounces time and again may come each time, of one sale or another', async () => {
    const cheque = { method: 'cheque', reference: ref() };
    for (let time = 0; time < 3; time += 1) {
      const sale = await newSale();
      const splits = [{ saleKey: sale, account: 'house', amountFen: 20_000_00, instalmentNo: 0 }];
      const { status, body } = await finance().post(
        '/v1/payments',
        entryOf(sale, 20_000_00, { ...cheque, splits }),
      );
      expect([status, body.status]).toEqual([201, 'booked']);
      await finance().post(`/v1/payments/${body.id}/reverse`, { reason: 'bounced' });
      await http.as('finance-2').post(`/v1/payments/${body.id}/approve-reverse`);
      expect((await finance().get(`/v1/ledgers/${sale}`)).body.accounts).toEqual([]);
    }
  });

  test('payments 4: wrong unit: the asker approves 409 own-request, another: 200, with a new receipt', async () => {
    const wrong = await newSale();
    const right = await newSale({ unitId: 'linjiang-1-1202', clientId: 'client-002' });
    const { body: paid } = await finance().post('/v1/payments', entryOf(wrong, 20_000_00, { reference: ref() }));
    await finance().post(`/v1/payments/${paid.id}/reassign`, { split: 0, toSaleKey: right });
    expect(await finance().post(`/v1/payments/${paid.id}/approve-reassign`)).toMatchObject({
      status: 409,
      body: { code: 'own-request' },
    });
    const done = await http.as('finance-2').post(`/v1/payments/${paid.id}/approve-reassign`);
    expect(done).toMatchObject({
      status: 200,
      body: { status: 'booked', splits: [{ saleKey: right, unitId: 'linjiang-1-1202' }] },
    });
    expect(done.body.splits[0].receiptNo).toMatch(/^SJ\d{6}$/);
    expect(done.body.splits[0].receiptNo).not.toBe(paid.splits[0].receiptNo);
    const old = await world.deps.models.documents.findById(paid.splits[0].receiptId).lean();
    expect(old?.void).toBeDefined();
    expect((await finance().get(`/v1/ledgers/${wrong}`)).body.plan[0].paidFen).toBe(0);
    // no instalment is named: credit until the next one is due
    expect((await finance().get(`/v1/ledgers/${right}`)).body.creditFen).toBe(20_000_00);
    const again = await finance().post(`/v1/payments/${paid.id}/reverse`, { reason: 'duplicate' });
    expect(again.status).toBe(200);
    await http.as('finance-2').post(`/v1/payments/${paid.id}/approve-reverse`);
    expect((await finance().get(`/v1/ledgers/${right}`)).body.creditFen).toBe(0);
  });

  test('payments 6: one swipe of 600,000.00: one payment, two receipts; splits off: 409 wrong-amount', async () => {
    const sale = await newSale({ rows: [due(await inDays(world, 30), 580_000_00)] });
    const swipe = (houseFen: number) =>
      entryOf(sale, 600_000_00, {
        method: 'pos',
        reference: ref(),
        splits: [
          { saleKey: sale, account: 'house', amountFen: houseFen, instalmentNo: 1 },
          { saleKey: sale, account: 'maintenance-fund', amountFen: 20_000_00 },
        ],
      });
    expect(await finance().post('/v1/payments', swipe(579_999_99))).toMatchObject({
      status: 409,
      body: { code: 'wrong-amount' },
    });
    expect((await finance().get(`/v1/payments?saleKey=${sale}`)).body.items).toEqual([]);
    expect(await finance().post('/v1/payments', swipe(580_000_00))).toMatchObject({ status: 201 });
    const receipts = await receiptsOf(sale);
    expect(receipts.map(({ fields }) => fields.purpose).sort()).toEqual(['住宅专项维修资金（代收）', '房款第1期']);
  });
});

describe('3-money: payments, refusals', () => {
  test('cash is counted by two: two-counters-required', async () => {
    const sale = await newSale();
    const cash = entryOf(sale, 1_000_00, {
      method: 'cash',
      reference: undefined,
      countedBy: ['finance-1', 'finance-1'],
    });
    expect(await finance().post('/v1/payments', cash)).toMatchObject({
      status: 409,
      body: { code: 'two-counters-required' },
    });
  });

  test('cash is counted by people of the house: no contractor, nobody unknown', async () => {
    const sale = await newSale();
    const counted = (...countedBy: string[]) =>
      finance().post('/v1/payments', entryOf(sale, 1_000_00, { method: 'cash', reference: undefined, countedBy }));
    for (const stranger of ['contractor-1', 'site-1', 'agent-1', 'nobody-1']) {
      const { status, body } = await counted('finance-1', stranger);
      expect([stranger, status, body.errors]).toMatchObject([stranger, 400, [{ field: 'countedBy' }]]);
    }
    expect((await finance().get(`/v1/payments?saleKey=${sale}`)).body.items).toEqual([]);
    expect((await counted('finance-1', 'consultant-a1')).status).toBe(201);
  });

  test('the same cash of the same day: possible-duplicate, unless it is confirmed to be another', async () => {
    const sale = await newSale();
    const cash = entryOf(sale, 1_000_00, { method: 'cash', reference: undefined });
    expect((await finance().post('/v1/payments', cash)).status).toBe(201);
    expect(await finance().post('/v1/payments', cash)).toMatchObject({
      status: 409,
      body: { code: 'possible-duplicate' },
    });
    expect((await finance().post('/v1/payments', { ...cash, confirmDistinct: true })).status).toBe(201);
  });

  test('an unsupervised account: refused to finance; the bank’s message is kept and flagged', async () => {
    const sale = await newSale();
    const entry = entryOf(sale, 1_000_00, { reference: ref(), payeeAccount: '0000' });
    expect(await finance().post('/v1/payments', entry)).toMatchObject({
      status: 409,
      body: { code: 'wrong-account' },
    });
    const told = await http
      .channel('ccb')
      .post(
        '/v1/payments/events/received',
        reported(1_000_00, ref(), { payeeAccount: '0000', splits: entry.splits }),
      );
    expect(told).toMatchObject({ status: 201, body: { status: 'booked', isWrongAccount: true } });
  });

  test('no such instalment, no such loan, money paid in as forfeited, more than any unit costs: 400, nothing is booked', async () => {
    const sale = await newSale();
    const post = (more: object) =>
      finance().post('/v1/payments', entryOf(sale, 1_000_00, { reference: ref(), ...more }));
    const split = (more: object) => [{ saleKey: sale, account: 'house', amountFen: 1_000_00, ...more }];
    const tried = await Promise.all([
      post({ splits: split({ instalmentNo: 9 }) }),
      post({ method: 'loan', splits: split({}) }),
      post({ splits: split({ account: 'forfeit' }) }),
      post({ amountFen: 10 ** 13, splits: split({ amountFen: 10 ** 13 }) }),
    ]);
    expect(tried.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect((await finance().get(`/v1/payments?saleKey=${sale}`)).body.items).toEqual([]);
    const told = reported(1_000_00, ref(), { splits: split({ instalmentNo: 9 }) });
    expect(await http.channel('ccb').post('/v1/payments/events/received', told)).toMatchObject({
      status: 201,
      body: { status: 'unmatched' },
    });
  });

  test('a transfer that is booked on another sale is refused to finance, not taken for the same', async () => {
    const [one, other] = [await newSale(), await newSale()];
    const reference = ref();
    const { body: first } = await finance().post('/v1/payments', entryOf(one, 1_000_00, { reference }));
    expect(await finance().post('/v1/payments', entryOf(other, 1_000_00, { reference }))).toMatchObject({
      status: 409,
      body: { code: 'already-booked', id: first.id },
    });
  });

  test('money of tomorrow: 400; of no sale: 400; by a consultant: 403; without a key: 400', async () => {
    const sale = await newSale();
    const tomorrow = new Date(Date.now() + 90_000_000).toISOString();
    expect((await finance().post('/v1/payments', entryOf(sale, 1, { receivedAt: tomorrow }))).status).toBe(400);
    expect((await finance().post('/v1/payments', entryOf('S-none', 1))).status).toBe(400);
    expect((await http.as('consultant-a1').post('/v1/payments', entryOf(sale, 1))).status).toBe(403);
    expect((await finance().post('/v1/payments', entryOf(sale, 1), { key: null })).status).toBe(400);
  });
});

describe('3-money: payments that wait', () => {
  test('of no sale: unmatched, due in one workday; finance’s entry matches it', async () => {
    const sale = await newSale();
    const reference = ref();
    const told = await http.channel('ccb').post('/v1/payments/events/received', reported(20_000_00, reference));
    expect(told).toMatchObject({
      status: 201,
      body: { status: 'unmatched', openSteps: [{ name: 'match', due: expect.any(String) }] },
    });
    const entered = await finance().post('/v1/payments', entryOf(sale, 20_000_00, { reference }));
    expect(entered).toMatchObject({ status: 200, body: { id: told.body.id, status: 'booked' } });
    expect(await receiptsOf(sale)).toHaveLength(1);
  });

  test('match by hand; splits off: wrong-amount', async () => {
    const sale = await newSale();
    const { body: waiting } = await http
      .channel('ccb')
      .post('/v1/payments/events/received', reported(20_000_00, ref()));
    const splits = (amountFen: number) => ({ splits: [{ saleKey: sale, account: 'house', amountFen }] });
    expect(await finance().post(`/v1/payments/${waiting.id}/match`, splits(1))).toMatchObject({
      status: 409,
      body: { code: 'wrong-amount' },
    });
    expect(await finance().post(`/v1/payments/${waiting.id}/match`, splits(20_000_00))).toMatchObject({
      status: 200,
      body: { status: 'booked' },
    });
    expect((await finance().get(`/v1/ledgers/${sale}`)).body.lines).toHaveLength(1);
  });

  test('another amount: a conflict, decided by another person of finance; as reported: the first is undone', async () => {
    const sale = await newSale();
    const reference = ref();
    const { body: first } = await finance().post('/v1/payments', entryOf(sale, 20_000_00, { reference }));
    const { body: conflict, status } = await http
      .channel('ccb')
      .post('/v1/payments/events/received', reported(21_000_00, reference));
    expect([status, conflict.status, conflict.conflictsWith]).toEqual([201, 'conflict', first.id]);
    expect(
      (await http.channel('ccb').post('/v1/payments/events/received', reported(21_000_00, reference))).body.id,
    ).toBe(conflict.id);
    const decided = await http.as('finance-2').post(`/v1/payments/${conflict.id}/resolve-conflict`, {
      reason: '登记有误',
      splits: [{ saleKey: sale, account: 'house', amountFen: 21_000_00, instalmentNo: 1 }],
    });
    expect(decided).toMatchObject({ status: 200, body: { status: 'booked' } });
    expect((await finance().get(`/v1/payments/${first.id}`)).body.status).toBe('reversed');
    expect((await finance().get(`/v1/ledgers/${sale}`)).body.plan[0].paidFen).toBe(21_000_00);
  });

  test('money out: more than the credit 409; the manager approves, finance confirms', async () => {
    const sale = await newSale();
    await finance().post('/v1/payments', entryOf(sale, 310_000_00, { reference: ref() }));
    const refund = (amountFen: number) =>
      entryOf(sale, amountFen, {
        direction: 'out',
        reference: undefined,
        payeeAccount: '6222020000001234567',
        splits: [{ saleKey: sale, account: 'house', amountFen }],
      });
    expect(await finance().post('/v1/payments', refund(10_000_01))).toMatchObject({
      status: 409,
      body: { code: 'credit-insufficient' },
    });
    const { body: asked } = await finance().post('/v1/payments', refund(10_000_00));
    expect(asked).toMatchObject({ status: 'requested', payeeAccount: '6222020000001234567' });
    expect(await finance().post('/v1/payments', refund(10_000_00))).toMatchObject({
      status: 409,
      body: { code: 'credit-insufficient' },
    });
    await http.as('manager-1').post(`/v1/payments/${asked.id}/approve-out`, { approved: true });
    const paid = await finance().post(`/v1/payments/${asked.id}/confirm-paid`, { bankReference: 'B1' });
    expect(paid).toMatchObject({ status: 200, body: { bankReference: 'B1', payeeAccount: '6222020000001234567' } });
    // somebody's own account: paid to by finance, told by the API, and in no history
    const told = await toldBy(world, `payment:${asked.id}`);
    expect(told).toContain(asked.id);
    expect(told).not.toContain('6222020000001234567');
    expect((await finance().get(`/v1/ledgers/${sale}`)).body).toMatchObject({
      creditFen: 0,
      accounts: [{ inFen: 310_000_00, outFen: 10_000_00 }],
    });
  });

  test('two refunds under one bank reference: the second is refused; sent back by the bank, it is paid once more', async () => {
    const paidOut = async (bankReference: string) => {
      const sale = await newSale();
      await finance().post('/v1/payments', entryOf(sale, 301_000_00, { reference: ref() }));
      const splits = [{ saleKey: sale, account: 'house', amountFen: 1_000_00 }];
      const out = entryOf(sale, 1_000_00, { direction: 'out', reference: undefined, splits });
      const { id } = (await finance().post('/v1/payments', out)).body;
      await http.as('manager-1').post(`/v1/payments/${id}/approve-out`);
      return { id, reply: await finance().post(`/v1/payments/${id}/confirm-paid`, { bankReference }) };
    };
    const bankReference = ref();
    const first = await paidOut(bankReference);
    expect(first.reply).toMatchObject({ status: 200, body: { status: 'booked' } });
    const second = await paidOut(bankReference);
    expect(second.reply).toMatchObject({ status: 409, body: { code: 'already-booked' } });
    await finance().post(`/v1/payments/${first.id}/reverse`, { reason: 'bounced' });
    await http.as('finance-2').post(`/v1/payments/${first.id}/approve-reverse`);
    expect(await finance().post(`/v1/payments/${second.id}/confirm-paid`, { bankReference })).toMatchObject({
      status: 200,
    });
  });

  test('money for a cancelled sale is booked and goes back whole, to be confirmed only', async () => {
    const sale = await newSale({ status: 'cancelled' });
    const { body: booked } = await http.channel('ccb').post(
      '/v1/payments/events/received',
      reported(20_000_00, ref(), {
        splits: [{ saleKey: sale, account: 'house', amountFen: 20_000_00 }],
      }),
    );
    const back = await eventually(async () => {
      const answer = await finance().get(`/v1/payments/${booked.id}-back`);
      return answer.status === 200 && answer;
    });
    expect(back.body).toMatchObject({
      status: 'approved',
      direction: 'out',
      openSteps: [{ name: 'confirm-paid' }, { name: 'cancel' }],
    });
    await finance().post(`/v1/payments/${booked.id}-back/confirm-paid`, { bankReference: ref() });
    expect((await finance().get(`/v1/ledgers/${sale}`)).body.accounts[0]).toMatchObject({
      inFen: 20_000_00,
      outFen: 20_000_00,
    });
  });
});

describe('3-money: payments, the first reminder', () => {
  const remindedFor = async (saleKey: string) =>
    world.toNames(await world.deps.models.outbox.find({ saleKey, template: 'payment.first-reminder' }).lean());

  test('payments 5: three days before the first instalment at 10:00, with the consultant’s task; none when it is paid', async () => {
    const dueOn = await inDays(world, 7);
    const deposit = { no: 0, kind: 'deposit' as const, amountFen: 20_000_00, payer: 'client' as const };
    const reminded = await newSale({ rows: [deposit, due(dueOn)] });
    const paid = await newSale({ rows: [deposit, due(dueOn)] });
    await finance().post('/v1/payments', entryOf(paid, 300_000_00, { reference: ref() }));
    const calendar = await world.deps.calendarOf(world.projectId);
    const at = instantOf(addDays(dueOn, -3), '10:00', calendar);
    await fastForward(world.deps, world.projectId, () => at - 20 * 60_000, 'before 10:00');
    expect(await remindedFor(reminded)).toHaveLength(0);
    await fastForward(world.deps, world.projectId, () => at + 20 * 60_000, 'after 10:00');
    const [notice] = await remindedFor(reminded);
    expect(notice).toMatchObject({ kind: 'reminder', clientId: 'client-001' });
    expect(localTime(notice?.notBefore.getTime() ?? 0, calendar)).toBe('10:00');
    expect(await remindedFor(paid)).toHaveLength(0);
    const mine = await http.as('consultant-a1').get('/v1/payment-reminders?open=true');
    expect(mine.body.items).toMatchObject([
      { saleKey: reminded, openSteps: [{ name: 'contacted', staffIds: ['consultant-a1'] }] },
    ]);
  }, 120_000);
});
