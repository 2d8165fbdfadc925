import type { Http, Reply } from '../harness/http';
import { DEPOSIT, dateIn, must, SaleDriver } from '../harness/sale-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';

/** Reports: visitor book, pack and next-visit rates, issue log, receipts without a gap, 销售日报. */
let world: Project;
let http: Http;
let period: string;
beforeAll(async () => {
  world = await openProject({ sandbox: false });
  http = await world.http();
  period = `projectId=linjiang&from=${await dateIn(world, 0)}&to=${await dateIn(world, 0)}`;
});

const report = (name: string, query = period, who = 'supervisor-1') =>
  http.as(who).get(`/v1/reports/${name}?${query}`);

async function visitor(clientName: string): Promise<Reply> {
  return must(
    await http.as('assistant-1').post('/v1/visits', { projectId: 'linjiang', contactedBefore: 'no', clientName }),
    'visit',
    201,
  );
}

test('the visitor book has every number, the rates count who has left', async () => {
  const [full, bare, open, cancelled] = [
    await visitor('甲客户'),
    await visitor('乙客户'),
    await visitor('丙客户'),
    await visitor('丁客户'),
  ];
  const leave = (visit: Reply, body: object) =>
    http
      .as(visit.body.servedBy)
      .post(`/v1/visits/${visit.body.id}/leave`, { unitsShown: [], notes: '看房', ...body });
  const nextVisitAt = new Date(Date.now() + 86_400_000).toISOString();
  must(await leave(full, { packComplete: true, nextVisitAt }), 'leave');
  must(await leave(bare, { packComplete: false, packMissing: ['名片'], noNextVisitReason: '外地客户' }), 'leave');
  must(
    await http.as('supervisor-1').post(`/v1/visits/${cancelled.body.id}/cancel`, { reason: '重复登记' }),
    'cancel',
  );

  const first = (await report('visitor-book', `${period}&limit=3`)).body;
  const rest = (await report('visitor-book', `${period}&limit=3&cursor=${first.nextCursor}`)).body;
  const book = [...first.items, ...rest.items];
  expect(book.map(({ bookNo }) => bookNo.slice(-3))).toEqual(['001', '002', '003', '004']);
  expect(book[1]).toMatchObject({
    clientName: '乙客户',
    packComplete: false,
    packMissing: ['名片'],
    noNextVisitReason: '外地客户',
    ownerId: bare.body.receiverId,
  });
  expect(book[3]).toMatchObject({ status: 'cancelled', cancelReason: '重复登记' });
  const { body } = await report('reception');
  expect(body).toMatchObject({
    receptions: 3,
    left: 2,
    withPack: 1,
    withNextVisit: 1,
    packPercent: 50,
    nextVisitPercent: 50,
  });
  const still = body.staff.find(({ staffId }: { staffId: string }) => staffId === open.body.receiverId);
  expect(still).toMatchObject({ receptions: 1, left: 0 });
  expect(still.packPercent).toBeUndefined();
});

test('issue log, receipts and the day’s sales agree; a number without its paper is named', async () => {
  const [sold, left] = [
    new SaleDriver(world, http, 'linjiang-1-1201'),
    new SaleDriver(world, http, 'linjiang-1-1202', ['client-002']),
  ];
  await sold.upTo('end');
  await left.upTo('take-deposit');
  must(await left.step('assistant-1', 'void-form', { reason: '填写有误', copiesReturned: 4 }), 'void-form');

  const log = (await report('subscription-forms', period, 'assistant-1')).body;
  expect(log.missing).toEqual([]);
  expect(log.items).toMatchObject([
    {
      formNo: 'RG000001',
      saleKey: sold.key,
      unitId: 'linjiang-1-1201',
      issuedBy: 'assistant-1',
      drawnBy: 'consultant-a1',
      copies: { client: 1, assistant: 1, finance: 2 },
    },
    { formNo: 'RG000002', saleKey: left.key, voidReason: '填写有误', copiesReturned: 4 },
  ]);
  const receipts = async () => (await report('receipts', period, 'finance-1')).body;
  expect(await receipts()).toMatchObject({
    missing: [],
    items: [{ receiptNo: 'DJ000001', saleKey: sold.key, amountFen: 2_000_000, purpose: '定金' }],
  });
  const day = async () => (await report('daily-sales', `projectId=linjiang&date=${await dateIn(world, 0)}`)).body;
  expect(await day()).toMatchObject({
    visits: 3,
    subscriptionsBegun: 2,
    sold: ['linjiang-1-1201'],
    receivedFen: 2_000_000,
    receivedByMethod: [{ method: 'cash', amountFen: DEPOSIT.parts[0]?.amountFen }],
    paidOutFen: 0,
    agrees: true,
  });

  await world.deps.models.documents.deleteOne({ projectId: world.projectId, number: 'DJ000001' });
  expect((await receipts()).missing).toEqual(['DJ000001']);
  expect(await day()).toMatchObject({ soldWithoutReceipt: ['linjiang-1-1201'], agrees: false });
});

test('reports are for who leads and checks, for the own project, for days in their order', async () => {
  for (const name of ['visitor-book', 'reception', 'subscription-forms', 'receipts']) {
    expect((await report(name, period, 'consultant-a1')).status).toBe(403);
    expect((await report(name, period.replace('linjiang', 'elsewhere'))).status).toBe(403);
    const turned = await report(name, 'projectId=linjiang&from=2026-03-11&to=2026-03-10');
    expect([turned.status, turned.body.errors[0].field]).toEqual([400, 'to']);
  }
});
