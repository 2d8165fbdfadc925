import { makeWorld, type World } from '../harness/world';
import { HOUR, Repairs, UNIT } from './repair.harness';

/** Spec 4, repair: the acceptance scenarios, with A = contractor-2, who answers for the plumbing. */
let world: World;
let repairs: Repairs;
beforeAll(async () => {
  world = await makeWorld();
  repairs = new Repairs(world, await world.http());
  await repairs.person('wang', ['repair-desk', 'project-department']);
  await repairs.person('zhao', ['project-department']);
  await repairs.person('repair-2', ['repair-desk']);
});
afterAll(() => world.stop());

test('4-after-sale: repair 1: a leak with all items goes to the desk and the contractor in the same call', async () => {
  await repairs.deliver(UNIT, '2026-06-01');
  const leak = await repairs.leak();
  expect(leak.status).toBe(201);
  expect(leak.body).toMatchObject({ status: 'dispatched', contractorId: 'contractor-2', clientId: 'client-001' });
  expect(leak.body.orderNo).toMatch(/^BX\d{6}$/);
  expect(leak.body.entryNo).toMatch(/^BXJL-\d{4}-\d{4}$/);
  const at = Date.parse(leak.body.dispatchedAt);
  const dues = ['accept', 'onSite', 'finish'].map((name) => (repairs.deadline(leak.body, name) - at) / HOUR);
  expect(dues).toEqual([0.5, 2, 24]);
  expect(leak.body.warranty).toMatchObject({ isCovered: true, untilOn: '2028-06-01', isContractorBound: true });
  expect((await repairs.notices(leak, 'order')).map(({ staffId }) => staffId)).toEqual(['contractor-2']);
  expect(await repairs.notices(leak, 'order-desk')).toHaveLength(1);
  const tasks = await world.deps.models.tasks.find({ workflowId: leak.body.workflowId, state: 'open' }).lean();
  expect(tasks.map(({ step }) => step).sort()).toEqual(['accept', 'triage']);

  // 4-after-sale: repair 6: the wife reports the leak too
  const again = await repairs.leak({ name: '钟先生', channel: 'counter' });
  expect([again.status, again.body.code, again.body.orderNo]).toEqual([409, 'duplicate-report', leak.body.orderNo]);
  const other = await repairs.leak({ separate: true });
  expect(other.status).toBe(201);
});

test('4-after-sale: repair 2: accepted, finished, signed by four, order back, zero line: closed as repaired', async () => {
  await repairs.deliver('linjiang-4-202');
  const leak = await repairs.leak({ unitId: 'linjiang-4-202' });
  expect((await repairs.accept(leak)).body.status).toBe('accepted');
  expect(await repairs.notices(leak, 'accepted')).toHaveLength(1);
  await world.fastForward('5 hours');
  const finished = await repairs.finish(leak);
  expect(finished.body.status).toBe('finished');
  expect((await repairs.sign(leak, 'projectdept-1', 'project-department')).body.status).toBe('finished');
  expect((await repairs.sign(leak, 'service-1', 'owner')).body.status).toBe('finished');
  expect((await repairs.sign(leak, 'service-1', 'owner')).body.code).toBe('own-request');
  expect((await repairs.sign(leak, 'wang', 'repair-desk')).body.status).toBe('finished');
  expect((await repairs.sign(leak, 'wang', 'project-department')).body.code).toBe('own-request');
  expect((await repairs.sign(leak, 'site-1', 'site-supervisor')).body.status).toBe('signed');
  const back = await repairs.returnOrder(leak);
  expect(back.body).toMatchObject({ status: 'closed', outcome: 'repaired', open: true });
  expect(back.body.entryRemark).toMatch(/已完成维修$/);
  expect(await repairs.ledger(leak)).toMatchObject([{ amountFen: 0, chargeTo: 'contractor', kind: 'free', contractorId: 'contractor-2' }]);
  expect(await repairs.notices(leak, 'closed')).toHaveLength(1);
});
