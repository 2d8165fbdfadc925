import { startProcess } from '../../activities/start-process';
import { contracts } from '../../workflows/contracts';
import { SYSTEM } from '../../workflows/kernel/words';
import { paymentReminderContract } from '../../workflows/money/payment-reminder/contract';
import type { Http } from '../harness/http';
import { eventually, makeWorld, type World } from '../harness/world';

/** Policy is pinned at the start; policy and calendar move by an explicit, audited act. */
let world: World;
let http: Http;
beforeAll(async () => {
  world = await makeWorld();
  http = await world.http();
});
afterAll(() => world.stop());

const HOUR = 3_600_000;

/** From now on processes start with these values. */
function inForce(values: Record<string, string>): void {
  const { settings } = world.deps;
  const { policyOf } = settings;
  settings.policyOf = (process, projectId) => ({
    ...policyOf(process, projectId),
    ...(process === 'visit-claim' ? values : {}),
  });
}

async function briefing(): Promise<{ id: string; workflowId: string }> {
  const off = { $set: { off: ['consultant-a2'] } };
  await world.deps.models.dutyRotas.updateMany({ projectId: 'linjiang' }, off);
  const named = {
    contactedBefore: 'named',
    namedStaffId: 'consultant-a2',
    employer: '江城制药',
    clientName: '访客',
  };
  const visit = await http.as('assistant-1').post('/v1/visits', { projectId: 'linjiang', ...named });
  const leaving = { packComplete: true, unitsShown: [], noNextVisitReason: '再联系', notes: '看中三房' };
  await http.as(visit.body.servedBy).post(`/v1/visits/${visit.body.id}/leave`, leaving);
  return visit.body;
}

const recordOf = async (id: string) =>
  (await world.deps.models.records('visits').findById(id).lean()) as never as {
    rev: number;
    openSteps: {
      step: string;
      who: { staffIds: string[] };
      since: number;
      due: number;
      remindAt: number[];
      escalations: { at: number }[];
    }[];
  };
const briefOf = async (id: string) => (await recordOf(id)).openSteps.find(({ step }) => step === 'brief-owner');
const lastEntry = async (chain: string) =>
  (await world.deps.models.audit.find({ chain }).sort({ seq: -1 }).limit(1).lean())[0];

test('a running process keeps the policy it started with, until it is moved: re-timed and audited', async () => {
  const visit = await briefing();
  inForce({ briefBy: '5 hours' });
  const before = await briefOf(visit.id);
  if (!before) throw new Error('there is nothing to brief');
  expect(before.due - before.since).toBe(2 * HOUR);
  const later = await briefing();
  const started = await briefOf(later.id);
  expect((started?.due ?? 0) - (started?.since ?? 0)).toBe(5 * HOUR);

  const path = `/v1/processes/${visit.workflowId}/adopt-policy`;
  expect((await http.as('supervisor-1').post(path, { reason: '新规' })).status).toBe(403);
  const moved = await http.as('admin-1').post(path, { reason: '新规' }, { key: 'adopt-1' });
  expect([moved.status, moved.body.policy.briefBy]).toEqual([200, '5 hours']);
  const { since } = before;
  expect(await briefOf(visit.id)).toMatchObject({
    due: since + 5 * HOUR,
    remindAt: [since + 2.5 * HOUR, since + 5 * HOUR],
    escalations: [{ at: since + 5 * HOUR }],
  });
  const task = await world.deps.models.tasks.findOne({ workflowId: visit.workflowId, step: 'brief-owner' }).lean();
  expect(task?.due?.getTime()).toBe(since + 5 * HOUR);
  expect(await lastEntry(visit.workflowId)).toMatchObject({
    ...{ action: 'adopt', actor: { staffId: 'admin-1' } },
    facts: {
      reason: expect.stringMatching(/^p:/),
      moved: [{ task: 'brief-owner', before: since + 2 * HOUR, after: since + 5 * HOUR }],
    },
  });
  const { rev } = await recordOf(visit.id);
  expect((await http.as('admin-1').post(path, { reason: '新规' }, { key: 'adopt-1' })).status).toBe(200);
  expect((await recordOf(visit.id)).rev).toBe(rev);
});

describe('a task that is late by the new policy', () => {
  const noticesOf = async ({ workflowId }: { workflowId: string }) => {
    const rows = await world.deps.models.outbox
      .find({ workflowId, template: /^tasks[.]/ })
      .sort({ _id: 1 })
      .lean();
    return rows.map(({ template, staffId }) => `${template} ${staffId}`);
  };

  /** Briefed within two hours, after so long to be briefed within so much less. */
  async function hurry(after: string, briefBy: string) {
    inForce({ briefBy: '2 hours' });
    const visit = await briefing();
    await world.fastForward(after);
    const before = await noticesOf(visit);
    inForce({ briefBy });
    const path = `/v1/processes/${visit.workflowId}/adopt-policy`;
    expect((await http.as('admin-1').post(path, { reason: '新规' })).status).toBe(200);
    return { visit, before, told: (await noticesOf(visit)).slice(before.length) };
  }

  test('its holder and the superior hear of it at once, and once', async () => {
    const { visit, before, told } = await hurry('50 minutes', '10 minutes');
    const holder = (await briefOf(visit.id))?.who.staffIds[0];
    expect([before, told]).toEqual([[], [`tasks.due ${holder}`, expect.stringMatching(/^tasks[.]escalated /)]]);
    expect(await briefOf(visit.id)).toMatchObject({ remindAt: [], escalations: [] });
    expect((await lastEntry(visit.workflowId))?.action).toBe('adopt');
    await world.fastForward('3 hours');
    expect(await noticesOf(visit)).toEqual(told);
  });

  test('what was sent before is not sent again', async () => {
    const { before, told } = await hurry('70 minutes', '1 hour');
    expect(before).toEqual([expect.stringMatching(/^tasks[.]reminder /)]);
    expect(told).toEqual([expect.stringMatching(/^tasks[.]due /), expect.stringMatching(/^tasks[.]escalated /)]);
  });

  test('a reminder that is late is sent while the due time is still ahead', async () => {
    const { visit, told } = await hurry('50 minutes', '80 minutes');
    expect(told).toEqual([expect.stringMatching(/^tasks[.]reminder /)]);
    const brief = await briefOf(visit.id);
    expect([brief?.remindAt, brief?.escalations]).toEqual([
      [brief?.due],
      [expect.objectContaining({ at: brief?.due })],
    ]);
  });
});

/** A process of a project beside the example's; answers its workflow id. */
async function reminderOfAnotherProject(): Promise<string> {
  const { deps } = world;
  const input = { unitId: 'linjiang-1-1201', clientId: 'client-001', consultantId: 'consultant-a1' };
  const instalment = { no: 1, dueOn: '2999-01-01', openFen: 100_00 };
  await startProcess(deps, paymentReminderContract, {
    key: 'R-second',
    projectId: 'second',
    input: { ...input, ...instalment },
    actor: SYSTEM,
    startToken: 'second',
  });
  return 'payment-reminder:R-second';
}

async function openProcesses(): Promise<number> {
  const { models } = world.deps;
  const counts = contracts.map(({ collection }) => models.records(collection).countDocuments({ open: true }));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

test('a year that is published re-times the deadlines that fall in it, of every project, with before, after and why', async () => {
  inForce({ briefBy: '300 workdays' });
  const visit = await briefing();
  const before = await briefOf(visit.id);
  if (!before) throw new Error('there is nothing to brief');
  const due = new Date(before.due + 8 * HOUR - 1);
  const year = String(due.getUTCFullYear());
  const day = due.toISOString().slice(0, 10);
  const other = await reminderOfAnotherProject();
  const body = { projectId: 'linjiang', year, holidays: { [day]: '停工日' }, makeupDays: {} };
  const publish = () => http.as('admin-1').post('/v1/calendar/years', body, { key: 'year-1' });
  const published = await publish();
  expect(published).toMatchObject({ status: 202, body: { year, workflowId: expect.stringContaining(year) } });
  const { workflowId } = published.body;
  const { moved: count } = await world.deps.client.workflow.getHandle(workflowId).result();
  expect(count).toBe(await openProcesses());
  expect((await publish()).body.workflowId).toBe(workflowId);
  const { body: known } = await http.as('finance-1').get('/v1/calendar/years');
  expect(known.years[year]).toEqual({ holidays: { [day]: '停工日' }, makeupDays: {} });
  expect(await lastEntry(other)).toMatchObject({ action: 'adopt', projectId: 'second' });

  const after = await briefOf(visit.id);
  expect(after?.due).toBeGreaterThan(before.due);
  const entry = await lastEntry(visit.workflowId);
  expect(entry).toMatchObject({
    action: 'adopt',
    actor: { staffId: 'admin-1' },
    facts: { reason: `公布 ${year} 年节假日安排` },
  });
  const [moved] = (entry?.facts?.moved ?? []) as { task: string; before: number; after: number; why: string }[];
  expect(moved).toMatchObject({ task: 'brief-owner', before: before.due, after: after?.due });
  expect(moved?.why).toContain('停工日');
});

test('a process that does not answer holds nobody up, and is asked again until it does or has ended', async () => {
  const { client, models } = world.deps;
  const stuck = 'visit-claim:V-0';
  const standing = await client.workflow.start('visitClaim', { workflowId: stuck, taskQueue: 'nobody', args: [] });
  await models
    .records('visits')
    .collection.insertOne({ _id: 'V-0', workflowId: stuck, projectId: 'linjiang', open: true } as never);
  const holidays = { '2998-01-01': '元旦', '2998-10-01': '国庆节' };
  const body = { projectId: 'linjiang', year: '2998', holidays };
  const { workflowId } = (await http.as('admin-1').post('/v1/calendar/years', body)).body;
  const year = client.workflow.getHandle(workflowId);
  await eventually(async () => {
    const { raw } = await year.describe();
    return raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'adoptMissed');
  }, 30_000);
  expect((await lastEntry('payment-reminder:R-second'))?.facts).toMatchObject({ reason: '公布 2998 年节假日安排' });
  await standing.terminate();
  await year.result();
}, 60_000);
