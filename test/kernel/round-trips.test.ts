import { CountedApi, waysOfCommits } from '../harness/round-trips';
import { makeWorld, type World } from '../harness/world';

/** What the commits of a visit write. */
const WRITTEN = ['visits', 'duty_rotas', 'numbers', 'tasks', 'outbox', 'documents', 'audit'];
const ARRIVAL = { projectId: 'linjiang', contactedBefore: 'forgotten', clientName: '访客' };
const QUOTE = { unitId: 'linjiang-1-1201', method: 'lump' };
const LEAVING = {
  packComplete: true,
  unitsShown: ['linjiang-1-1201'],
  noNextVisitReason: '下周电话联系',
  notes: '看中三房',
};

let world: World;
let api: CountedApi;
beforeAll(async () => {
  world = await makeWorld({ sandbox: false });
  api = await CountedApi.serve(world);
});
afterAll(async () => {
  await api.stop();
  await world.stop();
});

test('round trips that wait for one another: of a step 2 before its Update and 2 after it, of a reading 2', async () => {
  const { body: visit } = await api.http.as('assistant-1').post('/v1/visits', ARRIVAL);
  const consultant = api.http.as(visit.servedBy);
  expect(await api.step(() => consultant.post(`/v1/visits/${visit.id}/quote`, QUOTE))).toEqual({
    before: 1,
    after: 2,
  });
  expect(await api.reading(() => consultant.get(`/v1/visits/${visit.id}`))).toBe(1);
});

test('round trips that wait for one another in a commit: at most 4, and one more where a number follows a guard', async () => {
  const { body: visit } = await api.http.as('assistant-1').post('/v1/visits', ARRIVAL);
  const step = (who: string, name: string, body?: object) =>
    api.http.as(who).post(`/v1/visits/${visit.id}/${name}`, body);
  await step(visit.servedBy, 'quote', QUOTE);
  await step(visit.servedBy, 'leave', LEAVING);
  await step('assistant-1', 'notify-leaders');
  await step('leader-a', 'tell-team');
  await step('consultant-b2', 'claim', { leadEntryNo: '3' });
  expect(await waysOfCommits(world, visit.workflowId, WRITTEN)).toEqual({
    begin: 5,
    quote: 3,
    leave: 4,
    'notify-leaders': 4, // numbers its document
    'tell-team': 3,
    claim: 3,
  });
});
