import type { Http, Reply } from '../harness/http';
import { SaleDriver } from '../harness/sale-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';

/** The switches of the front of the sale: a company that works by S1, or as its peers do. */
let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject();
  world.setPolicy('visit-claim', { ownership: 'book-only' });
  world.setPolicy('unit-control', { holdBlocksRivals: true, exclusiveConfirmation: true });
  http = await world.http();
});

const codeOf = ({ status, body }: Reply) => `${status} ${body.code ?? body.status}`;
const arrive = (contactedBefore: string) =>
  http.as('assistant-1').post('/v1/visits', {
    projectId: 'linjiang',
    contactedBefore,
    clientName: '访客',
    phone: '13911112222',
  });

test('1-front: visit-claim, ownership book-only: the earliest entry of the visitor book owns, both are told, nobody claims', async () => {
  const first = await arrive('no');
  const again = await arrive('forgotten');
  expect(again.body.receiverId).not.toBe(first.body.receiverId);
  const left = await http.as(again.body.servedBy).post(`/v1/visits/${again.body.id}/leave`, {
    packComplete: true,
    unitsShown: ['linjiang-1-1201'],
    noNextVisitReason: '再联系',
    notes: '第二次来',
  });
  expect(left.body).toMatchObject({ status: 'claimed', ownerId: first.body.receiverId, open: false });
  const { workflowId } = again.body;
  const byBook = { workflowId, template: 'visit-claim.by-book' };
  const told = world.toNames(await world.deps.models.outbox.find(byBook).lean());
  expect(told.map(({ staffId }) => staffId).sort()).toEqual([first.body.receiverId, again.body.receiverId].sort());
  expect(told[0]?.text).toContain('其他人员请退出');
});

test('1-front: unit-control, holdBlocksRivals: a held unit is confirmed to its own client only', async () => {
  const unitId = 'linjiang-1-1103';
  const held = await http.as('consultant-a1').post(`/v1/units/${unitId}/hold`, { leadId: 'L-1' });
  expect(held.status).toBe(200);
  const rival = new SaleDriver(world, http, unitId, ['client-001'], 'consultant-b1');
  expect(codeOf(await rival.start())).toBe('409 unit-held');
});

test('1-front: unit-control, exclusiveConfirmation: a unit confirmed to one sale is confirmed to no other', async () => {
  const unitId = 'linjiang-1-1104';
  const first = new SaleDriver(world, http, unitId, ['client-002'], 'consultant-a1');
  await first.upTo('issue-form');
  const rival = new SaleDriver(world, http, unitId, ['client-003'], 'consultant-b1');
  expect(codeOf(await rival.start())).toBe('409 unit-held');
});
