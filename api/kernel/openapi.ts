import type { z } from 'zod';
import { type JsonSchema, toSchema } from './json-schema';
import { PROBLEM_CODES, type ProblemCode, statusOf } from './problems';
import { REFUSALS_OF } from './refusals-of';
import type { Route, Wing } from './route';

const WINGS: Record<Wing, string> = {
  sale: '销售 From the first visit to the contract',
  money: '款项 Payments, receipts, collection',
  service: '售后 Repairs, complaints, care',
  property: '物业 Keys, decoration, fees, archives',
  agency: '中介 Listings and deals',
  resources: '基础资料 Projects, units, staff, clients',
  work: '工作台 Tasks, notices, documents, audit',
  sandbox: '沙盒 Tokens and the clock, on local servers only',
};

/** Codes that stand for the statuses a route may answer with; refusals of its own are 409, like `step-not-open`. */
const ALWAYS: ProblemCode[] = ['validation-failed', 'not-found', 'too-many-requests', 'unavailable'];
const OF_THE_CALLER: ProblemCode[] = ['unauthenticated', 'forbidden'];
const OF_CHANGES: ProblemCode[] = ['step-not-open', 'too-large'];
const OF_KEYS: ProblemCode[] = ['idempotency-mismatch'];

const DESCRIPTION = `房地产销售与售后的全部业务接口。点 **Authorize** 填入令牌；沙盒中令牌由 \`POST /v1/sandbox/tokens\` 发给。
时间为带时区的 ISO 8601，金额以分计，出错时返回带 \`code\` 的问题说明（RFC 9457），被拒绝的请求不改变任何内容。

Times are ISO 8601 with offset; money is integer fen. Problems are RFC 9457 documents with a \`code\`; a refusal changes
nothing. Press **Authorize** for a token; in the sandbox \`POST /v1/sandbox/tokens\` gives one.`;

/** The description of all routes: OpenAPI 3.1, from the schemas that check their bodies. */
export function describe(routes: readonly Route[], version: string): JsonSchema {
  const schemas: Record<string, JsonSchema> = { Problem: PROBLEM };
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = `/v1${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: operation(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Estateflow',
      version,
      description: DESCRIPTION,
    },
    servers: [{ url: '/' }],
    tags: Object.entries(WINGS).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas,
      responses: { Problem: PROBLEM_RESPONSE },
    },
  };
}

function operation(route: Route, schemas: Record<string, JsonSchema>): JsonSchema {
  const { method, path, wing, summary, body, roles, task, access } = route;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  const allowed = access === 'events' ? ['channel', 'admin', ...(roles ?? [])] : roles;
  return {
    operationId: [method, ...path.split('/')].map(pascal).join(''),
    tags: [wing],
    summary,
    description: allowed && `For ${allowed.join(', ')}.`,
    security: access === 'public' ? [] : undefined,
    'x-roles': allowed,
    'x-task': task,
    'x-refusals': [...codesOf(route)].sort(),
    parameters: [...names.map(pathParameter), ...queryParameters(route.query), ...keyParameter(route)],
    requestBody: body && { required: true, content: { 'application/json': { schema: toSchema(body, 'input') } } },
    responses: { ...answers(route, schemas), ...problems(route) },
  };
}

function answers({ status = 200, also, answer, prints }: Route, schemas: Record<string, JsonSchema>): JsonSchema {
  const content = {
    ...(answer && { 'application/json': { schema: named(toSchema(answer, 'output'), schemas) } }),
    ...(prints && { [prints]: { schema: { type: 'string' } } }),
  };
  const described = Object.entries({ [status]: 'Done', ...also });
  return Object.fromEntries(described.map(([code, description]) => [code, { description, content }]));
}

/** A JSON Schema with a title is written down once, wherever it stands. */
function named(schema: unknown, schemas: Record<string, JsonSchema>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => named(item, schemas));
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, item]) => [key, named(item, schemas)]));
  if (typeof inner.title !== 'string' || !/^[A-Z]\w*$/.test(inner.title)) return inner;
  schemas[inner.title] = inner;
  return { $ref: `#/components/schemas/${inner.title}` };
}

/** The codes it may answer with, whatever it does, and those of its process. */
function codesOf(route: Route): Set<ProblemCode> {
  return new Set<ProblemCode>([
    ...ALWAYS,
    ...(route.access === 'public' ? [] : OF_THE_CALLER),
    ...(route.method === 'get' ? [] : OF_CHANGES),
    ...(takesKey(route) ? OF_KEYS : []),
    ...(REFUSALS_OF[route.process ?? ''] ?? []),
  ]);
}

function problems(route: Route): JsonSchema {
  const statuses = new Set([...codesOf(route)].map(statusOf));
  return Object.fromEntries([...statuses].map((status) => [status, { $ref: '#/components/responses/Problem' }]));
}

function pathParameter(name: string): JsonSchema {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function queryParameters(query: z.ZodType | undefined): JsonSchema[] {
  if (!query) return [];
  const { properties = {}, required = [] } = toSchema(query, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function keyParameter(route: Route): JsonSchema[] {
  if (!takesKey(route)) return [];
  const { keyRequired = false } = route;
  return [
    { name: 'Idempotency-Key', in: 'header', required: keyRequired, schema: { type: 'string', maxLength: 255 } },
  ];
}

function takesKey({ method, access }: Route): boolean {
  return method === 'post' && access !== 'public';
}

function pascal(part: string): string {
  return part
    .replace(':', 'by-')
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'RFC 9457 problem document; further members are facts of the case',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', examples: PROBLEM_CODES },
    detail: { type: 'string' },
    instance: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const PROBLEM_RESPONSE: JsonSchema = {
  description: 'A problem; nothing was changed, except that the outcome of 503 is unknown',
  headers: { 'Retry-After': { description: 'Seconds, with 503', schema: { type: 'integer' } } },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
