import type { Http, Reply } from '../harness/http';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';

/** visit-claim: the acceptance scenarios, with Li = consultant-a1, Sun = b1, Wang = a2, Zhou = b2. */
let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject();
  http = await world.http();
});

/** Every scenario begins with the morning's rota and nobody being served. */
beforeEach(async () => {
  const order = [1, 2, 3, 4].flatMap((n) => [`consultant-a${n}`, `consultant-b${n}`]);
  await rota({ order, off: [], turns: [] });
});

const LEAVING = {
  packComplete: true,
  unitsShown: ['linjiang-1-1201'],
  noNextVisitReason: '下周电话联系',
  notes: '看中三房',
};

async function arrive(
  contactedBefore: 'no' | 'named' | 'forgotten',
  more: object = {},
  key?: string,
): Promise<Reply> {
  const body = { projectId: 'linjiang', contactedBefore, clientName: '访客', ...more };
  return http.as('assistant-1').post('/v1/visits', body, { key });
}

const leave = (visit: Reply) => http.as(visit.body.servedBy).post(`/v1/visits/${visit.body.id}/leave`, LEAVING);
const read = async (visit: Reply) => (await http.as('assistant-1').get(`/v1/visits/${visit.body.id}`)).body;
const step = (who: string, visit: Reply, name: string, body: object = {}) =>
  http.as(who).post(`/v1/visits/${visit.body.id}/${name}`, body);
const notices = async (visit: Reply, template: string) =>
  world.toNames(
    await world.deps.models.outbox
      .find({ template: `visit-claim.${template}`, workflowId: visit.body.workflowId })
      .lean(),
  );
async function rota(set: object): Promise<void> {
  const { dutyRotas } = world.deps.models;
  await dutyRotas.updateMany({ projectId: world.projectId }, { $set: world.toIds(set), $inc: { rev: 1 } });
}

test('1-front: visit-claim 1: visitors go round the rota and belong to who received them', async () => {
  const [first, second] = [await arrive('no'), await arrive('no')];
  expect(first.status).toBe(201);
  expect(first.body.bookNo).toMatch(/^VB-\d{8}-001$/);
  expect([first.body.receiverId, second.body.receiverId]).toEqual(['consultant-a1', 'consultant-b1']);
  const left = await leave(first);
  expect(left.body).toMatchObject({ status: 'kept', ownerId: 'consultant-a1', open: false });
  expect((await arrive('no')).body.receiverId).toBe('consultant-a2');
});

test('1-front: visit-claim 2: a named consultant who is silent is stood in for, briefed, and owns', async () => {
  await leave(await arrive('no'));
  const visit = await arrive('named', { namedStaffId: 'consultant-a2', employer: '江城制药' });
  expect(visit.body).toMatchObject({ status: 'calling', receiverId: 'consultant-b1' });
  await world.fastForward('6 minutes');
  const serving = await read(visit);
  expect(serving).toMatchObject({
    status: 'serving',
    servedBy: 'consultant-a1',
    standIn: true,
    ownerId: 'consultant-a2',
  });
  const left = await leave({ ...visit, body: serving });
  expect(left.body.status).toBe('briefing');
  const brief = left.body.openSteps.find((open: { name: string }) => open.name === 'brief-owner');
  expect(Date.parse(brief.due) - Date.parse(left.body.leftAt)).toBe(2 * 3_600_000);
  expect((await step('consultant-a1', visit, 'brief-owner', { notes: '喜欢高层' })).status).toBe(200);
  expect((await notices(visit, 'brief-owner')).map((notice) => notice.staffId).sort()).toEqual([
    'consultant-a2',
    'leader-a',
  ]);
  expect((await step('consultant-a2', visit, 'acknowledge')).body).toMatchObject({
    status: 'briefed',
    ownerId: 'consultant-a2',
  });
  expect((await arrive('no')).body.receiverId).toBe('consultant-b1');
});

test('1-front: visit-claim 2: a consultant off by rota is not called: the last receiver serves at once', async () => {
  await rota({ off: ['consultant-a2'] });
  const visit = await arrive('named', { namedStaffId: 'consultant-a2', employer: '江城制药' });
  expect(visit.body).toMatchObject({ status: 'serving', standIn: true, absence: '轮休或请假' });
});

test('1-front: visit-claim 3: claim notice, a silent leader stood in for, nobody claims: the receiver owns', async () => {
  const visit = await arrive('forgotten');
  await leave(visit);
  const notified = await step('assistant-1', visit, 'notify-leaders');
  expect(notified.body.status).toBe('claim-open');
  expect((await notices(visit, 'claim-notice')).map((notice) => notice.staffId)).toEqual(['leader-a', 'leader-b']);
  expect((await step('leader-b', visit, 'tell-team')).status).toBe(200);
  await world.fastForward('2 hours');
  await world.fastForward('1 minutes');
  const told = (await notices(visit, 'tell-team')).map((notice) => notice.staffId).sort();
  expect(told).toEqual(['a', 'b'].flatMap((group) => [1, 2, 3, 4].map((n) => `consultant-${group}${n}`)));
  expect(await notices(visit, 'team-told-late')).toHaveLength(1);
  await world.fastForward('2 days');
  expect(await read(visit)).toMatchObject({ status: 'unclaimed', ownerId: 'consultant-a1', open: false });
  const late = await step('consultant-b1', visit, 'claim', { leadEntryNo: '3' });
  expect([late.status, late.body.code]).toEqual([409, 'claim-closed']);
});

test('1-front: visit-claim 3: an assistant who does not notify is stood in for by the system', async () => {
  const visit = await arrive('forgotten');
  const left = await leave(visit);
  const [deadline] = left.body.deadlines;
  expect(deadline).toMatchObject({ name: 'noticeBy', follows: { zh: '系统代发认领通知并告知主管' } });
  expect(Date.parse(deadline.at) - Date.parse(left.body.leftAt)).toBeGreaterThanOrEqual(3_600_000);
  await world.fastForward('24 hours');
  expect((await read(visit)).status).toBe('claim-open');
  expect(await notices(visit, 'claim-notice')).toHaveLength(2);
  expect((await notices(visit, 'notice-late')).map((notice) => notice.staffId)).toEqual(['supervisor-1']);
});

test('1-front: visit-claim 4: the earlier visitor-book entry wins; a dispute is decided once and for all', async () => {
  const earlier = await arrive('no', { receiverId: undefined });
  const later = await arrive('no');
  await leave(earlier);
  await leave(later);
  const visit = await arrive('forgotten');
  await leave(visit);
  await step('assistant-1', visit, 'notify-leaders');
  const notMine = await step('consultant-b2', visit, 'claim', { visitorBookNo: earlier.body.bookNo });
  expect([notMine.status, notMine.body.code, notMine.body.errors[0].field]).toEqual([
    409,
    'entry-not-yours',
    'visitorBookNo',
  ]);
  expect((await step(later.body.receiverId, visit, 'claim', { visitorBookNo: later.body.bookNo })).status).toBe(
    200,
  );
  expect((await step(earlier.body.receiverId, visit, 'claim', { visitorBookNo: earlier.body.bookNo })).status).toBe(
    200,
  );
  const twice = await step(earlier.body.receiverId, visit, 'claim', { visitorBookNo: earlier.body.bookNo });
  expect(twice.body.code).toBe('claim-exists');
  expect((await step(visit.body.receiverId, visit, 'claim', { leadEntryNo: '1' })).body.code).toBe('own-case');
  await world.fastForward('49 hours');
  expect(await read(visit)).toMatchObject({ status: 'decided', ownerId: earlier.body.receiverId });
  expect((await step(later.body.receiverId, visit, 'dispute', { reason: '客户是我朋友' })).body.status).toBe(
    'disputed',
  );
  const decision = { ownerId: earlier.body.receiverId, reason: '以登记在先者为准' };
  expect((await step('supervisor-1', visit, 'decide-dispute', decision)).body).toMatchObject({
    status: 'claimed',
    open: false,
  });
  expect((await step('supervisor-1', visit, 'decide-dispute', decision)).body.code).toBe('step-not-open');
});

test('1-front: visit-claim 5: two posts in one second get two receivers; the same key is the same visit', async () => {
  const visits = await Promise.all([arrive('no'), arrive('no')]);
  expect(new Set(visits.map((visit) => visit.body.receiverId)).size).toBe(2);
  expect(new Set(visits.map((visit) => visit.body.bookNo)).size).toBe(2);
  const again = await Promise.all([
    arrive('no', {}, 'same-key'),
    arrive('no', {}, 'same-key'),
    arrive('no', {}, 'same-key'),
  ]);
  expect(new Set(again.map((visit) => visit.body.id)).size).toBe(1);
});

test('visit-claim: whom the visitor names is noted by the receiver or the assistant, and sells here', async () => {
  const visit = await arrive('forgotten');
  const name = (who: string, staffId: string) => step(who, visit, 'name-consultant', { staffId });
  const receiver = visit.body.receiverId;
  await leave(visit);
  await step('assistant-1', visit, 'notify-leaders');
  expect((await name('consultant-b4', 'consultant-b4')).status).toBe(403);
  for (const nobody of ['nobody', 'finance-1']) {
    const refused = await name('assistant-1', nobody);
    expect([refused.status, refused.body.code, refused.body.errors[0].field]).toEqual([
      409,
      'unknown-consultant',
      'staffId',
    ]);
  }
  expect((await read(visit)).status).toBe('claim-open');
  expect((await name(receiver, receiver)).body).toMatchObject({
    status: 'by-owner',
    ownerId: receiver,
    open: false,
  });
});

test('visit-claim: a visitor who names the very receiver is served without a call, and costs no turn', async () => {
  const visit = await arrive('named', { namedStaffId: 'consultant-a1', employer: '江城制药' });
  expect(visit.body).toMatchObject({ status: 'serving', servedBy: 'consultant-a1', ownerId: 'consultant-a1' });
  expect((await leave(visit)).body).toMatchObject({ status: 'by-owner', ownerId: 'consultant-a1' });
  expect((await arrive('no')).body.receiverId).toBe('consultant-a1');
});

test('visit-claim: another name corrects the first: who is there serves as the owner', async () => {
  await rota({ off: ['consultant-a2'] });
  const visit = await arrive('named', { namedStaffId: 'consultant-a2', employer: '江城制药' });
  expect(visit.body).toMatchObject({ status: 'serving', standIn: true });
  await step('assistant-1', visit, 'name-consultant', { staffId: 'consultant-b3' });
  await step('consultant-b3', visit, 'answer-call', { present: true });
  const left = await leave({ ...visit, body: await read(visit) });
  expect(left.body).toMatchObject({ status: 'by-owner', ownerId: 'consultant-b3' });
  expect(left.body.standIn).toBeUndefined();
});

test('visit-claim: the stand-in tells the absent leader’s team; who served does not acknowledge the own briefing', async () => {
  const now = Date.now();
  const at = (hours: number) => new Date(now + hours * 3_600_000);
  const absent = (standInId: string) => ({
    $set: { absences: [{ from: at(-1), to: at(200 * 24), reason: '年假', standInId: world.idOf(standInId) }] },
  });
  const { staff } = world.deps.models;
  await staff.updateOne({ _id: world.idOf('leader-a') }, absent('leader-b'));
  await staff.updateOne({ _id: world.idOf('consultant-a2') }, absent('consultant-a1'));
  try {
    const visit = await arrive('forgotten');
    await leave(visit);
    await step('assistant-1', visit, 'notify-leaders');
    expect((await step('leader-b', visit, 'tell-team')).status).toBe(200);
    expect((await step('leader-b', visit, 'tell-team')).status).toBe(200);
    expect((await step('leader-b', visit, 'tell-team')).body.code).toBe('step-not-open');
    const told = (await notices(visit, 'tell-team')).map((notice) => notice.staffId);
    expect(told).toEqual(expect.arrayContaining(['consultant-a3', 'consultant-b3']));

    const named = await arrive('named', { namedStaffId: 'consultant-a2', employer: '江城制药' });
    const { servedBy } = named.body;
    await leave(named);
    await step(servedBy, named, 'brief-owner', { notes: '详谈' });
    await staff.updateOne({ _id: world.idOf('consultant-a2') }, absent(servedBy));
    expect((await step(servedBy, named, 'acknowledge')).body.code).toBe('own-request');
  } finally {
    await staff.updateMany({ projects: world.projectId }, { $set: { absences: [] } });
  }
});

test('1-front: visit-claim: the sales manager decides a dispute to which every supervisor is a party', async () => {
  const { staff } = world.deps.models;
  await staff.updateOne({ _id: world.idOf('supervisor-1') }, { $set: { active: false } });
  const roles = ['supervisor' as const, 'consultant' as const];
  await staff.create({
    _id: world.idOf('supervisor-9'),
    name: '冯主管',
    roles,
    groups: ['A'],
    projects: [world.projectId],
  });
  try {
    const visit = await arrive('forgotten');
    await leave(visit);
    await step('assistant-1', visit, 'notify-leaders');
    expect((await step('supervisor-9', visit, 'claim', { leadEntryNo: '7' })).status).toBe(200);
    await world.fastForward('49 hours');
    await step(visit.body.receiverId, visit, 'dispute', { reason: '客户由我接待' });
    const decision = { ownerId: visit.body.receiverId, reason: '以登记在先者为准' };
    expect((await step('supervisor-9', visit, 'decide-dispute', decision)).status).toBe(403);
    expect((await step('manager-1', visit, 'decide-dispute', decision)).body).toMatchObject({ status: 'kept' });
  } finally {
    await staff.updateOne({ _id: world.idOf('supervisor-1') }, { $set: { active: true } });
    await staff.deleteOne({ _id: world.idOf('supervisor-9') });
  }
});

test('visit-claim: units shown are units of the project', async () => {
  const visit = await arrive('no');
  const left = await http
    .as(visit.body.servedBy)
    .post(`/v1/visits/${visit.body.id}/leave`, { ...LEAVING, unitsShown: ['linjiang-1-1201', 'linjiang-9-9999'] });
  expect([left.status, left.body.errors[0].field]).toEqual([400, 'unitsShown.1']);
});

test('visit-claim: no name, phone or note enters the history', async () => {
  const visit = await arrive('no', { clientName: '欧阳不见', phone: '13900007777' });
  await leave(visit);
  const history = await world.deps.client.workflow.getHandle(visit.body.workflowId).fetchHistory();
  const payloads = JSON.stringify(history).matchAll(/"data":"([A-Za-z0-9+/=]+)"/g);
  const told = [...payloads].map(([, data]) => Buffer.from(data as string, 'base64').toString()).join();
  expect(told).toContain(visit.body.bookNo);
  for (const secret of ['欧阳不见', '13900007777', '看中三房']) expect(told).not.toContain(secret);
});

test('visit-claim: bad input is refused with its field and changes nothing', async () => {
  const count = () => world.deps.models.records('visits').countDocuments({ projectId: world.projectId });
  const before = await count();
  const refused = await http
    .as('assistant-1')
    .post('/v1/visits', { projectId: 'linjiang', contactedBefore: 'named', clientName: '访客', typo: 1 });
  expect([refused.status, refused.body.code]).toEqual([400, 'validation-failed']);
  expect(refused.body.errors.map((e: { field: string }) => e.field)).toContain('typo');
  expect(
    (
      await http
        .as('finance-1')
        .post('/v1/visits', { projectId: 'linjiang', contactedBefore: 'no', clientName: '访客' })
    ).status,
  ).toBe(403);
  expect(await count()).toBe(before);
});
