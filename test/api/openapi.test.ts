import { describe as describeRoutes } from '../../api/kernel/openapi';
import { sandboxRoutes } from '../../api/app';
import { routes as allRoutes } from '../../api/routes';
import type { Http } from '../harness/http';
import { dateIn, SaleDriver } from '../harness/sale-driver';
import { eventually, makeWorld, type World } from '../harness/world';
import { type Api, serveAlone } from './harness';

const routes = [...allRoutes, ...sandboxRoutes];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, Json & { content?: Record<string, { schema: Json }> }>;
}
interface Document {
  openapi: string;
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
}

// As it is sent: without what JSON leaves out.
const document = JSON.parse(JSON.stringify(describeRoutes(routes, '1'))) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('every route is in it, with its method', () => {
  const told = operations.map(({ path, method }) => `${method} ${path}`).sort();
  const served = routes.map(({ path, method }) => `${method} /v1${path.replace(/:(\w+)/g, '{$1}')}`).sort();
  expect(told).toEqual(served);
});

test('no two routes share an address or an operation id', () => {
  expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length);
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

test('every reference leads somewhere', () => {
  const references: string[] = [];
  const collect = (value: Json) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (key === '$ref') references.push(item as string);
      else collect(item as Json);
    }
  };
  collect(document as unknown as Json);
  const missing = references.filter((reference) => {
    const steps = reference.replace('#/', '').split('/');
    return (
      steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document) ===
      undefined
    );
  });
  expect(references.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});

test('each operation is whole: tag, summary, parameters of its address, body, problems', () => {
  const tags = document.tags.map(({ name }) => name);
  for (const { path, method, operation } of operations) {
    const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(named);
    expect(declared.every(({ required }) => required)).toBe(true);
    expect(tags).toEqual(expect.arrayContaining(operation.tags));
    expect(operation.summary).toMatch(/\p{Script=Han}/u);
    expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
    expect(operation.responses['400']).toEqual({ $ref: '#/components/responses/Problem' });
    if (method === 'get') expect(operation.requestBody).toBeUndefined();
  }
});

test('a step tells its roles, its task, what it may refuse with, and each field its label and kind', () => {
  const at = '/v1/visits/{key}/decide-dispute';
  const { operation } = operations.find(({ path, method }) => path === at && method === 'post') ?? {};
  expect(operation).toMatchObject({
    'x-roles': ['supervisor', 'sales-manager'],
    'x-task': { zh: '裁定异议', en: 'Decide the dispute' },
    'x-refusals': expect.arrayContaining(['own-case', 'not-a-party', 'step-not-open', 'forbidden']),
  });
  expect(operation?.requestBody?.content['application/json']?.schema).toMatchObject({
    properties: {
      ownerId: { title: '客户归属', 'x-kind': 'staff' },
      reason: { title: '裁定理由', 'x-kind': 'personal', 'x-personal': true },
    },
  });
  const schemas = (document as unknown as { components: { schemas: Record<string, Json> } }).components.schemas;
  expect(schemas.VisitClaim).toMatchObject({
    properties: {
      arrivedAt: { title: '到访时间', 'x-kind': 'instant', format: 'date-time' },
      contactedBefore: { 'x-kind': 'choice', 'x-labels': { no: '未联系过' } },
      clientId: { title: '客户', 'x-kind': 'client' },
    },
  });
});

describe('served', () => {
  let api: Api;
  beforeAll(async () => {
    api = await serveAlone(routes);
  });
  afterAll(() => api.stop());

  test('/openapi.json is open to all and names version 3.1', async () => {
    expect(await api.call('GET', '/openapi.json')).toMatchObject({ status: 200, body: { openapi: '3.1.0' } });
  });

  test('/docs shows it from local files only', async () => {
    const page = await api.call('GET', '/docs/');
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/(src|href)="https?:/);
    const script = await api.call('GET', '/docs/swagger-initializer.js');
    expect(script.body).toContain("url: '/openapi.json'");
    expect(await api.call('GET', '/docs/swagger-ui-bundle.js')).toMatchObject({ status: 200 });
    expect(await api.call('GET', '/docs/swagger-ui.css')).toMatchObject({ status: 200 });
  });
});

/** Nothing but a print or a file to keep. */
const PRINTS = [
  'get /v1/collection-cases/{key}/evidence',
  'get /v1/collection-runs/{key}/csv',
  'get /v1/collection-runs/{key}/print',
  'get /v1/repairs/register',
];

test('every answer is described: as a JSON object, or as the print that it is', () => {
  const told = operations.flatMap(({ path, method, operation: { responses } }) =>
    Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .map(([, { content }]) => ({ name: `${method} ${path}`, content })),
  );
  const silent = told.filter(({ content }) => {
    const schema = content?.['application/json']?.schema as { $ref?: string; type?: string } | undefined;
    return !schema?.$ref && schema?.type !== 'object';
  });
  expect(silent.map(({ name }) => name).sort()).toEqual(PRINTS);
  expect(silent.flatMap(({ content }) => Object.keys(content ?? {})).sort()).toEqual([
    'text/csv',
    'text/html',
    'text/html',
    'text/html',
  ]);
});

describe('an answer holds what is described, and nothing else', () => {
  let world: World;
  let http: Http;
  /** What the addresses below name. */
  const ids: Record<string, string> = { unit: 'linjiang-1-1201', held: 'linjiang-1-1202' };

  /** The answer to a person, checked against the schema of its route. */
  async function answered(who: string, method: 'get' | 'post' | 'put', address: string, body: object = {}) {
    const path = address.replace(/\?.*/, '');
    const [route] = routes
      .filter((one) => one.method === method && new RegExp(`^${one.path.replace(/:\w+/g, '[^/]+')}$`).test(path))
      .sort((a, b) => a.path.split(':').length - b.path.split(':').length);
    const reply = await http.as(who)[method](`/v1${address}`, body);
    expect({ address, ...reply }).toMatchObject({ address, status: route?.status ?? 200 });
    // what the schema does not know is missing from what it parses to
    expect(route?.answer?.parse(reply.body)).toEqual(reply.body);
    return reply.body;
  }

  beforeAll(async () => {
    world = await makeWorld();
    http = await world.http();
    ids.today = await dateIn(world, 0);
    ids.now = encodeURIComponent(new Date(await world.deps.businessNow('linjiang')).toISOString());
    const visit = {
      projectId: 'linjiang',
      contactedBefore: 'forgotten',
      clientName: '欧阳访客',
      employer: '江城制药',
    };
    const { id, servedBy } = await answered('assistant-1', 'post', '/visits', visit);
    ids.visit = id;
    const left = { packComplete: true, unitsShown: [], noNextVisitReason: '再联系', notes: '看房' };
    await answered(servedBy, 'post', `/visits/${id}/leave`, left);
    const soon = await dateIn(world, 1);
    const sale = new SaleDriver(world, http, ids.unit as string);
    await sale.upTo('end', { signBy: soon, plan: { kind: 'lump', payBy: soon } });
    ids.sale = sale.key;
  });
  afterAll(() => world.stop());

  test('to what is done with plain resources', async () => {
    const project = '/projects/linjiang';
    const rota = { order: ['consultant-a1', 'consultant-b1'], off: ['consultant-b1'] };
    await answered('supervisor-1', 'put', `${project}/duty-rotas/${ids.today}`, rota);
    await answered('controller-1', 'post', `${project}/daily-reviews`, { date: ids.today, remarks: '一致' });
    const price = { unitId: ids.unit, areaHundredths: 10_000, unitPriceFen: 10_000, totalFen: 1_000_000 };
    const effectiveFrom = new Date().toISOString();
    const list = await answered('controller-1', 'post', `${project}/price-lists`, { effectiveFrom, rows: [price] });
    await answered('manager-1', 'post', `${project}/price-lists/${list.no}/confirm`);

    const plan = { openAt: effectiveFrom, permitNo: 'YS-1', rows: [{ unitId: ids.unit, hold: 'none' }] };
    ids.plan = (await answered('controller-1', 'post', `${project}/release-plans`, plan)).no;

    await answered('consultant-a1', 'post', `/units/${ids.held}/hold`, { leadId: 'L-1' });
    await answered('consultant-b1', 'post', `/units/${ids.held}/join-waitlist`, { leadId: 'L-2' });
    const handedOver = { rows: [{ unitId: ids.held, deliveredOn: ids.today }] };
    await answered('admin-1', 'post', '/units/import', handedOver);

    const listed = { listNo: 'L-1', receivedOn: ids.today, items: [{ saleKey: 'S-NOBODY', amountFen: 1 }] };
    const { id } = await answered('finance-1', 'post', '/bank-lists', {
      kind: 'approval',
      bankId: 'ccb',
      ...listed,
    });
    const cleared = { saleKey: 'S-NOBODY', note: '查明' };
    await answered('finance-1', 'post', `/bank-lists/${encodeURIComponent(id)}/clear-line`, cleared);

    const soon = await dateIn(world, 1);
    const leave = { from: `${soon}T00:00:00+08:00`, to: `${soon}T23:00:00+08:00`, reason: '事假' };
    await answered('supervisor-1', 'post', '/staff/consultant-a2/absences', {
      ...leave,
      standInId: 'consultant-a3',
    });
    const { rev, ...person } = await answered('admin-1', 'get', '/staff/consultant-b4');
    await answered('admin-1', 'put', '/staff/consultant-b4', { roles: person.roles, rev });
    const { id: _bank, ...bank } = await answered('admin-1', 'get', '/banks/ccb');
    await answered('admin-1', 'put', '/banks/ccb', bank);
    const { id: _contractor, ...contractor } = await answered('admin-1', 'get', '/contractors/contractor-1');
    await answered('admin-1', 'put', '/contractors/contractor-1', contractor);

    const defect = { unitId: ids.held, content: '漏水', channel: 'phone', reportedAt: effectiveFrom };
    await answered('service-1', 'post', '/repairs', defect);

    const [task] = (await answered('assistant-1', 'get', '/tasks?process=visit-claim')).items;
    const inbox = `/tasks/${encodeURIComponent(task.id)}`;
    await answered('assistant-1', 'post', `${inbox}/claim`);
    await answered('assistant-1', 'post', `${inbox}/release`);
    await answered('assistant-1', 'post', `${inbox}/delegate`, { toStaffId: 'supervisor-1', reason: '外出' });
    const adopted = { reason: '新规则' };
    await answered('admin-1', 'post', `/processes/visit-claim:${ids.visit}/adopt-policy`, adopted);
    const holidays = { '2999-01-01': '元旦', '2999-10-01': '国庆节' };
    await answered('admin-1', 'post', '/calendar/years', { projectId: 'linjiang', year: '2999', holidays });
    await answered('admin-1', 'post', '/sandbox/fast-forward', { projectId: 'linjiang', by: '1 minutes' });
  });

  test('to a month’s list and what is noted on its lines', async () => {
    const month = ids.today?.slice(0, 7);
    const run = await answered('service-1', 'post', '/collection-runs', { projectId: 'linjiang', month });
    ids.run = run.id;
    await eventually(async () => (await http.as('service-1').get(`/v1/collection-runs/${run.id}`)).body.builds > 0);
    const { items } = await answered('service-1', 'get', `/collection-runs/${run.id}/lines`);
    const noted = { line: items[0].line, outcome: '已联系' };
    await answered('service-1', 'post', `/collection-runs/${run.id}/contacted`, noted);
    const held = { line: items[0].line, reason: '协商中' };
    await answered('service-1', 'post', `/collection-runs/${run.id}/hold-line`, held);
    await answered('service-1', 'post', `/collection-runs/${run.id}/payment-notice`, { saleKey: ids.sale });
  });

  test.each([
    ['assistant-1', '/tasks'],
    ['admin-1', '/tasks?state=done'],
    ['admin-1', '/notices'],
    ['admin-1', '/documents'],
    ['auditor-1', '/audit'],
    ['finance-1', '/calendar/deadline?from={now}&period=3%20workdays'],
    ['finance-1', '/calendar/years'],
    ['admin-1', '/staff'],
    ['admin-1', '/staff/consultant-a2'],
    ['admin-1', '/projects'],
    ['admin-1', '/projects/linjiang'],
    ['controller-1', '/projects/linjiang/price-lists'],
    ['controller-1', '/projects/linjiang/price-lists/1'],
    ['controller-1', '/projects/linjiang/release-plans'],
    ['controller-1', '/projects/linjiang/release-plans/1'],
    ['controller-1', '/projects/linjiang/duty-rotas'],
    ['controller-1', '/projects/linjiang/duty-rotas/{today}'],
    ['controller-1', '/projects/linjiang/daily-reviews'],
    ['controller-1', '/projects/linjiang/daily-reviews/{today}'],
    ['controller-1', '/projects/linjiang/sales-control'],
    ['consultant-b1', '/projects/linjiang/sales-control?at={now}'],
    ['controller-1', '/units?limit=500'],
    ['controller-1', '/units/{unit}'],
    ['controller-1', '/units/{held}'],
    ['finance-1', '/banks'],
    ['finance-1', '/bank-lists'],
    ['engineer-1', '/contractors'],
    ['finance-1', '/payments'],
    ['finance-1', '/ledgers/{sale}'],
    ['finance-1', '/payment-plans/{sale}'],
    ['supervisor-1', '/reports/visitor-book?projectId=linjiang&from={today}&to={today}'],
    ['supervisor-1', '/reports/reception?projectId=linjiang&from={today}&to={today}'],
    ['supervisor-1', '/reports/subscription-forms?projectId=linjiang&from={today}&to={today}'],
    ['supervisor-1', '/reports/receipts?projectId=linjiang&from={today}&to={today}'],
    ['supervisor-1', '/reports/daily-sales?projectId=linjiang&date={today}'],
    ['consultant-a1', '/sales/{sale}/timeline'],
    ['consultant-a1', '/sales/{sale}'],
    ['consultant-a1', '/sales/{sale}/subscription'],
    ['consultant-a1', '/sales/{sale}/signing'],
    ['consultant-a1', '/sales'],
    ['consultant-a1', '/signings'],
    ['service-1', '/collection-runs'],
    ['service-1', '/repairs'],
    ['consultant-a1', '/visits/{visit}'],
    ['admin-1', '/sandbox/clock?projectId=linjiang'],
  ])('to %s: %s', async (who, address) => {
    const shown = await answered(
      who,
      'get',
      address.replace(/{(\w+)}/g, (_, name) => ids[name] ?? name),
    );
    const [first] = (shown.items ?? []) as { id?: string }[];
    const one = address.replace(/\?.*/, '');
    if (one === '/notices' || one === '/payments')
      await answered(who, 'get', `${one}/${encodeURIComponent(first?.id as string)}`);
    if (one === '/documents')
      await answered(who, 'get', `${one}/${encodeURIComponent(first?.id as string)}?format=json`);
  });
});
