import { describe as describeRoutes } from '../../api/kernel/openapi';
import { routes } from '../../api/routes';
import { type Api, serveAlone } from './harness';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, Json>;
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

test('what the front of the sale and its resources answer is described', () => {
  const silent = operations
    .filter(({ path }) => /^\/v1\/(visits|sales|subscriptions|units|staff|banks|projects)\b/.test(path))
    .filter(({ path }) => path !== '/v1/units/import')
    .filter(({ operation: { responses } }) => {
      const done = (responses['200'] ?? responses['201']) as { content?: object };
      return done?.content === undefined;
    });
  expect(silent.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});
