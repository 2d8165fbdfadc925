import { randomUUID } from 'node:crypto';
import { verifyAudit } from '../../activities/audit/verify';
import type { Http, Reply } from '../harness/http';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';

let world: Project;
let http: Http;
beforeEach(async () => {
  world = await openProject({ sandbox: false });
  http = await world.http();
});

const ARRIVAL = { projectId: 'linjiang', contactedBefore: 'forgotten', clientName: '访客' };
const LEAVING = {
  packComplete: true,
  unitsShown: ['linjiang-1-1201'],
  noNextVisitReason: '下周电话联系',
  notes: '看中三房',
};

/** One POST three times at once under one key: all get the same answer. */
async function thrice(who: string, path: string, body: object = {}): Promise<Reply> {
  const key = randomUUID();
  const replies = await Promise.all([1, 2, 3].map(() => http.as(who).post(path, body, { key })));
  const again = await http.as(who).post(path, body, { key });
  for (const reply of replies) expect(reply).toMatchObject({ status: again.status, body: again.body });
  return again;
}

test('every step of a visit twice and at once: one effect, one answer; with another key it is refused', async () => {
  const visit = await thrice('assistant-1', '/v1/visits', ARRIVAL);
  expect(visit.status).toBe(201);
  const steps: [who: string, step: string, body: object, code: string][] = [
    [visit.body.servedBy, 'leave', LEAVING, 'step-not-open'],
    ['assistant-1', 'notify-leaders', {}, 'step-not-open'],
    ['leader-a', 'tell-team', {}, 'step-not-open'],
    ['leader-b', 'tell-team', {}, 'step-not-open'],
    ['consultant-b2', 'claim', { leadEntryNo: '3' }, 'claim-exists'],
    ['consultant-b2', 'withdraw-claim', {}, 'no-claim'],
    ['supervisor-1', 'cancel', { reason: '登记有误' }, 'step-not-open'],
  ];
  for (const [who, step, body, code] of steps) {
    const path = `/v1/visits/${visit.body.id}/${step}`;
    expect((await thrice(who, path, body)).status).toBe(200);
    const other = await http.as(who).post(path, body);
    expect([step, other.status, other.body.code]).toEqual([step, 409, code]);
  }
  const { audit, records } = world.deps.models;
  const chain = await audit.find({ chain: visit.body.workflowId }).sort({ seq: 1 }).lean();
  expect(chain.map(({ action }) => action)).toEqual(['begin', ...steps.map(([, step]) => step)]);
  const stored = await records('visits').find({ projectId: world.projectId }).lean();
  expect(stored).toMatchObject([{ rev: 8, open: false }]);
});

test('one step by several people at once: one does it, the others are told that it is not open', async () => {
  const visit = await http.as('assistant-1').post('/v1/visits', ARRIVAL);
  const path = `/v1/visits/${visit.body.id}/leave`;
  const replies = await Promise.all([1, 2, 3, 4, 5].map(() => http.as(visit.body.servedBy).post(path, LEAVING)));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  expect(replies.flatMap(({ body }) => body.code ?? [])).toEqual(Array(4).fill('step-not-open'));
});

test('50 visitors at once: 50 numbers without a gap, and the receivers take turns', async () => {
  const arrive = async (n: number): Promise<Reply> => {
    const reply = await http.as('assistant-1').post('/v1/visits', ARRIVAL, { key: `visitor-${n}` });
    return reply.status === 503 ? arrive(n) : reply;
  };
  const visits = await Promise.all(Array.from({ length: 50 }, (_, n) => arrive(n)));
  expect(visits.map(({ status }) => status)).toEqual(Array(50).fill(201));
  const numbers = visits.map(({ body }) => Number(body.bookNo.slice(-3))).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  const turns = new Map<string, number>();
  for (const { body } of visits) turns.set(body.receiverId, (turns.get(body.receiverId) ?? 0) + 1);
  // Eight free consultants take the first eight; when all are serving, the next in the rota goes on.
  expect([...turns.values()].sort()).toEqual([6, 6, 6, 6, 6, 6, 7, 7]);
  // others may be at work in this world meanwhile
  const { problems } = await verifyAudit(world.deps.models);
  expect(problems.filter((problem) => visits.some(({ body }) => problem.includes(body.id)))).toEqual([]);
});
