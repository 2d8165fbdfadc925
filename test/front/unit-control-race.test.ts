import { randomUUID } from 'node:crypto';
import type { Http } from '../harness/http';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';

/** Fifty people at one unit in the same second. */
let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject({ sandbox: false });
  http = await world.http();
});

const PEOPLE = Array.from({ length: 50 }, (_, i) => ({
  leadId: `L-${i}`,
  who: `consultant-${'ab'[i % 2]}${(i % 4) + 1}`,
}));

/** As a client does: 503 means that the outcome is unknown, so the same key is sent again. */
async function send(who: string, path: string, body: object): Promise<string> {
  const key = randomUUID();
  for (;;) {
    const reply = await http.as(who).post(path, body, { key });
    if (reply.status !== 503) return reply.status === 200 ? 'done' : `${reply.status} ${reply.body.code}`;
  }
}

function all(unitId: string, step: string, people = PEOPLE): Promise<string[]> {
  return Promise.all(people.map(({ leadId, who }) => send(who, `/v1/units/${unitId}/${step}`, { leadId })));
}

test('50 holds at once on one unit: one holder', async () => {
  const answers = await all('linjiang-1-1101', 'hold');
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
  expect(answers.filter((answer) => answer === '409 hold-taken')).toHaveLength(49);
  expect(
    await world.deps.models.claims.countDocuments({
      scope: 'unit-hold',
      owner: `unit-control:${world.idOf('linjiang-1-1101')}`,
    }),
  ).toBe(1);
}, 240_000);

test('50 join the waitlist at once: 50 distinct places; the last one to leave ends the process', async () => {
  const unitId = 'linjiang-1-1102';
  expect((await http.as('consultant-a1').post(`/v1/units/${unitId}/hold`, { leadId: 'L-first' })).status).toBe(200);
  expect(new Set(await all(unitId, 'join-waitlist'))).toEqual(new Set(['done']));
  const { queue, waitlist } = (await http.as('controller-1').get(`/v1/units/${unitId}`)).body;
  expect(waitlist).toBe(50);
  expect(new Set(queue.map((waiting: { place: number }) => waiting.place)).size).toBe(50);
  expect(new Set(queue.map((waiting: { leadId: string }) => waiting.leadId)).size).toBe(50);
  for (let i = 0; i < PEOPLE.length; i += 10) {
    expect(new Set(await all(unitId, 'leave-waitlist', PEOPLE.slice(i, i + 10)))).toEqual(new Set(['done']));
  }
  expect(
    (await http.as('consultant-a1').post(`/v1/units/${unitId}/release-hold`, { leadId: 'L-first' })).body.status,
  ).toBe('available');
  expect(await world.deps.models.records('unit_controls').findById(world.idOf(unitId)).lean()).toMatchObject({
    open: false,
  });
}, 240_000);

test('a consultant’s holds on many units at once never pass the quota', async () => {
  const units = Array.from({ length: 12 }, (_, i) => `linjiang-1-${13 + Math.floor(i / 4)}0${(i % 4) + 1}`);
  const answers = await Promise.all(
    units.map((unit) => send('consultant-b3', `/v1/units/${unit}/hold`, { leadId: 'L-many' })),
  );
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(2);
  expect(answers.filter((answer) => answer === '409 hold-quota')).toHaveLength(10);
}, 240_000);

test('a unit comes and goes again and again under one id: revisions and chain have no gap', async () => {
  const unitId = 'linjiang-1-1103';
  for (let i = 0; i < 5; i += 1) {
    await Promise.all([
      http.as('controller-1').post(`/v1/units/${unitId}/block`, { reason: '争议' }),
      http.as('controller-2').post(`/v1/units/${unitId}/unblock`, { reason: '和解' }),
      http.as('controller-1').post(`/v1/units/${unitId}/block`, { reason: '争议' }),
      http.as('controller-2').post(`/v1/units/${unitId}/unblock`, { reason: '和解' }),
    ]);
  }
  const chain = await world.deps.models.audit
    .find({ chain: `unit-control:${world.idOf(unitId)}` })
    .sort({ seq: 1 })
    .lean();
  expect(chain.length).toBeGreaterThan(4);
  expect(chain.map((entry) => entry.seq)).toEqual(chain.map((_, i) => i + 1));
  const actions = chain.map((entry) => entry.action);
  expect(actions).toEqual(actions.map((_, i) => (i % 2 === 0 ? 'block' : 'unblock')));
  expect((await world.deps.models.records('unit_controls').findById(world.idOf(unitId)).lean())?.rev).toBe(
    chain.length,
  );
}, 240_000);
