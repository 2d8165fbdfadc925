import type { Http } from '../harness/http';
import { dateIn, DEPOSIT, must, priceOf, SaleDriver } from '../harness/sale-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually } from '../harness/world';

/**
 * subscription: the acceptance scenarios, with Li = consultant-a1, Kong = controller-1, Ma = manager-1,
 * Jin and Bai = finance-1 and finance-2, He = assistant-1. Each on a unit of its own.
 */
let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject();
  http = await world.http();
});

const unitRow = async (id: string) => world.toNames(await world.deps.models.units.findById(world.idOf(id)).lean());
const receipts = (key: string) =>
  world.deps.models.documents.find({ saleKey: key, kind: 'deposit-receipt' }).sort({ number: 1 }).lean();
const sold = (unitId: string, buyers?: string[]) => new SaleDriver(world, http, unitId, buyers);

test('1-front: subscription 1: all steps, counted by two, subscribed, copies 1/1/2', async () => {
  const sale = sold('linjiang-1-1201');
  await sale.upTo('take-deposit');
  expect((await unitRow(sale.unitId))?.status).toBe('reserved');
  const paid = must(await sale.step('finance-1', 'take-deposit', DEPOSIT), 'take-deposit');
  expect(paid.body).toMatchObject({
    status: 'subscribed',
    deposit: { amountFen: 2_000_000, countedBy: ['finance-1', 'finance-2'] },
  });
  expect(await unitRow(sale.unitId)).toMatchObject({ status: 'sold', saleKey: sale.key });
  const [receipt] = await receipts(sale.key);
  expect(receipt).toMatchObject({
    number: paid.body.deposit.receiptNo,
    fields: { amountFen: 2_000_000, method: ['现金'] },
  });
  const [told] = await world.deps.models.outbox
    .find({ template: 'subscription.deposit-received', saleKey: sale.key })
    .lean();
  expect(told?.text).toContain('人民币贰万元整');
  const distributed = must(await sale.step('assistant-1', 'distribute'), 'distribute');
  expect(distributed.body.copies).toMatchObject({ client: 1, assistant: 1, finance: 2 });
  const { plan } = await ledger(sale.key);
  expect(plan.map((row: { amountFen: number }) => row.amountFen)).toEqual([
    2_000_000,
    paid.body.priceFen - 2_000_000,
  ]);
});

test('1-front: subscription 1: the form is numbered when it is issued and filled in later under that number', async () => {
  const sale = sold('linjiang-1-1202', ['client-001', 'client-002']);
  await sale.upTo('fill');
  const issued = await sale.read();
  const form = () => world.deps.models.documents.findById(issued.forms[0].documentId).lean();
  expect((await form())?.fields.totalPriceFen).toBeUndefined();
  must(await sale.step('consultant-a1', 'fill', await sale.fillBody()), 'fill');
  expect(await form()).toMatchObject({
    number: issued.formNo,
    fields: { totalPriceFen: (await priceOf(world, sale.unitId)).totalFen },
  });
  expect((await sale.step('consultant-a1', 'check', { ok: true })).status).toBe(403);
  must(await sale.step('assistant-1', 'check', { ok: false, problems: ['签约日期未填'] }), 'check');
  must(await sale.step('consultant-a1', 'fill', await sale.fillBody()), 'fill again');
  must(await sale.step('assistant-1', 'check', { ok: true }), 'check again');
  const one = await sale.step('consultant-a1', 'client-sign', { signers: [{ clientId: 'client-001' }] });
  expect(one).toMatchObject({ status: 409, body: { code: 'signer-missing' } });
  const both = { signers: [{ clientId: 'client-001' }, { clientId: 'client-002', agentDocId: 'file-1' }] };
  must(await sale.step('consultant-a1', 'client-sign', both), 'client-sign');
  expect(await sale.step('consultant-a1', 'fill', await sale.fillBody())).toMatchObject({
    status: 409,
    body: { code: 'form-signed' },
  });
  must(await sale.step('consultant-a1', 'consultant-sign'), 'consultant-sign');
  const no = must(
    await sale.step('manager-1', 'manager-sign', { ok: false, reason: '付款方式有误' }),
    'manager-sign',
  );
  expect(no.body).toMatchObject({ status: 'form', forms: [{ voidReason: '营销经理未签字' }] });
  must(await sale.step('assistant-1', 'issue-form'), 'issue-form');
  expect((await sale.read()).forms).toHaveLength(2);
});

test('1-front: subscription 2: two people count, the sum is exact, finance only', async () => {
  const sale = sold('linjiang-1-1203');
  await sale.upTo('take-deposit');
  const take = (body: object, who = 'finance-1') => sale.step(who, 'take-deposit', { ...DEPOSIT, ...body });
  expect(await take({ countedBy: ['finance-1', 'finance-1'] })).toMatchObject({
    status: 409,
    body: { code: 'two-counters-required' },
  });
  expect(await take({ countedBy: ['finance-1', 'consultant-a1'] })).toMatchObject({
    body: { code: 'two-counters-required' },
  });
  expect(await take({ countedBy: ['finance-1', 'contractor-1'] })).toMatchObject({
    body: { code: 'two-counters-required', errors: [{ field: 'countedBy' }] },
  });
  const short = { parts: [{ method: 'cash', amountFen: 1_999_999 }] };
  expect(await take(short)).toMatchObject({ status: 409, body: { code: 'wrong-amount' } });
  expect((await take({}, 'consultant-a1')).status).toBe(403);
  expect(await receipts(sale.key)).toHaveLength(0);
  const parts = [
    { method: 'cash', amountFen: 500_000 },
    { method: 'pos', amountFen: 1_500_000, reference: 'POS-778' },
  ];
  must(await take({ parts }), 'take-deposit in parts');
  expect(await receipts(sale.key)).toHaveLength(1);
  expect((await ledger(sale.key)).lines).toHaveLength(2);
});

test('1-front: subscription: a cheque that bounced as one deposit is taken as another', async () => {
  const parts = [{ method: 'cheque', amountFen: 2_000_000, reference: 'ZP-0001' }];
  const first = sold('linjiang-1-1701');
  await first.upTo('take-deposit');
  const { deposit } = must(await first.step('finance-1', 'take-deposit', { ...DEPOSIT, parts }), 'deposit').body;
  const second = sold('linjiang-1-1702');
  await second.upTo('take-deposit');
  expect(await second.step('finance-1', 'take-deposit', { ...DEPOSIT, parts })).toMatchObject({
    status: 409,
    body: { code: 'already-booked' },
  });
  const payment = `/v1/payments/${deposit.paymentIds[0]}`;
  must(await http.as('finance-1').post(`${payment}/reverse`, { reason: 'bounced' }), 'reverse');
  must(await http.as('finance-2').post(`${payment}/approve-reverse`), 'approve-reverse');
  expect((await ledger(first.key)).lines).toMatchObject([{ amountFen: 2_000_000, reversed: true }]);
  must(await second.step('finance-1', 'take-deposit', { ...DEPOSIT, parts }), 'deposit again');
});

test('1-front: subscription: money the bank has reported is taken up by its reference, once', async () => {
  const sale = sold('linjiang-1-1604');
  await sale.upTo('take-deposit');
  const payeeAccount = '6200-0000-0001';
  const receivedAt = new Date(await world.deps.businessNow(world.projectId)).toISOString();
  const message = {
    eventId: 'bank-77',
    projectId: 'linjiang',
    amountFen: 2_000_000,
    method: 'transfer',
    reference: 'BANK-77',
  };
  const reported = await http
    .channel('bank')
    .post('/v1/payments/events/received', { ...message, receivedAt, payeeAccount });
  must(reported, 'reported', 201);
  const parts = [{ method: 'transfer', amountFen: 2_000_000, reference: 'BANK-77' }];
  const paid = must(await sale.step('finance-1', 'take-deposit', { ...DEPOSIT, parts }), 'take-deposit').body;
  expect(paid.deposit.paymentIds).toEqual([reported.body.id]);
  expect((await ledger(sale.key)).lines).toHaveLength(1);
  await eventually(
    async () => (await http.as('finance-1').get(`/v1/payments/${reported.body.id}`)).body.status === 'booked',
  );
});

test('1-front: subscription 3: what the form may not say', async () => {
  const sale = sold('linjiang-1-1204');
  await sale.upTo('fill');
  const { totalFen } = await priceOf(world, sale.unitId);
  const dueBy = await dateIn(world, 30);
  const fill = async (more: object) => sale.step('consultant-a1', 'fill', await sale.fillBody(more));
  const rows = (secondFen: number) => ({
    kind: 'instalment',
    rows: [
      { dueBy, amountFen: 50_000_000 },
      { dueBy, amountFen: secondFen },
    ],
  });
  expect(await fill({ plan: rows(totalFen - 50_000_001) })).toMatchObject({
    status: 409,
    body: { code: 'plan-unbalanced' },
  });
  expect(await fill({ totalFen: totalFen - 1 })).toMatchObject({
    status: 409,
    body: { code: 'price-outside-range' },
  });
  expect(await fill({ totalFen: totalFen + 100 })).toMatchObject({ body: { code: 'price-outside-range' } });
  expect(await fill({ signBy: await dateIn(world, -1) })).toMatchObject({ body: { code: 'date-in-past' } });
  expect(await fill({ unitId: 'linjiang-1-1301' })).toMatchObject({ body: { code: 'unit-mismatch' } });
  const downPaymentFen = Math.round(totalFen * 0.1);
  const low = {
    kind: 'mortgage',
    downPercent: 10,
    downPaymentFen,
    downPaymentBy: dueBy,
    loanFen: totalFen - downPaymentFen,
  };
  expect(await fill({ plan: low, mortgageBy: dueBy })).toMatchObject({ body: { code: 'plan-unbalanced' } });
  expect((await fill({ plan: low })).status).toBe(400);
  must(await fill({ plan: rows(totalFen - 50_000_000) }), 'fill');
});

test('1-front: subscription: under 18 on the signing day pays a lump sum', async () => {
  const born = (await dateIn(world, 10)).replace(/^\d{4}/, (year) => String(Number(year) - 18));
  await world.deps.models.clients.create({
    _id: world.idOf('client-minor'),
    projectId: world.projectId,
    name: '少年',
    birthDate: born,
    noticeChannel: { kind: 'console', address: '' },
  });
  const sale = sold('linjiang-1-1301', ['client-minor']);
  await sale.upTo('fill');
  const { totalFen } = await priceOf(world, sale.unitId);
  const plan = { kind: 'instalment', rows: [{ dueBy: await dateIn(world, 30), amountFen: totalFen }] };
  const fill = async (more: object) => sale.step('consultant-a1', 'fill', await sale.fillBody(more));
  expect(await fill({ plan, signBy: await dateIn(world, 9) })).toMatchObject({
    status: 409,
    body: { code: 'minor-lump-sum-only' },
  });
  must(await fill({ plan, signBy: await dateIn(world, 10) }), 'of age on the birthday');
  must(await fill({ signBy: await dateIn(world, 9) }), 'lump sum');
});

test('1-front: subscription: the unit check refuses, an unsellable unit is named, a client must be known', async () => {
  const sale = sold('linjiang-1-1302');
  must(await sale.start(), 'start', 201);
  const refused = must(
    await sale.step('controller-1', 'unit-check', { ok: false, reason: '已口头预留' }),
    'unit-check',
  );
  expect(refused.body).toMatchObject({ status: 'unit-refused', open: false });
  await eventually(async () => (await sale.read('')).status === 'cancelled');
  expect(await sold('linjiang-1-201').start()).toMatchObject({ status: 409, body: { code: 'unit-retained' } });
  expect(await sold('linjiang-4-201').start()).toMatchObject({ status: 409, body: { code: 'already-sold' } });
  expect(await sold('linjiang-9-9901').start()).toMatchObject({ status: 409, body: { code: 'unknown-unit' } });
  expect(await sold('linjiang-1-1302', ['client-zzz']).start()).toMatchObject({
    status: 409,
    body: { code: 'unknown-client' },
  });
});

test('1-front: subscription 6: the unit is corrected by one and approved by another', async () => {
  const sale = sold('linjiang-1-1303');
  await sale.upTo('distribute');
  const before = await sale.read();
  const correction = { toUnitId: 'linjiang-1-1304', reason: '房号笔误' };
  must(await sale.step('controller-1', 'correct-unit', correction), 'correct-unit');
  const another = { ...correction, toUnitId: 'linjiang-1-1305' };
  expect(await sale.step('controller-1', 'correct-unit', another)).toMatchObject({
    body: { code: 'step-not-open' },
  });
  const after = must(await sale.step('manager-1', 'approve-correction', { ok: true }), 'approve-correction').body;
  expect(after.unitId).toBe('linjiang-1-1304');
  expect(after.priceFen).toBe((await priceOf(world, 'linjiang-1-1304')).totalFen);
  expect(after.formNo).not.toBe(before.formNo);
  expect(after.deposit).toMatchObject({ amountFen: 2_000_000 });
  expect(await unitRow('linjiang-1-1304')).toMatchObject({ status: 'sold', saleKey: sale.key });
  expect((await unitRow('linjiang-1-1303'))?.status).toBe('available');
  const [old, redone] = await receipts(sale.key);
  expect(old?.void?.reason).toBe('更正房号');
  expect(redone).toMatchObject({ number: after.deposit.receiptNo, fields: { unit: '1栋1304室' } });
  await eventually(async () => (await sale.read('')).unitId === 'linjiang-1-1304');
});

test('1-front: subscription: change-unit before the deposit voids the form and checks the new unit', async () => {
  const sale = sold('linjiang-1-1401');
  await sale.upTo('take-deposit');
  const changed = must(
    await sale.step('consultant-a1', 'change-unit', { unitId: 'linjiang-1-1402' }),
    'change-unit',
  ).body;
  expect(changed).toMatchObject({ status: 'checking', unitId: 'linjiang-1-1402' });
  expect((await unitRow('linjiang-1-1401'))?.status).toBe('available');
  expect(await sale.step('finance-1', 'take-deposit', DEPOSIT)).toMatchObject({
    status: 409,
    body: { code: 'step-not-open' },
  });
  must(await sale.step('controller-1', 'unit-check', { ok: true }), 'unit-check');
  must(await sale.step('assistant-1', 'issue-form'), 'issue-form');
  const collected = must(
    await sale.step('assistant-1', 'void-form', { reason: '客户一份未带来', copiesReturned: 3 }),
    'void-form',
  ).body;
  expect(collected.forms[0]).toMatchObject({ copiesReturned: 3, unitId: 'linjiang-1-1401' });
  const missed = { template: 'subscription.copies-missing', saleKey: sale.key };
  const [missing] = world.toNames(await world.deps.models.outbox.find(missed).lean());
  expect(missing).toMatchObject({ staffId: 'supervisor-1', text: expect.stringContaining('尚有 1 份未收回') });
  expect(collected).toMatchObject({ status: 'form', formNo: collected.forms[1].formNo });
});

test('1-front: unit-control 1: the first deposit wins, the other is unit-lost and may choose anew', async () => {
  const [sun, li] = [
    new SaleDriver(world, http, 'linjiang-1-1404', ['client-001'], 'consultant-b1'),
    sold('linjiang-1-1404'),
  ];
  await sun.upTo('take-deposit');
  await li.upTo('take-deposit');
  must(await sun.step('finance-1', 'take-deposit', DEPOSIT), "Sun's deposit");
  const late = await li.step('finance-1', 'take-deposit', DEPOSIT);
  expect(late).toMatchObject({ status: 409, body: { code: 'already-sold' } });
  expect(await receipts(li.key)).toHaveLength(0);
  await eventually(async () => (await li.read()).status === 'unit-lost');
  expect(await li.step('finance-1', 'take-deposit', DEPOSIT)).toMatchObject({
    status: 409,
    body: { code: 'already-sold' },
  });
  const task = await world.deps.models.tasks
    .findOne({ workflowId: `subscription:${li.key}`, state: 'open', step: 'void-form' })
    .lean();
  expect(task?.roles).toEqual(['assistant']);
  must(await li.step('assistant-1', 'void-form', { reason: '房号已售', copiesReturned: 4 }), 'void-form');
  const revived = must(await li.step('consultant-a1', 'change-unit', { unitId: 'linjiang-1-1403' }), 'change-unit');
  expect(revived.body).toMatchObject({ status: 'checking', unitId: 'linjiang-1-1403' });
});

test('1-front: subscription: extended at most twice, and only ahead', async () => {
  const sale = sold('linjiang-1-1501');
  await sale.upTo('take-deposit');
  const { deadlines } = await sale.read();
  const depositBy = (hours: number) => new Date(Date.parse(deadlines[0].at) + hours * 3_600_000).toISOString();
  const extend = (body: object) => sale.step('manager-1', 'extend', { reason: '客户筹款', ...body });
  expect(await extend({ depositBy: depositBy(-1) })).toMatchObject({ status: 409, body: { code: 'date-in-past' } });
  const { body } = must(await extend({ depositBy: depositBy(24) }), 'extend deposit');
  const [{ from, to }] = body.extensions;
  expect([from, Date.parse(to)]).toEqual([deadlines[0].at, Date.parse(depositBy(24))]);
  must(await sale.step('finance-1', 'take-deposit', DEPOSIT), 'take-deposit');
  must(await extend({ signBy: await dateIn(world, 12) }), 'extend signing');
  expect(await extend({ signBy: await dateIn(world, 14) })).toMatchObject({
    status: 409,
    body: { code: 'no-extension-left' },
  });
});

test('2-contract: sale: cancel before the deposit ends it; after it the fault is decided; two at once: one', async () => {
  const [early, late] = [sold('linjiang-1-1502'), sold('linjiang-1-1503')];
  await early.upTo('take-deposit');
  expect((await early.cancel('consultant-b1', { reason: '反悔' })).status).toBe(403);
  const ended = must(await early.cancel('consultant-a1', { reason: '反悔' }), 'cancel');
  expect(ended.body).toMatchObject({ status: 'cancelled', phases: { subscription: { status: 'cancelled' } } });
  expect((await unitRow(early.unitId))?.status).toBe('available');
  expect(await early.cancel('consultant-a1', { reason: '反悔' })).toMatchObject({
    status: 409,
    body: { code: 'sale-closed' },
  });

  await late.upTo('distribute');
  const body = { reason: '无力付款', by: 'client', applicationFileId: 'file-7' };
  const both = await Promise.all([late.cancel('consultant-a1', body), late.cancel('service-1', body)]);
  expect(both.map((reply) => reply.status).sort()).toEqual([200, 409]);
  expect(both.find((reply) => reply.status === 409)?.body.code).toBe('change-in-progress');
  expect(both.find((reply) => reply.status === 200)?.body).toMatchObject({
    status: 'cancelling',
    openChangeId: expect.any(String),
    phases: { subscription: { status: 'fault-decision' } },
  });
  const decided = must(
    await late.step('manager-1', 'decide-fault', { fault: 'buyer', reason: '客户书面放弃' }),
    'decide-fault',
  );
  expect(decided.body).toMatchObject({ status: 'forfeited', settlement: { keptFen: 2_000_000, returnedFen: 0 } });
  expect(await accounts(late.key)).toEqual({ house: 0, forfeit: 2_000_000 });
  expect((await late.read('')).status).toBe('cancelled');
});

test('2-contract: sale: another consultant takes over, tasks move and keep their due', async () => {
  const sale = sold('linjiang-1-1504');
  await sale.upTo('fill');
  const due = (await sale.read()).openSteps.find((open: { name: string }) => open.name === 'fill').due;
  must(
    await http
      .as('manager-1')
      .post(`/v1/sales/${sale.key}/reassign`, { consultantId: 'consultant-b2', reason: '调组' }),
    'reassign',
  );
  const moved = await eventually(async () => {
    const view = await sale.read();
    return view.ownerId === 'consultant-b2' && view;
  });
  expect(moved.openSteps.find((open: { name: string }) => open.name === 'fill')).toMatchObject({
    staffIds: ['consultant-b2'],
    due,
  });
  expect((await sale.step('consultant-a1', 'fill', await sale.fillBody())).status).toBe(403);
  must(await sale.step('consultant-b2', 'fill', await sale.fillBody()), 'fill by the new one');
});

test('2-contract: sale: signing and mortgage are there when the deposit is answered; the end of the sale ends them', async () => {
  const sale = sold('linjiang-1-1602');
  const { totalFen } = await priceOf(world, sale.unitId);
  const downPaymentFen = Math.ceil(totalFen * 0.3);
  const by = await dateIn(world, 10);
  const plan = {
    kind: 'mortgage',
    downPercent: 30,
    downPaymentFen,
    downPaymentBy: by,
    loanFen: totalFen - downPaymentFen,
  };
  await sale.upTo('take-deposit', { plan, mortgageBy: by });
  must(await sale.step('finance-1', 'take-deposit', DEPOSIT), 'take-deposit');
  const alert = {
    signingAt: new Date((await world.deps.businessNow(world.projectId)) + 3 * 86_400_000).toISOString(),
  };
  must(await http.as('consultant-a1').post(`/v1/sales/${sale.key}/signing/alert`, alert), 'alert');
  const { phases, status } = await sale.read('');
  expect(Object.keys(phases)).toEqual(['subscription', 'signing', 'mortgage']);
  expect(status).toBe('signing');
  await eventually(
    async () =>
      !(await sale.read()).deadlines.some((deadline: { name: string }) => deadline.name === 'signReminder'),
  );

  must(await sale.cancel('service-1', { reason: '公司撤盘', by: 'company' }), 'cancel');
  must(await sale.step('manager-1', 'decide-fault', { fault: 'none', reason: '公司撤盘' }), 'decide-fault');
  must(
    await sale.step('finance-1', 'pay-back', { amountFen: 2_000_000, method: 'transfer', reference: 'T-9' }),
    'pay-back',
  );
  await eventually(async () => {
    const ended = (await sale.read('')).phases;
    return !ended.signing.open && !ended.mortgage.open;
  });
  expect((await sale.read('')).status).toBe('cancelled');
});

test('2-contract: sale: the timeline tells staff what was and is due, and the buyer nothing of approvals', async () => {
  const sale = sold('linjiang-1-1601');
  await sale.upTo('distribute');
  const read = async (audience: string) =>
    (await http.as('service-1').get(`/v1/sales/${sale.key}/timeline?audience=${audience}`)).body;
  const { asOf, entries } = await read('staff');
  expect(Date.parse(asOf)).toBeGreaterThan(0);
  const dated = entries.filter((entry: { at: string | null }) => entry.at !== null);
  expect(dated.map((entry: { at: string }) => Date.parse(entry.at))).toEqual(
    dated.map((entry: { at: string }) => Date.parse(entry.at)).sort(),
  );
  const { receiptNo } = (await sale.read()).deposit;
  expect(entries).toContainEqual(
    expect.objectContaining({ kind: 'past', phase: 'subscription', who: 'finance-1', documentNo: receiptNo }),
  );
  expect(entries).toContainEqual(
    expect.objectContaining({
      kind: 'due',
      what: expect.objectContaining({ en: 'signing is overdue, the grace begins' }),
    }),
  );
  const buyers = (await read('buyer')).entries;
  expect(JSON.stringify(buyers)).not.toContain('营销经理签字');
  expect(buyers.some((entry: { who?: string }) => entry.who)).toBe(false);
  expect(buyers).toContainEqual(expect.objectContaining({ documentNo: receiptNo }));
});

async function ledger(saleKey: string) {
  const { connection } = world.deps.models;
  const [plan, lines] = await Promise.all([
    connection.collection('payment_plans').findOne({ saleKey }, { sort: { version: -1 } }),
    connection.collection('ledger_lines').find({ saleKey }).toArray(),
  ]);
  return { plan: plan?.rows, lines };
}

async function accounts(saleKey: string): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { account, amountFen } of (await ledger(saleKey)).lines)
    sums[account] = (sums[account] ?? 0) + amountFen;
  return sums;
}
