import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { HOUR, Repairs, UNIT } from './repair.harness';

/** repair: what else may happen on the way. */
let world: Project;
let repairs: Repairs;
beforeEach(async () => {
  world = await openProject();
  repairs = new Repairs(world, await world.http());
  await repairs.deliver(UNIT);
});

const stepsOf = (body: { openSteps: { name: string }[] }) =>
  [...new Set(body.openSteps.map(({ name }) => name))].sort();

test('repair: an incomplete report waits, is passed on and triaged; a contractor sees and does only its own', async () => {
  const crack = await repairs.leak({
    defectClass: undefined,
    severity: undefined,
    phone: undefined,
    content: '客厅墙面裂缝',
  });
  expect(crack.body).toMatchObject({ status: 'recorded', severity: 'crack' });
  expect(await repairs.notices(crack, 'order-desk')).toHaveLength(0);
  const completed = await repairs.step('service-1', crack, 'complete', { items: { phone: '139-0000-7001' } });
  expect(completed.body).toMatchObject({ status: 'dispatched', isTriaged: false });
  expect(completed.body.contractorId).toBeUndefined();
  const triaged = await repairs.step('repair-1', crack, 'triage', {
    defectClass: 'fit-out',
    severity: 'crack',
    note: '墙面空鼓',
  });
  expect(triaged.body).toMatchObject({
    status: 'dispatched',
    contractorId: 'contractor-1',
    remarks: [{ step: 'triage', note: '墙面空鼓' }],
  });
  expect(await repairs.notices(crack, 'order')).toHaveLength(1);

  const mine = await repairs.http.as('contractor-1').get('/v1/repairs');
  const others = await repairs.http.as('contractor-2').get('/v1/repairs');
  expect([mine.body.items.length, others.body.items.length]).toEqual([1, 0]);
  expect((await repairs.http.as('contractor-2').get(`/v1/repairs/${crack.body.id}`)).status).toBe(404);

  const tooLate = repairs.iso((await repairs.now()) + 8 * 24 * HOUR);
  expect((await repairs.step('contractor-1', crack, 'accept', { plannedAt: tooLate })).body.code).toBe(
    'after-deadline',
  );
  await repairs.accept(crack, 'repair-1');
  const extended = await repairs.step('projectdept-1', crack, 'extend', { finishBy: tooLate, reason: '材料未到' });
  expect(repairs.deadline(extended.body, 'finish')).toBe(Date.parse(tooLate));
  expect(
    (await repairs.step('projectdept-1', crack, 'extend', { finishBy: tooLate, reason: '再延' })).body.code,
  ).toBe('step-not-open');

  const again = await repairs.step('contractor-1', crack, 'chase', { text: '快' });
  expect(again.status).toBe(403);
  await repairs.step('service-1', crack, 'chase', { text: '业主催促' });
  expect((await repairs.notices(crack, 'chase')).map(({ staffId }) => staffId)).toEqual(['contractor-1']);
  const corrected = await repairs.step('service-1', crack, 'correct', {
    changes: { defectClass: 'plumbing', severity: 'blemish' },
    reason: '登记有误',
  });
  expect(corrected.body).toMatchObject({
    status: 'dispatched',
    contractorId: 'contractor-2',
    dispatchedAt: triaged.body.dispatchedAt,
  });
  expect((repairs.deadline(corrected.body, 'finish') - Date.parse(triaged.body.dispatchedAt)) / HOUR).toBe(15 * 24);
  const cancelled = await repairs.step('service-lead-1', crack, 'cancel', { reason: '误报' });
  expect(cancelled.body).toMatchObject({ status: 'closed', outcome: 'cancelled', open: false });
});

test('repair: disputed, found the owner’s, reviewed by another engineer with an expert, paid: the own team mends', async () => {
  const crack = await repairs.leak({ severity: 'crack' });
  await repairs.step('contractor-2', crack, 'dispute', { ground: 'misuse' });
  expect((await repairs.read(crack)).status).toBe('dispatched');
  const found = { finding: 'owner-liable', reason: '自行改动管线', quoteFen: 60_000 };
  const liable = await repairs.step('engineer-1', crack, 'verify', found);
  expect(liable.body).toMatchObject({ status: 'owner-liable', quoteFen: 60_000 });
  expect((await repairs.notices(crack, 'not-warranty'))[0]?.text).toContain('600.00');
  await repairs.step('service-1', crack, 'owner-choice', { choice: 'object' });
  expect((await repairs.step('engineer-1', crack, 'verify', { ...found, expert: '王工' })).body.code).toBe(
    'own-request',
  );
  expect((await repairs.step('engineer-2', crack, 'verify', found)).body.code).toBe('expert-missing');
  await repairs.step('engineer-2', crack, 'verify', { ...found, expert: '王工' });
  expect((await repairs.step('service-1', crack, 'owner-choice', { choice: 'object' })).body.code).toBe(
    'final-decision',
  );
  await repairs.step('service-1', crack, 'owner-choice', { choice: 'pay' });

  // the home was sold before this system: its repair is the account
  const other = await repairs.leak({ separate: true });
  const [little, others, fee] = [
    await repairs.pay(crack, 50_000),
    await repairs.pay(other, 60_000),
    await repairs.pay(crack, 60_000),
  ];
  expect([little.status, others.status, fee.status]).toEqual([201, 201, 201]);
  expect((await repairs.pay(crack, 60_000, 'house')).body.code).toBe('validation-failed');
  const paid = (paymentId: string) => repairs.step('finance-1', crack, 'record-payment', { paymentId });
  const refused = [await paid('P-0'), await paid(little.body.id), await paid(others.body.id)];
  expect(refused.map(({ body }) => body.code)).toEqual(['unknown-payment', 'wrong-amount', 'wrong-payer']);
  expect((await paid(fee.body.id)).body).toMatchObject({ status: 'own-team', hasOwnerPaid: true });
  const ledger = (await repairs.http.as('finance-1').get(`/v1/ledgers/${crack.body.id}`)).body;
  expect(ledger).toMatchObject({
    unitId: UNIT,
    accounts: expect.arrayContaining([expect.objectContaining({ account: 'repair-fee', inFen: 110_000 })]),
  });
  const receipt = await repairs.http.as('finance-1').get(`/v1/documents/${fee.body.splits[0].receiptId}`);
  for (const text of ['4栋201室', '维修费', '人民币陆佰元整']) expect(receipt.body).toContain(text);
  const cancelled = await repairs.step('service-lead-1', crack, 'cancel', { reason: '业主改变主意' });
  expect(cancelled.body).toMatchObject({ status: 'closed', open: true, refundFen: 60_000 });
  expect(stepsOf(cancelled.body)).toEqual(['pay-claim']);
  expect((await repairs.step('finance-1', crack, 'pay-claim', { reference: '退款' })).body).toMatchObject({
    outcome: 'cancelled',
    open: false,
  });
});

test('repair: nobody home stops the clocks until the new appointment; the third time it is closed', async () => {
  const crack = await repairs.leak({ severity: 'crack' });
  const accepted = (await repairs.accept(crack)).body;
  const visit = (more: object = {}) =>
    repairs.step('contractor-2', crack, 'visit', { result: 'no-access', ...more });
  const stopped = await visit();
  expect(stopped.body.deadlines.map(({ name }: { name: string }) => name)).toEqual(['noAccess']);
  const appointmentAt = repairs.iso((await repairs.now()) + 48 * HOUR);
  const resumed = await repairs.step('service-1', crack, 'complete', { items: { appointmentAt } });
  const shift = repairs.deadline(resumed.body, 'finish') - repairs.deadline(accepted, 'finish');
  expect(Date.parse(resumed.body.finishBy)).toBe(repairs.deadline(resumed.body, 'finish'));
  expect(Math.abs(shift / HOUR - 48)).toBeLessThan(0.1);
  await visit({ newAppointmentAt: repairs.iso((await repairs.now()) + 72 * HOUR) });
  const closed = await visit();
  expect(closed.body).toMatchObject({ status: 'closed', outcome: 'no-access', reportedAt: crack.body.reportedAt });
  expect(stepsOf(closed.body)).toEqual(['claim-own-repair', 'reopen']);
  const [notice] = await repairs.notices(crack, 'no-access-closed');
  const letter = (await repairs.http.as('service-1').get(`/v1/documents/${notice?.documentId}`)).body;
  for (const text of ['上门未遇结案通知', 'WY000001', crack.body.orderNo]) expect(letter).toContain(text);
  expect((await repairs.leak()).status).toBe(201);
  expect((await repairs.step('service-1', crack, 'reopen', { reason: '业主已回' })).body.code).toBe(
    'duplicate-report',
  );
});

test('repair: an owner who stays silent is signed as such after two reminders', async () => {
  const crack = await repairs.leak({ severity: 'crack' });
  await repairs.accept(crack);
  await repairs.finish(crack);
  await repairs.sign(crack, 'projectdept-1', 'project-department');
  await repairs.sign(crack, 'site-1', 'site-supervisor');
  await repairs.sign(crack, 'repair-1', 'repair-desk');
  await world.fastForward('13 days');
  await world.fastForward('1 minutes');
  const signed = await repairs.read(crack);
  expect(signed).toMatchObject({ status: 'signed', isOwnerSilent: true });
  expect(await repairs.notices(crack, 'sign-off-reminder')).toHaveLength(2);
});

test('repair: closed it may be reopened for 30 days, then it ends', async () => {
  const crack = await repairs.leak({ severity: 'crack' });
  await repairs.accept(crack);
  await repairs.finish(crack);
  await repairs.signAll(crack);
  await repairs.returnOrder(crack);
  const reopened = await repairs.step('service-1', crack, 'reopen', { reason: '又漏了' });
  expect(reopened.body).toMatchObject({ status: 'dispatched', round: 2, contractorId: 'contractor-2' });
  expect(await repairs.notices(crack, 'reopened')).toHaveLength(3);
  await repairs.accept(crack);
  await repairs.finish(crack);
  await repairs.signAll(crack);
  await repairs.returnOrder(crack);
  await world.fastForward('30 days');
  await world.fastForward('1 minutes');
  expect(await repairs.read(crack)).toMatchObject({ status: 'closed', outcome: 'repaired', open: false });
  expect((await repairs.step('service-1', crack, 'reopen', { reason: '再漏' })).body.code).toBe('reopen-too-late');
});

test('repair: a report after the term goes to engineering; late by a week the owner may mend and claim', async () => {
  await repairs.deliver('linjiang-4-202', 3 * 366);
  const old = await repairs.leak({ unitId: 'linjiang-4-202', severity: 'crack' });
  expect(old.body).toMatchObject({
    status: 'dispatched',
    dispute: { ground: 'expired' },
    warranty: { isCovered: false },
  });
  expect(stepsOf(old.body)).toContain('verify');
  expect(await repairs.notices(old, 'order')).toHaveLength(0);
  expect(
    (await repairs.step('service-1', old, 'claim-own-repair', { costFen: 1, invoices: ['f'] })).body.code,
  ).toBe('own-repair-not-due');
  await repairs.step('service-lead-1', old, 'cancel', { reason: '业主撤回' });

  const leak = await repairs.leak();
  const claim = { costFen: 30_000, invoices: ['invoice-1'] };
  await world.fastForward('7 days');
  expect((await repairs.step('service-1', leak, 'claim-own-repair', claim)).body.code).toBe('own-repair-not-due');
  await world.fastForward('25 hours');
  expect((await repairs.step('service-1', leak, 'claim-own-repair', claim)).status).toBe(200);
  await repairs.person('both-1', ['lawyer', 'finance']);
  await repairs.step('both-1', leak, 'decide-claim', { acceptFen: 25_000, reason: '按市场价' });
  expect((await repairs.step('both-1', leak, 'pay-claim')).body.code).toBe('own-request');
  expect((await repairs.step('finance-1', leak, 'pay-claim')).body).toMatchObject({
    status: 'closed',
    outcome: 'owner-repaired',
  });
  expect(await repairs.ledger(leak)).toMatchObject([
    { kind: 'own-repair', amountFen: 25_000, chargeTo: 'contractor' },
  ]);
});

test('repair: facts in the future, unknown units and unknown fields are refused', async () => {
  const later = repairs.iso((await repairs.now()) + HOUR);
  const refused = await repairs.leak({ reportedAt: later });
  expect([refused.status, refused.body.errors[0].field]).toEqual([400, 'reportedAt']);
  expect((await repairs.leak({ unitId: 'linjiang-9-101' })).status).toBe(400);
  expect((await repairs.leak({ typo: 1 })).status).toBe(400);
  expect((await repairs.http.as('finance-1').post('/v1/repairs', {})).status).toBe(403);
});

test('repair: a report of years ago is a slip of the pen; of a year ago it is entered late', async () => {
  const day = 24 * HOUR;
  const now = await repairs.now();
  const early = await repairs.leak({ reportedAt: repairs.iso(now - 367 * day) });
  expect([early.status, early.body.errors]).toMatchObject([
    400,
    [{ field: 'reportedAt', message: '不能早于登记前12个月 not more than 12 months before it is entered' }],
  ]);
  const late = await repairs.leak({ reportedAt: repairs.iso(now - 365 * day) });
  expect(late.status).toBe(201);
  const correct = (at: number) =>
    repairs.step('service-1', late, 'correct', { changes: { reportedAt: repairs.iso(at) }, reason: '日期写错' });
  const wrong = await correct(now - 2 * 366 * day);
  expect([wrong.status, wrong.body.errors[0].field]).toEqual([400, 'changes.reportedAt']);
  expect((await correct(now - 300 * day)).status).toBe(200);
});

test('contractors: an admin puts one, and the table unit × class follows; nobody takes another’s class', async () => {
  const { http } = repairs;
  const mine = await http.as('contractor-1').get('/v1/contractors');
  expect(mine.body.items.map(({ id }: { id: string }) => id)).toEqual(['contractor-1']);
  const { id: _, ...row } = (await http.as('repair-1').get('/v1/contractors/contractor-1')).body;
  expect((await http.as('repair-1').put('/v1/contractors/contractor-1', row)).status).toBe(403);
  const clash = { ...row, responsibilities: [{ projectId: 'linjiang', building: '4', classes: ['plumbing'] }] };
  expect((await http.as('admin-1').put('/v1/contractors/contractor-1', clash)).body.code).toBe(
    'responsibility-taken',
  );
  const less = { ...row, warrantyMonths: { 'fit-out': 12 } };
  expect((await http.as('admin-1').put('/v1/contractors/contractor-1', less)).status).toBe(400);
  const moved = {
    ...row,
    responsibilities: [{ projectId: 'linjiang', building: '4', classes: ['fit-out', 'other'] }],
  };
  expect((await http.as('admin-1').put('/v1/contractors/contractor-1', moved)).body.rev).toBe(row.rev + 1);
  expect((await http.as('admin-1').put('/v1/contractors/contractor-1', moved)).body.code).toBe('changed-meanwhile');
  const contractors = world.toNames(await world.deps.models.units.findById(world.idOf(UNIT)).lean())?.contractors;
  expect(contractors).toMatchObject({ other: 'contractor-1', plumbing: 'contractor-2' });
  expect(contractors?.structure).toBeUndefined();
});
