import type { Http } from '../harness/http';
import { DEPOSIT, dateIn, SaleDriver } from '../harness/sale-driver';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';

/** The plain resources over HTTP: Kong = controller-1, Ma = manager-1. */
let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject({ sandbox: false });
  http = await world.http();
});

const PROJECT = '/v1/projects/linjiang';
const UNIT = 'linjiang-1-702';
const kong = () => http.as('controller-1');
const ma = () => http.as('manager-1');
const row = {
  unitId: UNIT,
  areaHundredths: 8950,
  unitPriceFen: 1_250_000,
  totalFen: 111_875_000,
  floorTotalFen: 110_000_000,
};
const list = (more: object = {}) => ({ effectiveFrom: new Date().toISOString(), rows: [{ ...row, ...more }] });
// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
const unitsIn = (chart: any): any[] => chart.buildings.flatMap((b: any) => b.floors.flatMap((f: any) => f.units));

// First: the later tests put another price list in force.
test('the chart: totals per status, the buyer hidden from other consultants, as of any instant; the day is reviewed', async () => {
  const unitId = 'linjiang-1-1402';
  const start = new Date().toISOString();
  const sale = new SaleDriver(world, http, unitId, ['client-010'], 'consultant-a1');
  await sale.upTo('take-deposit');
  const reserved = new Date().toISOString();
  expect((await sale.step('finance-1', 'take-deposit', DEPOSIT)).status).toBe(200);
  const chartOf = async (who: string, at?: string) =>
    (await http.as(who).get(`${PROJECT}/sales-control${at ? `?at=${encodeURIComponent(at)}` : ''}`)).body;
  const unit = async (who: string, at?: string) => unitsIn(await chartOf(who, at)).find((u) => u.unitId === unitId);
  expect(await unit('controller-1')).toMatchObject({
    status: 'sold',
    saleKey: sale.key,
    clientName: expect.any(String),
  });
  expect(await unit('consultant-a1')).toHaveProperty('saleKey', sale.key);
  const hidden = await unit('consultant-b1');
  expect(hidden.status).toBe('sold');
  expect(Object.keys(hidden)).not.toEqual(expect.arrayContaining(['saleKey']));
  expect(Object.keys(hidden)).not.toEqual(expect.arrayContaining(['clientName']));
  expect(await unit('controller-1', start)).toMatchObject({ status: 'available', rivals: 0 });
  expect(await unit('controller-1', reserved)).toMatchObject({ status: 'reserved', rivals: 1 });
  const chart = await chartOf('controller-1');
  const all = unitsIn(chart);
  const counted = Object.values(chart.totals as Record<string, { count: number }>).reduce(
    (sum, { count }) => sum + count,
    0,
  );
  expect(counted).toBe(all.length);
  expect(chart.totals.sold.amountFen).toBe(
    all.filter((u) => u.status === 'sold').reduce((sum, u) => sum + (u.totalFen ?? 0), 0),
  );

  const today = await dateIn(world, 0);
  const review = await kong().post(`${PROJECT}/daily-reviews`, { date: today, remarks: '与财务收据核对一致' });
  expect(review).toMatchObject({
    status: 201,
    body: { date: today, reviewedBy: 'controller-1', remarks: '与财务收据核对一致' },
  });
  expect(review.body.changes).toContainEqual(expect.objectContaining({ unitId, to: 'sold', saleKey: sale.key }));
  expect(review.body.receipts).toContainEqual(expect.objectContaining({ saleKey: sale.key }));
  expect(review.body).toMatchObject({ soldWithoutReceipt: [], receiptsWithoutSale: [] });
  expect((await kong().post(`${PROJECT}/daily-reviews`, { date: today, remarks: '再核' })).body.code).toBe(
    'already-reviewed',
  );
  expect(
    (await kong().post(`${PROJECT}/daily-reviews`, { date: await dateIn(world, 1), remarks: '早' })).status,
  ).toBe(400);
});

test('1-front: unit-control 4: nobody confirms their own plan; the manager does, once', async () => {
  const plan = {
    permitNo: '江房预售证第2026-001号',
    openAt: new Date().toISOString(),
    rows: [{ unitId: 'linjiang-1-203', hold: 'none' }],
  };
  const made = await kong().post(`${PROJECT}/release-plans`, plan);
  expect(made).toMatchObject({ status: 201, body: { status: 'draft', createdBy: 'controller-1' } });
  const address = made.headers.get('location') as string;
  const own = await kong().post(`${address}/confirm`);
  expect([own.status, own.body.code]).toEqual([409, 'own-request']);
  expect((await http.as('controller-2').post(`${address}/confirm`)).status).toBe(403);
  const before = new Date().toISOString();
  expect((await kong().get('/v1/units/linjiang-1-203')).body.status).toBe('retained');
  const [first, again] = [
    await ma().post(`${address}/confirm`),
    await http.as('manager-2').post(`${address}/confirm`),
  ];
  expect([first.status, again.status, again.body.code]).toEqual([200, 409, 'already-confirmed']);
  expect((await kong().get('/v1/units/linjiang-1-203')).body.status).toBe('available');
  const then = (await kong().get(`${PROJECT}/sales-control?at=${encodeURIComponent(before)}`)).body;
  expect(unitsIn(then).find((unit) => unit.unitId === 'linjiang-1-203').status).toBe('retained');
  const audited = await world.deps.models.audit
    .find({ chain: `project:${world.projectId}`, action: { $regex: '^release-plan' } })
    .sort({ seq: 1 })
    .lean();
  expect(world.toNames(audited).map(({ action, actor }) => `${action} ${actor.staffId}`)).toEqual([
    'release-plan created controller-1',
    'release-plan confirmed manager-1',
  ]);
});

test('a unit without a presale permit, or before its opening, is not for sale', async () => {
  const hold = async (unitId: string) =>
    (await http.as('consultant-a1').post(`/v1/units/${unitId}/hold`, { leadId: 'L-1' })).body.code;
  const later = new Date(Date.now() + 86_400_000).toISOString();
  const plans = [
    { openAt: new Date().toISOString(), rows: [{ unitId: 'linjiang-1-201', hold: 'none' }] },
    { permitNo: '江房预售证第2026-002号', openAt: later, rows: [{ unitId: 'linjiang-1-202', hold: 'none' }] },
  ];
  for (const plan of plans) {
    const made = await kong().post(`${PROJECT}/release-plans`, plan);
    expect((await ma().post(`${made.headers.get('location')}/confirm`)).status).toBe(200);
  }
  expect(await hold('linjiang-1-201')).toBe('no-presale-permit');
  expect(await hold('linjiang-1-202')).toBe('unit-not-released');
  expect(await hold('linjiang-1-204')).toBe('unit-retained');
});

test('a price list is in force when it is confirmed and its time has come; a wrong total is refused', async () => {
  const wrong = await kong().post(`${PROJECT}/price-lists`, list({ totalFen: row.totalFen + 100 }));
  expect([wrong.status, wrong.body.code, wrong.body.errors[0].field]).toEqual([
    409,
    'price-mismatch',
    'rows.0.totalFen',
  ]);
  const unknown = await kong().post(`${PROJECT}/price-lists`, list({ unitId: 'linjiang-none' }));
  expect([unknown.status, unknown.body.errors[0].field]).toEqual([400, 'rows.0.unitId']);
  expect((await http.as('consultant-a1').post(`${PROJECT}/price-lists`, list())).status).toBe(403);
  const made = await kong().post(
    `${PROJECT}/price-lists`,
    list({ totalFen: row.totalFen + 99, floorTotalFen: undefined }),
    { key: 'pl' },
  );
  const again = await kong().post(
    `${PROJECT}/price-lists`,
    list({ totalFen: row.totalFen + 99, floorTotalFen: undefined }),
    { key: 'pl-2' },
  );
  expect([made.status, again.status]).toEqual([201, 201]);
  expect(again.body.no).toBe(made.body.no + 1);
  expect((await kong().get(`${PROJECT}/sales-control`)).body.priceListNo).toBe(1);
  expect((await ma().post(`${made.headers.get('location')}/confirm`)).status).toBe(200);
  const chart = (await kong().get(`${PROJECT}/sales-control`)).body;
  expect(chart.priceListNo).toBe(made.body.no);
  const seen = (await http.as('consultant-a1').get(`${PROJECT}/price-lists/1`)).body;
  expect(seen.rows[0].totalFen).toBeGreaterThan(0);
  expect(seen.rows[0].floorTotalFen).toBeUndefined();
  expect((await ma().get(`${PROJECT}/price-lists/1`)).body.rows[0].floorTotalFen).toBeGreaterThan(0);
});

test('ten price lists at once get ten numbers', async () => {
  const made = await Promise.all(Array.from({ length: 10 }, () => kong().post(`${PROJECT}/price-lists`, list())));
  expect(new Set(made.map(({ body }) => body.no)).size).toBe(10);
});

test('the supervisor sets the rota of a day; turns of the day stay; nobody unknown, no day that has passed', async () => {
  const tomorrow = await dateIn(world, 1);
  const put = (date: string, body: object, who = 'supervisor-1') =>
    http.as(who).put(`${PROJECT}/duty-rotas/${date}`, body);
  const order = ['consultant-b1', 'consultant-a1'];
  expect((await put(tomorrow, { order, off: ['consultant-a1'] })).body).toMatchObject({
    date: tomorrow,
    order,
    off: ['consultant-a1'],
    turns: [],
  });
  expect((await http.as('consultant-a1').get(`${PROJECT}/duty-rotas/${tomorrow}`)).body.order).toEqual(order);
  expect((await put(tomorrow, { order: [...order, 'finance-1', 'nobody-1'] })).body.errors).toMatchObject([
    { field: 'order.2' },
    { field: 'order.3' },
  ]);
  expect((await put(tomorrow, { order, off: ['consultant-b2'] })).body.errors).toMatchObject([{ field: 'off.0' }]);
  expect((await put(await dateIn(world, -1), { order })).body.code).toBe('date-in-past');
  expect((await put(tomorrow, { order }, 'consultant-a1')).status).toBe(403);
});

test('units are listed page by page, and dates imported all or none', async () => {
  const first = (await kong().get('/v1/units?projectId=linjiang&building=1&limit=3')).body;
  expect(first.items).toHaveLength(3);
  const next = (await kong().get(`/v1/units?projectId=linjiang&building=1&limit=3&cursor=${first.nextCursor}`))
    .body;
  expect(next.items[0].id > first.items[2].id).toBe(true);
  const send = (rows: object[], who = 'admin-1') => http.as(who).post('/v1/units/import', { rows });
  const bad = await send([
    { unitId: UNIT, deliveredOn: '2026-01-05' },
    { unitId: 'linjiang-none', deliveredOn: '2026-01-05' },
  ]);
  expect([bad.status, bad.body.errors[0].field]).toEqual([400, 'rows.1.unitId']);
  expect((await kong().get(`/v1/units/${UNIT}`)).body.deliveredOn).toBeUndefined();
  expect(
    (await send([{ unitId: UNIT, deliveredOn: '2026-01-05', completionAcceptedOn: '2025-12-20' }])).body,
  ).toEqual({ imported: 1 });
  expect((await kong().get(`/v1/units/${UNIT}`)).body).toMatchObject({
    deliveredOn: '2026-01-05',
    completionAcceptedOn: '2025-12-20',
  });
  expect((await send([{ unitId: UNIT, deliveredOn: '2026-01-05' }], 'controller-1')).status).toBe(403);
  expect((await kong().get(PROJECT)).body).toMatchObject({ id: 'linjiang', name: '临江府' });
  expect((await kong().get('/v1/projects/elsewhere')).status).toBe(404);
});
