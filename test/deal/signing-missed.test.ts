import { SigningDriver } from '../harness/signing-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';

let world: Project;
beforeAll(async () => {
  world = await openProject();
});

/** The sale S-1 of the tests. */
const S1 = { priceFen: 200_000_000, downPaymentFen: 60_000_000, loanFen: 140_000_000 };

const noticesOf = (key: string, template: string) =>
  world.deps.models.outbox.find({ workflowId: `signing:${key}`, template }).lean();

test('2-contract: signing 5: nobody comes: missed after two hours, one demand after three days, nothing forfeited', async () => {
  const signing = await SigningDriver.begin(world, 'S-SIGN-5', S1);
  await signing.alert(2 * 3_600_000);
  await signing.prepare();
  await world.fastForward('5 hours');
  expect(await signing.read()).toMatchObject({ status: 'missed' });
  expect((await noticesOf(signing.key, 'signing.missed')).length).toBe(1);
  await world.fastForward('2 days');
  expect((await signing.read()).demand).toBeUndefined();
  await world.fastForward('24 hours');
  const { demand } = await signing.read();
  const demands = world.toNames(await noticesOf(signing.key, 'signing.sign-demand'));
  expect(demands.map(({ _id }) => _id)).toEqual([demand.noticeId]);

  const delivered = (eventId: string, result: string) =>
    signing.http.channel('ems').post(`/v1/signings/${signing.key}/events/delivery`, {
      eventId,
      noticeId: demand.noticeId,
      result,
      on: '2026-03-09',
    });
  expect((await delivered('EMS-1', 'returned')).status).toBe(200);
  expect((await noticesOf(signing.key, 'signing.sign-demand-undelivered')).length).toBe(1);
  expect((await delivered('EMS-2', 'delivered')).body.demand.result).toBe('delivered');
  expect((await delivered('EMS-3', 'returned')).body.demand.result).toBe('delivered');

  expect((await signing.alert()).body.status).toBe('prepared');
  await world.fastForward('5 days');
  expect((await noticesOf(signing.key, 'signing.sign-demand')).length).toBe(1);
  expect((await signing.read()).openSteps.map(({ name }: { name: string }) => name)).toContain('alert');
}, 120_000);
