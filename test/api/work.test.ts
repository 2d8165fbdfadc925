import type { Http, Reply } from '../harness/http';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { eventually } from '../harness/world';

/** The inbox, notices, documents, audit, leave and the calendar, over HTTP. */
let world: Project;
let http: Http;
let visit: Reply;
const HOUR = 3_600_000;
const LEFT = { packComplete: true, unitsShown: [], noNextVisitReason: '再联系', notes: '看房' };

beforeAll(async () => {
  world = await openProject();
  http = await world.http();
  const body = {
    projectId: 'linjiang',
    contactedBefore: 'forgotten',
    clientName: '欧阳访客',
    employer: '江城制药',
  };
  visit = await http.as('assistant-1').post('/v1/visits', body);
  await http.as(visit.body.servedBy).post(`/v1/visits/${visit.body.id}/leave`, LEFT);
});

const inbox = async (who: string, query = '') => (await http.as(who).get(`/v1/tasks${query}`)).body.items;
const path = (id: string) => `/v1/tasks/${encodeURIComponent(id)}`;

test('a task stands in the inbox of those who may do it, with its due time, and of nobody else', async () => {
  const [task] = await inbox('assistant-1', '?process=visit-claim');
  expect(task).toMatchObject({
    step: 'notify-leaders',
    state: 'open',
    title: { zh: '通知各组长认领' },
    about: visit.body.bookNo,
  });
  expect(task.due).toMatch(/\+08:00$/);
  expect(await inbox('finance-1', '?process=visit-claim')).toEqual([]);
  expect(await inbox('assistant-1', '?process=visit-claim&late=true')).toEqual([]);
  expect(await inbox('admin-1', `?workflowId=${visit.body.workflowId}`)).toHaveLength(1);
});

test('a task is taken on by one, given back, handed on; all of it is audited', async () => {
  const [task] = await inbox('assistant-1', '?process=visit-claim');
  expect((await http.as('finance-1').post(`${path(task.id)}/claim`)).status).toBe(403);
  const races = await Promise.all(
    Array.from({ length: 5 }, () => http.as('assistant-1').post(`${path(task.id)}/claim`)),
  );
  expect(races.filter((reply) => reply.status === 200).length).toBeGreaterThanOrEqual(1);
  expect((await inbox('assistant-1', '?scope=mine'))[0].claimedBy).toBe('assistant-1');
  expect((await http.as('assistant-1').post(`${path(task.id)}/release`)).body.claimedBy).toBeNull();
  const handed = await http
    .as('assistant-1')
    .post(`${path(task.id)}/delegate`, { toStaffId: 'supervisor-1', reason: '外出' });
  expect(handed.body.delegatedTo).toBe('supervisor-1');
  expect(await inbox('supervisor-1', '?scope=mine')).toHaveLength(1);
  const nobody = await http
    .as('assistant-1')
    .post(`${path(task.id)}/delegate`, { toStaffId: 'nobody', reason: '外出' });
  expect([nobody.status, nobody.body.code]).toEqual([409, 'unknown-stand-in']);
  const acts = (await http.as('auditor-1').get(`/v1/audit?chain=${encodeURIComponent(`task:${task.id}`)}`)).body
    .items;
  expect(acts.map((act: { action: string }) => act.action)).toEqual(
    expect.arrayContaining(['claim', 'release', 'delegate']),
  );
  const stored = await world.deps.models.audit.find({ chain: `task:${task.id}` }).lean();
  expect(JSON.stringify(stored)).not.toContain('外出');
});

test('who was handed a task may do it', async () => {
  const named = {
    projectId: 'linjiang',
    contactedBefore: 'named',
    namedStaffId: 'consultant-b3',
    clientName: '丙',
    employer: '丁',
  };
  const called = await http.as('assistant-1').post('/v1/visits', named);
  await http.as('consultant-b3').post(`/v1/visits/${called.body.id}/answer-call`, { present: true });
  const [task] = await inbox('consultant-b3', `?workflowId=${called.body.workflowId}`);
  expect((await http.as('consultant-b4').post(`/v1/visits/${called.body.id}/leave`, LEFT)).status).toBe(403);
  await http
    .as('consultant-b3')
    .post(`${path(task.id)}/delegate`, { toStaffId: 'consultant-b4', reason: '另有客户' });
  const left = await http.as('consultant-b4').post(`/v1/visits/${called.body.id}/leave`, LEFT);
  expect(left.body).toMatchObject({ status: 'by-owner', ownerId: 'consultant-b3' });
});

test('the audit is for auditors', async () => {
  expect((await http.as('consultant-a1').get('/v1/audit')).status).toBe(403);
});

test('a contractor reads repairs and the inbox, and nothing else of the house', async () => {
  const contractor = http.as('contractor-1');
  for (const address of ['visits', 'sales', 'staff', 'notices', 'documents', 'units', 'audit']) {
    expect([address, (await contractor.get(`/v1/${address}`)).status]).toEqual([address, 403]);
  }
  for (const address of ['repairs', 'tasks'])
    expect([address, (await contractor.get(`/v1/${address}`)).status]).toEqual([address, 200]);
});

test('a notice is sent once, a document is numbered and printed', async () => {
  await http.as('assistant-1').post(`/v1/visits/${visit.body.id}/notify-leaders`);
  const sent = await eventually(async () => {
    const { items } = (await http.as('assistant-1').get('/v1/notices?template=visit-claim.claim-notice')).body;
    return items.every((notice: { state: string }) => notice.state === 'sent') && items;
  });
  expect(
    sent.map((notice: { staffId: string; attempts: number }) => [notice.staffId, notice.attempts]).sort(),
  ).toEqual([
    ['leader-a', 1],
    ['leader-b', 1],
  ]);
  expect(sent[0].text).toContain('欧阳访客');
  const [document] = (await http.as('assistant-1').get('/v1/documents?kind=claim-notice')).body.items;
  expect(document.number).toBe('KR000001');
  const page = await http.as('assistant-1').get(`/v1/documents/${document.id}`);
  expect(page.headers.get('content-type')).toContain('text/html');
  for (const text of ['客户认领通知', 'KR000001', '欧阳访客', '江城制药', visit.body.bookNo])
    expect(page.body).toContain(text);
  expect((await http.as('assistant-1').get(`/v1/documents/${document.id}?reprint=true`)).body).toContain('副本');
});

test("an absent person's task is offered to the stand-in, who may do it, and comes back", async () => {
  const now = await world.deps.businessNow(world.projectId);
  const named = {
    projectId: 'linjiang',
    contactedBefore: 'named',
    namedStaffId: 'consultant-a3',
    clientName: '甲',
    employer: '乙',
  };
  const called = await http.as('assistant-1').post('/v1/visits', named);
  await http.as('consultant-a3').post(`/v1/visits/${called.body.id}/answer-call`, { present: true });
  const served = await http.as('assistant-1').post('/v1/visits', { ...named, clientName: '戊', employer: '己' });
  await http.as('consultant-a3').post(`/v1/visits/${served.body.id}/answer-call`, { present: true });
  const leave = {
    from: new Date(now).toISOString(),
    to: new Date(now + 3 * HOUR).toISOString(),
    reason: '体检',
    standInId: 'consultant-a4',
  };
  expect((await http.as('consultant-b1').post('/v1/staff/consultant-a3/absences', leave)).status).toBe(403);
  expect(
    (await http.as('consultant-a3').post('/v1/staff/consultant-a3/absences', { ...leave, standInId: 'finance-1' }))
      .body.code,
  ).toBe('unknown-stand-in');
  expect((await http.as('consultant-a3').post('/v1/staff/consultant-a3/absences', leave)).status).toBe(201);
  expect((await http.as('consultant-a3').post('/v1/staff/consultant-a3/absences', leave)).status).toBe(201);
  const { absences } = (await http.as('admin-1').get('/v1/staff/consultant-a3')).body;
  expect(absences).toHaveLength(1);
  const [offered] = await inbox('consultant-a4', `?workflowId=${called.body.workflowId}`);
  expect(offered.step).toBe('leave');
  expect((await http.as('consultant-a4').post(`/v1/visits/${served.body.id}/leave`, LEFT)).status).toBe(200);
  const acts = (await http.as('auditor-1').get(`/v1/audit?chain=${served.body.workflowId}`)).body.items;
  const [left] = acts.filter(({ action }: { action: string }) => action === 'leave');
  expect(left.actor).toMatchObject({ staffId: 'consultant-a4', actingFor: ['consultant-a3'] });

  await world.fastForward('4 hours');
  expect(await inbox('consultant-a4', `?workflowId=${called.body.workflowId}`)).toEqual([]);
  expect(await inbox('consultant-a3', `?workflowId=${called.body.workflowId}`)).toHaveLength(1);
});

test('who is back before the leave is over has the tasks at once', async () => {
  const now = await world.deps.businessNow(world.projectId);
  const [from, to] = [new Date(now).toISOString(), new Date(now + 48 * HOUR).toISOString()];
  const leave = { from, to, reason: '事假', standInId: 'consultant-a4' };
  await http.as('consultant-a2').post('/v1/staff/consultant-a2/absences', leave);
  const address = '/v1/staff/consultant-a2/absences/end';
  expect((await http.as('consultant-a4').post(address)).status).toBe(403);
  const back = await http.as('consultant-a2').post(address);
  expect([back.status, Date.parse(back.body.absences[0].to) < now + HOUR]).toEqual([200, true]);
  expect((await http.as('consultant-a2').post(address)).body.code).toBe('not-absent');
});

test('the calendar answers an instant and why, by the code the processes use', async () => {
  const from = encodeURIComponent('2026-03-06T15:00:00+08:00');
  const { body } = await http
    .as('clerk-1')
    .get(`/v1/calendar/deadline?from=${from}&period=30%20calendar-days&calendar=statutory`);
  expect(body).toMatchObject({ at: '2026-04-08T00:00:00.000+08:00', calendarKnown: true });
  expect(JSON.stringify(body.explanation.skipped)).toContain('清明');
  const wrong = await http.as('clerk-1').get(`/v1/calendar/deadline?from=${from}&period=soon`);
  expect([wrong.status, wrong.body.errors[0].field]).toEqual([400, 'period']);
});

test('a year that is a slip of the pen is refused, whatever asks', async () => {
  const from = encodeURIComponent('9999-12-30T15:00:00+08:00');
  const asked = await http.as('clerk-1').get(`/v1/calendar/deadline?from=${from}&period=3%20months`);
  expect([asked.status, asked.body.errors[0].field]).toEqual([400, 'from']);
});

test('a year that nobody has published is flagged on the deadline', async () => {
  const from = encodeURIComponent('2051-01-30T10:00:00+08:00');
  const { body } = await http.as('clerk-1').get(`/v1/calendar/deadline?from=${from}&period=3%20workdays`);
  expect(body.calendarKnown).toBe(false);
});
