import type { Reply } from '../harness/http';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { HOUR, Repairs, UNIT } from './repair.harness';

/** repair: its papers, and what the desk puts right. */
let world: Project;
let repairs: Repairs;
beforeEach(async () => {
  world = await openProject();
  repairs = new Repairs(world, await world.http());
  await repairs.deliver(UNIT);
});

test('repair: whoever goes there carries a 维修任务单; it stands in the register of reports, and a contractor prints its own', async () => {
  const crack = await repairs.leak({ severity: 'crack' });
  const accepted = await repairs.accept(crack);
  const print = (who: string, id: string) => repairs.http.as(who).get(`/v1/documents/${id}`);
  const task = await print('contractor-2', accepted.body.taskId);
  for (const text of ['维修任务单', 'RW000001', crack.body.orderNo, '厨房水管漏水', '钟女士'])
    expect(task.body).toContain(text);
  expect((await print('contractor-2', crack.body.orderId)).status).toBe(200);
  expect((await print('contractor-1', accepted.body.taskId)).status).toBe(404);
  await repairs.finish(crack);
  await repairs.signAll(crack);
  const back = await repairs.returnOrder(crack);
  const today = crack.body.reportedAt.slice(0, 10);
  const register = (who: string) =>
    repairs.http.as(who).get(`/v1/repairs/register?projectId=linjiang&from=${today}&to=${today}`);
  const page = await register('service-1');
  for (const text of ['住户报修记录表', crack.body.entryNo, '钟女士', '13900007001', back.body.entryRemark])
    expect(page.body).toContain(text);
  expect((await register('contractor-2')).status).toBe(403);
});

test('repair: a contractor that has nobody here is acted for by the repair desk, who did not do the work', async () => {
  await world.deps.models.staff.updateOne({ _id: world.idOf('contractor-2') }, { $set: { active: false } });
  const crack = await repairs.leak({ severity: 'crack' });
  const tasks = await repairs.http.as('repair-1').get(`/v1/tasks?workflowId=${crack.body.workflowId}`);
  expect(tasks.body.items.map(({ step }: { step: string }) => step).sort()).toEqual(['accept', 'triage']);
  await repairs.accept(crack, 'repair-1');
  expect((await repairs.step('repair-1', crack, 'visit', { result: 'worked' })).status).toBe(200);
  expect((await repairs.finish(crack, 'repair-1')).body.status).toBe('finished');
  expect((await repairs.signAll(crack)).body).toMatchObject({ status: 'signed', isMetered: true });
});

describe('repair: the duty worker is rung', () => {
  /** Whom a leak rings that is taken over, when these have left. */
  async function rung(left: string[]): Promise<string[]> {
    const { models } = world.deps;
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    for (const name of ['duty-1', 'duty-2']) await repairs.person(name, ['engineering']);
    const roster = ['duty-1', 'duty-2'].map(world.idOf);
    world.setPolicy('repair', { dutyRoster: Object.fromEntries(days.map((day) => [day, roster])) });
    await models.staff.updateMany({ _id: { $in: left.map(world.idOf) } }, { $set: { active: false } });
    const leak = await repairs.leak();
    await world.fastForward('31 minutes');
    expect((await repairs.read(leak)).status).toBe('own-team');
    const told = await repairs.notices(leak, 'urgent-duty');
    return [...new Set(told.map(({ staffId }) => staffId ?? ''))].sort();
  }

  test('those of the roster who are still here', async () => {
    expect(await rung(['duty-1'])).toEqual(['duty-2']);
  });

  test('have they all left, the repair desk', async () => {
    expect(await rung(['duty-1', 'duty-2'])).toEqual(['repair-1', 'repair-2']);
  });

  test('has that nobody either, the project department', async () => {
    expect(await rung(['duty-1', 'duty-2', 'repair-1', 'repair-2'])).toEqual(['projectdept-1']);
  });
});

test('repair: what was written down wrongly is routed again, and a wrong charge is taken off', async () => {
  await world.deps.models.units.updateOne({ _id: world.idOf(UNIT) }, { $unset: { 'contractors.structure': '' } });
  const none = await repairs.leak({ defectClass: 'structure', severity: 'crack' });
  await repairs.step('repair-1', none, 'triage', { defectClass: 'structure', severity: 'crack' });
  expect((await repairs.read(none)).status).toBe('own-team');
  const correct = (repair: Reply, changes: object) =>
    repairs.step('service-1', repair, 'correct', { changes, reason: '登记有误' });
  expect((await correct(none, { defectClass: 'plumbing' })).body).toMatchObject({
    status: 'dispatched',
    contractorId: 'contractor-2',
    dispatchedAt: none.body.dispatchedAt,
  });
  await repairs.step('service-lead-1', none, 'cancel', { reason: '误报' });

  const leak = await repairs.leak();
  await world.fastForward('31 minutes');
  expect((await repairs.read(leak)).takenOverAt).toBeDefined();
  expect((await correct(leak, { defectClass: 'fit-out' })).body).toMatchObject({
    status: 'own-team',
    isContractorReleased: true,
  });
});

test('repair: the hour to pass it on counts from the record, however often it is completed in part', async () => {
  const report = await repairs.leak({ phone: undefined, address: undefined });
  const dueOf = (body: Reply['body']) =>
    body.openSteps.find(({ name }: { name: string }) => name === 'complete').due;
  const due = dueOf(report.body);
  await world.fastForward('20 minutes');
  const partly = await repairs.step('service-1', report, 'complete', { items: { phone: '139-0000-7001' } });
  expect([partly.body.status, dueOf(partly.body)]).toEqual(['recorded', due]);
});

test('repair: nobody disputes twice to win time, or plans and completes before the report', async () => {
  const crack = await repairs.leak({ severity: 'crack' });
  await repairs.step('contractor-2', crack, 'dispute', { ground: 'misuse' });
  expect((await repairs.step('contractor-2', crack, 'dispute', { ground: 'expired' })).body.code).toBe(
    'step-not-open',
  );
  const before = repairs.iso((await repairs.now()) - 48 * HOUR);
  expect((await repairs.step('contractor-2', crack, 'accept', { plannedAt: before })).body.code).toBe(
    'date-in-past',
  );
  await repairs.accept(crack);
  await repairs.finish(crack);
  await repairs.signAll(crack);
  const early = await repairs.step('repair-1', crack, 'return-order', { completedAt: before });
  expect(early.body.code).toBe('validation-failed');
});
