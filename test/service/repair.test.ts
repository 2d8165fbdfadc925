import type { Reply } from '../harness/http';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { addDays, instantOf, lastDayOf } from '../../workflows/kernel/calendar';
import { deadlineAfter } from '../../workflows/kernel/period';
import { HOUR, Repairs, UNIT } from './repair.harness';

/** repair: the acceptance scenarios, with A = contractor-2, who answers for the plumbing. */
let world: Project;
let repairs: Repairs;
beforeEach(async () => {
  world = await openProject();
  repairs = new Repairs(world, await world.http());
  await repairs.person('wang', ['repair-desk', 'project-department']);
  await repairs.person('zhao', ['project-department']);
  await repairs.deliver(UNIT);
});

test('4-after-sale: repair 1: a leak with all items goes to the desk and the contractor in the same call, once', async () => {
  const leak = await repairs.leak();
  expect(leak.status).toBe(201);
  expect(leak.body).toMatchObject({ status: 'dispatched', contractorId: 'contractor-2', clientId: 'client-001' });
  expect(leak.body.orderNo).toMatch(/^BX\d{6}$/);
  expect(leak.body.entryNo).toMatch(/^BXJL-\d{4}-\d{4}$/);
  const at = Date.parse(leak.body.dispatchedAt);
  const dues = ['accept', 'onSite', 'finish'].map((name) => (repairs.deadline(leak.body, name) - at) / HOUR);
  expect(dues).toEqual([0.5, 2, 24]);
  expect(leak.body.warranty).toMatchObject({ isCovered: true, isContractorBound: true });
  expect((await repairs.notices(leak, 'order')).map(({ staffId }) => staffId)).toEqual(['contractor-2']);
  expect((await repairs.notices(leak, 'order-desk')).map(({ staffId }) => staffId)).toEqual([
    'repair-1',
    'repair-2',
    'wang',
  ]);
  const tasks = await world.deps.models.tasks.find({ workflowId: leak.body.workflowId, state: 'open' }).lean();
  expect(tasks.map(({ step }) => step).sort()).toEqual(['accept', 'triage']);
  const form = await repairs.http.as('service-1').get(`/v1/documents/${leak.body.orderId}`);
  expect([form.status, JSON.stringify(form.body)]).toEqual([200, expect.stringContaining('厨房水管漏水')]);
});

test('4-after-sale: repair 5: fit-out is in warranty to the end of its last day, not ten minutes later', async () => {
  // the exact days of the spec: repair.rules.test.ts
  const calendar = await world.deps.calendarOf(world.projectId);
  const deliveredOn = addDays(repairs.iso(await repairs.now()).slice(0, 10), -800);
  const lastDay = lastDayOf(
    deadlineAfter(instantOf(deliveredOn, '12:00', calendar), '24 months', calendar).at,
    calendar,
  );
  const end = instantOf(lastDay, '24:00', calendar);
  const report = async (unitId: string, at: number) => {
    const papers = { deliveredOn, completionAcceptedOn: deliveredOn };
    await world.deps.models.units.updateOne({ _id: world.idOf(unitId) }, { $set: papers });
    const reportedAt = repairs.iso(at);
    const reported = { unitId, defectClass: 'fit-out', severity: 'blemish', content: '地板起拱', reportedAt };
    return (await repairs.leak(reported)).body;
  };
  const inTime = await report('linjiang-4-301', end - 10 * 60_000);
  expect(inTime).toMatchObject({
    status: 'dispatched',
    contractorId: 'contractor-1',
    warranty: { isCovered: true, untilOn: lastDay },
  });
  const late = await report('linjiang-4-302', end + 10 * 60_000);
  expect(late).toMatchObject({ warranty: { isCovered: false }, dispute: { ground: 'expired' } });
  expect(late.contractorId).toBeUndefined();
});

test('4-after-sale: repair 6: the wife reports the leak too: 409, naming the open order; at once or later', async () => {
  const twoAtOnce = await Promise.all([repairs.leak(), repairs.leak({ name: '钟先生', channel: 'counter' })]);
  expect(twoAtOnce.map(({ status }) => status).sort()).toEqual([201, 409]);
  const leak = twoAtOnce.find(({ status }) => status === 201) as Reply;
  const again = await repairs.leak({ name: '钟先生', channel: 'counter' });
  expect([again.status, again.body.code, again.body.orderNo]).toEqual([409, 'duplicate-report', leak.body.orderNo]);
  expect(await world.deps.models.records('repairs').countDocuments({ projectId: world.projectId })).toBe(1);
  const other = await repairs.leak({ separate: true });
  const number = (of: Reply) => Number(of.body.orderNo.slice(2));
  // the refused ones took no number
  expect([other.status, number(other) - number(leak)]).toEqual([201, 1]);
});

test('4-after-sale: repair 2: accepted, finished, signed by four, order back, zero line: closed as repaired', async () => {
  const leak = await repairs.leak();
  expect((await repairs.accept(leak, 'contractor-1')).status).toBe(404);
  expect((await repairs.accept(leak)).body.status).toBe('accepted');
  expect(await repairs.notices(leak, 'accepted')).toHaveLength(1);
  const finished = await repairs.finish(leak);
  expect(finished.body.status).toBe('finished');
  expect((await repairs.sign(leak, 'projectdept-1', 'project-department')).body.status).toBe('finished');
  expect((await repairs.sign(leak, 'service-1', 'owner')).body.status).toBe('finished');
  expect((await repairs.sign(leak, 'service-1', 'owner')).body.code).toBe('own-request');
  expect((await repairs.sign(leak, 'wang', 'repair-desk')).body.status).toBe('finished');
  expect((await repairs.sign(leak, 'wang', 'project-department')).body.code).toBe('own-request');
  expect((await repairs.returnOrder(leak)).body.code).toBe('step-not-open');
  expect((await repairs.sign(leak, 'site-1', 'site-supervisor')).body.status).toBe('signed');
  const back = await repairs.returnOrder(leak);
  expect(back.body).toMatchObject({ status: 'closed', outcome: 'repaired', open: true });
  expect(back.body.entryRemark).toMatch(/已完成维修$/);
  expect(await repairs.ledger(leak)).toMatchObject([
    { amountFen: 0, chargeTo: 'contractor', kind: 'free', contractorId: 'contractor-2' },
  ]);
  expect(await repairs.notices(leak, 'closed')).toHaveLength(1);
});

test('4-after-sale: repair 3: not finished in time: taken over, mended by the own team, charged back', async () => {
  const leak = await repairs.leak();
  await repairs.accept(leak);
  await world.fastForward('24 hours');
  await world.fastForward('5 minutes');
  const late = await repairs.finish(leak);
  expect([late.status, late.body.code]).toEqual([409, 'taken-over']);
  const taken = await repairs.read(leak);
  expect(taken).toMatchObject({ status: 'own-team', doer: 'own-team', contractorId: 'contractor-2' });
  expect(Date.parse(taken.takenOverAt)).toBe(Date.parse(taken.finishBy));
  expect(await repairs.notices(leak, 'takeover-warning')).toHaveLength(1);
  expect(await repairs.notices(leak, 'takeover')).toHaveLength(1);
  // nobody is to chase the contractor any more
  expect(
    await world.deps.models.tasks.countDocuments({
      workflowId: leak.body.workflowId,
      step: 'chase',
      state: 'open',
    }),
  ).toBe(0);
  expect((await repairs.notices(leak, 'takeover-staff')).map(({ staffId }) => staffId)).toEqual([
    'projectdept-1',
    'repair-1',
    'repair-2',
    'wang',
    'zhao',
  ]);
  const letter = await world.deps.models.documents.findById(taken.takeoverNoticeId).lean();
  expect(letter?.kind).toBe('takeover-notice');

  const finishBy = repairs.iso((await repairs.now()) + 5 * HOUR);
  expect((await repairs.step('wang', leak, 'assign-own', { workerId: 'service-1', finishBy })).body.code).toBe(
    'unknown-worker',
  );
  expect((await repairs.step('wang', leak, 'assign-own', { workerId: 'repair-1', finishBy })).status).toBe(200);
  expect((await repairs.finish(leak, 'repair-1')).body.status).toBe('finished');
  expect((await repairs.sign(leak, 'repair-1', 'repair-desk')).body.code).toBe('own-request');
  expect((await repairs.signAll(leak, 'wang')).body.status).toBe('signed');
  const metered = {
    lines: [{ item: '更换水管', qty: 4, priceFen: 12_000 }],
    payTo: '我方维修队',
    chargeTo: 'contractor',
  };
  expect((await repairs.step('wang', leak, 'meter', { ...metered, chargeTo: 'owner' })).body.code).toBe(
    'wrong-payer',
  );
  expect((await repairs.step('wang', leak, 'meter', metered)).status).toBe(200);
  expect((await repairs.step('wang', leak, 'approve-meter', { decision: 'accept' })).body.code).toBe('own-request');
  expect((await repairs.step('zhao', leak, 'approve-meter', { decision: 'accept' })).body.status).toBe('metered');
  const [line] = await repairs.ledger(leak);
  expect(line).toMatchObject({
    amountFen: 48_000,
    chargeTo: 'contractor',
    contractorId: 'contractor-2',
    isTakenOver: true,
    payTo: expect.stringMatching(/^p:/),
  });
  expect(line?.quarter).toMatch(/^\d{4}Q[1-4]$/);
  expect((await repairs.returnOrder(leak)).body).toMatchObject({ status: 'closed', outcome: 'repaired-own-team' });
});

test('4-after-sale: repair 4: a refusal means rework in three days and all four again; a second one the own team', async () => {
  const leak = await repairs.leak({ severity: 'crack' });
  await repairs.accept(leak);
  await repairs.finish(leak);
  await repairs.sign(leak, 'projectdept-1', 'project-department');
  await repairs.sign(leak, 'site-1', 'site-supervisor');
  expect(
    (await repairs.step('service-1', leak, 'sign-off', { party: 'owner', decision: 'refuse' })).body.code,
  ).toBe('validation-failed');
  const refused = await repairs.sign(leak, 'service-1', 'owner', 'refuse');
  expect(refused.body).toMatchObject({ status: 'rework', signatures: [] });
  expect((repairs.deadline(refused.body, 'rework') - Date.parse(refused.body.refusals[0].refusedAt)) / HOUR).toBe(
    72,
  );
  const again = await repairs.finish(leak);
  expect(again.body.openSteps.filter(({ name }: { name: string }) => name === 'sign-off')).toHaveLength(4);
  const second = await repairs.sign(leak, 'site-1', 'site-supervisor', 'refuse');
  expect(second.body).toMatchObject({ status: 'own-team', doer: 'own-team' });
  expect((await repairs.finish(leak)).body.code).toBe('taken-over');
});

test('4-after-sale: repair 7: an urgent report that nobody accepts goes to the own team, the duty worker is called', async () => {
  const leak = await repairs.leak();
  const rungBefore = await repairs.notices(leak, 'urgent-duty');
  await world.fastForward('30 minutes');
  await world.fastForward('1 minutes');
  const taken = await repairs.read(leak);
  expect(taken).toMatchObject({ status: 'own-team', takenOverAt: taken.acceptBy });
  expect((await repairs.notices(leak, 'urgent-duty')).length).toBe(rungBefore.length + 3);
  const [entry] = taken.openSteps.filter(({ name }: { name: string }) => name === 'authorise-entry');
  expect(entry).toBeDefined();
  const witnessed = { witnesses: ['保安张某', '邻居李某'], attempts: 3 };
  expect(
    (await repairs.step('property-manager-1', leak, 'authorise-entry', { ...witnessed, witnesses: ['保安张某'] }))
      .status,
  ).toBe(400);
  expect((await repairs.step('property-manager-1', leak, 'authorise-entry', witnessed)).body.entry.attempts).toBe(
    3,
  );
});
