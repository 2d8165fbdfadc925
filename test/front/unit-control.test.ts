import type { Http, Reply } from '../harness/http';
import { DEPOSIT, dateIn, SaleDriver } from '../harness/sale-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually } from '../harness/world';

/** unit-control: the acceptance scenarios, with Li = consultant-a1, Sun = b1, Wang = a2, Zhou = b2. */
let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject();
  http = await world.http();
});

const [LI, SUN, WANG, ZHOU] = ['consultant-a1', 'consultant-b1', 'consultant-a2', 'consultant-b2'];
const HOUR = 3_600_000;

const at = (unitId: string, who: string, step: string, body: object = {}) =>
  http.as(who).post(`/v1/units/${unitId}/${step}`, body);
const read = async (unitId: string) => (await http.as('controller-1').get(`/v1/units/${unitId}`)).body;
const code = ({ status, body }: Reply) => `${status} ${body.code ?? body.status}`;
const notices = async (template: string, unitId: string) => {
  const workflowId = `unit-control:${world.idOf(unitId)}`;
  return world.toNames(await world.deps.models.outbox.find({ template, workflowId }).lean());
};

function sale(unitId: string, owner: string, buyer: string): SaleDriver {
  return new SaleDriver(world, http, unitId, [buyer], owner);
}

test('1-front: unit-control 1: two are reserved together, the first deposit wins, the other is told at once', async () => {
  const unitId = 'linjiang-1-702';
  const [sun, li] = [sale(unitId, SUN, 'client-001'), sale(unitId, LI, 'client-002')];
  await sun.upTo('take-deposit');
  await li.upTo('take-deposit');
  expect(await read(unitId)).toMatchObject({ status: 'reserved', rivals: 2 });
  expect(code(await sun.step('finance-1', 'take-deposit', DEPOSIT))).toBe('200 subscribed');
  expect(code(await li.step('finance-1', 'take-deposit', DEPOSIT))).toBe('409 already-sold');
  const { models } = world.deps;
  expect(
    await models.documents.countDocuments({ kind: 'deposit-receipt', saleKey: { $in: [sun.key, li.key] } }),
  ).toBe(1);
  expect(await read(unitId)).toMatchObject({ status: 'sold', rivals: 0, saleKey: sun.key });
  const stops = await models.outbox
    .find({ template: 'unit-control.stop-notice', workflowId: `subscription:${sun.key}` })
    .lean();
  const told = world.toNames(stops).map((notice) => notice.staffId);
  expect(new Set(told).size).toBe(told.length);
  expect(told).toEqual(expect.arrayContaining([LI, SUN, WANG, ZHOU, 'leader-a', 'leader-b']));
  const lost = await eventually(async () => {
    const record = await li.read();
    return record.status === 'unit-lost' && record;
  });
  expect(lost.openSteps).toContainEqual(expect.objectContaining({ name: 'void-form', roles: ['assistant'] }));
});

test('1-front: unit-control 2: a third hold is refused; a hold gives way to a deposit and its owner is told', async () => {
  const [first, second, third] = ['linjiang-1-801', 'linjiang-1-802', 'linjiang-1-803'];
  const held = await at(first, LI, 'hold', { leadId: 'L-1' });
  expect(held).toMatchObject({ status: 200, body: { status: 'held', hold: { staffId: LI, leadId: 'L-1' } } });
  const { at: until, follows } = held.body.deadlines[0];
  expect(follows.zh).toBe('保留解除');
  expect(Date.parse(until) - Date.parse(held.body.since)).toBe(24 * HOUR);
  expect(code(await at(first, SUN, 'hold', { leadId: 'L-2' }))).toBe('409 hold-taken');
  expect(code(await at(first, LI, 'join-waitlist', { leadId: 'L-1' }))).toBe('409 already-waiting');
  expect(code(await at(second, LI, 'hold', { leadId: 'L-1' }))).toBe('200 held');
  expect(code(await at(third, LI, 'hold', { leadId: 'L-1' }))).toBe('409 hold-quota');
  expect(await read(third)).toMatchObject({ status: 'available', history: [], openSteps: [] });

  const sun = sale(first, SUN, 'client-003');
  await sun.upTo('distribute');
  await eventually(async () => (await notices('unit-control.hold-released', first)).length === 1);
  expect((await notices('unit-control.hold-released', first))[0]?.staffId).toBe(LI);
  expect((await read(first)).hold).toBeUndefined();
  // The place is free again.
  await eventually(async () => (await at(third, LI, 'hold', { leadId: 'L-1' })).status === 200);
  expect(code(await at(third, LI, 'release-hold', { leadId: 'L-1' }))).toBe('200 available');
  expect(code(await at(third, LI, 'hold', { leadId: 'L-1' }))).toBe('409 hold-repeat');
  expect(code(await at(second, SUN, 'release-hold', { leadId: 'L-1' }))).toBe('403 forbidden');
});

test('1-front: unit-control 2: a hold ends by itself, and the process with it; the next one goes on in the same chain', async () => {
  const unitId = 'linjiang-1-901';
  await at(unitId, WANG, 'hold', { leadId: 'L-9' });
  await world.fastForward('24 hours');
  await world.fastForward('1 minutes');
  expect(await read(unitId)).toMatchObject({ status: 'available', deadlines: [] });
  expect(await notices('unit-control.hold-released', unitId)).toHaveLength(1);
  expect(code(await at(unitId, WANG, 'hold', { leadId: 'L-9' }))).toBe('200 held');
  expect(code(await at(unitId, WANG, 'release-hold', { leadId: 'L-9' }))).toBe('200 available');
  const { history } = await read(unitId);
  expect(history.map((entry: { action: string }) => entry.action)).toEqual([
    'hold',
    'deadline holdFor',
    'hold',
    'release-hold',
  ]);
  expect(history.map((entry: { seq: number }) => entry.seq)).toEqual([1, 2, 3, 4]);
});

test('1-front: unit-control 3: a unit that comes back is offered down the waitlist, exclusively', async () => {
  const unitId = 'linjiang-1-1001';
  const lapsing = sale(unitId, LI, 'client-004');
  await lapsing.upTo('issue-form');
  expect((await at(unitId, WANG, 'join-waitlist', { leadId: 'L-W' })).body.queue).toMatchObject([
    { place: 1, staffId: WANG },
  ]);
  expect((await at(unitId, ZHOU, 'join-waitlist', { leadId: 'L-Z' })).body.queue).toMatchObject([
    { place: 1 },
    { place: 2, staffId: ZHOU },
  ]);
  expect(code(await at(unitId, ZHOU, 'join-waitlist', { leadId: 'L-Z' }))).toBe('409 already-waiting');
  await world.fastForward('24 hours');
  await world.fastForward('1 minutes');
  expect((await lapsing.read()).status).toBe('no-deposit');
  const offered = await eventually(async () => {
    const unit = await read(unitId);
    return unit.status === 'offered' && unit.offer && unit;
  });
  expect(offered.offer).toMatchObject({ staffId: WANG, leadId: 'L-W' });
  expect(Date.parse(offered.offer.until) - Date.parse(offered.since)).toBeLessThanOrEqual(24 * HOUR + 60_000);
  const sun = sale(unitId, SUN, 'client-005');
  expect(code(await tryToReserve(sun))).toBe('409 unit-offered');
  expect(code(await at(unitId, ZHOU, 'decline-offer'))).toBe('403 forbidden');
  await world.fastForward('24 hours');
  await world.fastForward('1 minutes');
  expect(await read(unitId)).toMatchObject({
    status: 'offered',
    offer: { staffId: ZHOU, leadId: 'L-Z' },
    queue: [{ leadId: 'L-Z' }],
  });
  expect((await notices('unit-control.offer-lapsed', unitId)).map((notice) => notice.staffId)).toEqual([WANG]);
  expect(code(await at(unitId, ZHOU, 'decline-offer'))).toBe('200 available');
  expect(await world.deps.models.records('unit_controls').findById(world.idOf(unitId)).lean()).toMatchObject({
    open: false,
    status: 'at-rest',
  });
});

test('unit-control: who has the offer reserves it; when that sale ends the next one is offered it', async () => {
  const unitId = 'linjiang-1-1002';
  const first = sale(unitId, LI, 'client-006');
  await first.upTo('issue-form');
  await at(unitId, WANG, 'join-waitlist', { leadId: 'L-W2' });
  await at(unitId, ZHOU, 'join-waitlist', { leadId: 'L-Z2' });
  await first.cancel(LI, { reason: '客户改变主意', by: 'client' });
  await eventually(async () => (await read(unitId)).offer?.staffId === WANG);
  const wang = sale(unitId, WANG, 'client-007');
  await wang.upTo('issue-form');
  expect(await read(unitId)).toMatchObject({ status: 'reserved', rivals: 1, offer: { staffId: WANG } });
  expect(code(await tryToReserve(sale(unitId, SUN, 'client-008')))).toBe('409 unit-offered');
  await wang.cancel(WANG, { reason: '客户改变主意', by: 'client' });
  const unit = await eventually(async () => {
    const seen = await read(unitId);
    return seen.offer?.staffId === ZHOU && seen.queue.length === 1 && seen;
  });
  expect(unit).toMatchObject({ status: 'offered', queue: [{ leadId: 'L-Z2' }] });
});

test('unit-control: a blocked unit is sold to nobody, and comes back to its waitlist', async () => {
  const unitId = 'linjiang-1-1003';
  expect(code(await at(unitId, LI, 'block', { reason: '法院查封' }))).toBe('403 forbidden');
  const rival = sale(unitId, LI, 'client-009');
  await rival.upTo('take-deposit');
  expect(code(await at(unitId, 'controller-1', 'block', { reason: '法院查封' }))).toBe('200 blocked');
  expect(code(await at(unitId, SUN, 'hold', { leadId: 'L-5' }))).toBe('409 unit-blocked');
  expect(code(await rival.step('finance-1', 'take-deposit', DEPOSIT))).toBe('409 unit-blocked');
  expect(code(await at(unitId, 'controller-1', 'unblock', { reason: '解除查封' }))).toBe('200 reserved');
  expect(code(await at(unitId, 'controller-1', 'unblock', { reason: '解除查封' }))).toBe('409 step-not-open');
  expect(code(await rival.step('finance-1', 'take-deposit', DEPOSIT))).toBe('200 subscribed');
  expect(code(await at(unitId, 'controller-1', 'block', { reason: '争议' }))).toBe('409 already-sold');
});

test('unit-control: retained and unreleased units are not held; the same key is the same step in a later run', async () => {
  expect(code(await at('linjiang-1-201', LI, 'hold', { leadId: 'L-6' }))).toBe('409 unit-retained');
  expect(code(await at('linjiang-none', LI, 'hold', { leadId: 'L-6' }))).toBe('404 not-found');
  const unitId = 'linjiang-1-1004';
  const key = 'one-key';
  expect((await http.as(SUN).post(`/v1/units/${unitId}/hold`, { leadId: 'L-7' }, { key })).status).toBe(200);
  await at(unitId, SUN, 'release-hold', { leadId: 'L-7' });
  // As after a crash before the answer was stored: the step is asked for again when its run has ended.
  await world.deps.models.connection
    .collection('idempotency')
    .updateOne({ _id: { $regex: `${world.idOf(SUN)}.*${key}` } as never }, { $unset: { answer: '' } });
  expect((await http.as(SUN).post(`/v1/units/${unitId}/hold`, { leadId: 'L-7' }, { key })).status).toBe(200);
  expect(await read(unitId)).toMatchObject({ status: 'available' });
  expect((await read(unitId)).history).toHaveLength(2);
});

/** Start and unit-check, whichever refuses first. */
async function tryToReserve(driver: SaleDriver): Promise<Reply> {
  const started = await driver.start();
  return started.status === 201 ? driver.step('controller-1', 'unit-check', { ok: true }) : started;
}

test('1-front: unit-control 4: no review by 20:00: the sales managers are told, once; a reviewed day is not', async () => {
  const missed = async () => {
    const ours = { projectId: world.projectId, template: 'unit-control.review-missed' };
    return world.toNames(await world.deps.models.outbox.find(ours).lean());
  };
  await passMidnight();
  const before = (await missed()).length;
  await forward(21 * 60);
  const told = (await missed()).slice(before);
  expect(told.map((notice) => notice.staffId).sort()).toEqual(['manager-1', 'manager-2']);
  expect(told[0]?.text).toContain('20:00');
  await passMidnight();
  const date = await dateIn(world, 0);
  const review = await http
    .as('controller-1')
    .post('/v1/projects/linjiang/daily-reviews', { date, remarks: '一致' });
  expect(review.status).toBe(201);
  await forward(21 * 60);
  expect(await missed()).toHaveLength(before + 2);
}, 120_000);

/** To some minutes after the next midnight of the project. */
async function passMidnight(): Promise<void> {
  const now = new Date((await world.deps.businessNow(world.projectId)) + 8 * HOUR);
  await forward(24 * 60 - now.getUTCHours() * 60 - now.getUTCMinutes() + 5);
}

/** With the schedules that fall due on the way. */
async function forward(minutes: number): Promise<void> {
  const reply = await http
    .as('admin-1')
    .post('/v1/sandbox/fast-forward', { projectId: 'linjiang', by: `${minutes} minutes` });
  expect([reply.status, reply.body.code]).toEqual([200, undefined]);
}
