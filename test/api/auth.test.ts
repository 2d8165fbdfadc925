import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { createTokens } from '../../api/kernel/auth';
import { resolveActor } from '../../api/kernel/caller';
import { defineRoute, type Route } from '../../api/kernel/route';
import type { Staff } from '../../models/resources';
import { type Api, AUTH, employ, SECRET, serveAlone } from './harness';

const answer = async () => ({ status: 200, body: { ok: true } });
const routes: Route[] = [
  defineRoute({ method: 'get', path: '/anyone', wing: 'work', summary: 'staff', handle: answer }),
  defineRoute({
    method: 'get',
    path: '/money',
    wing: 'work',
    summary: 'finance',
    roles: ['finance'],
    handle: answer,
  }),
  defineRoute({
    method: 'post',
    path: '/banks/events/paid',
    wing: 'work',
    access: 'events',
    summary: 'paid',
    handle: answer,
  }),
  defineRoute({
    method: 'get',
    path: '/me',
    wing: 'work',
    summary: 'me',
    handle: async ({ caller }) => ({ status: 200, body: caller }),
  }),
];

let api: Api;
beforeAll(async () => {
  api = await serveAlone(routes, { sandbox: true });
  await employ(api.deps, { li: ['consultant'], jin: ['finance', 'consultant'], root: ['admin'] });
  await api.deps.models.staff.create({
    _id: 'gone',
    name: 'gone',
    roles: ['finance'],
    projects: ['p1'],
    active: false,
  });
});
afterAll(() => api.stop());

const key = new TextEncoder().encode(SECRET);
const good: JWTPayload = { sub: 'li', roles: ['consultant'], iss: 'estateflow', aud: 'estateflow' };
const soon = () => Math.floor(Date.now() / 1_000) + 60;

async function signed(claims: JWTPayload, { alg = 'HS256', secret = key } = {}): Promise<string> {
  return new SignJWT({ exp: soon(), ...claims }).setProtectedHeader({ alg }).sign(secret);
}

test('a good token is let in', async () => {
  expect(await api.call('GET', '/v1/anyone', { token: await signed(good) })).toMatchObject({ status: 200 });
});

test.each<[string, () => Promise<string> | string | undefined]>([
  ['no token', () => undefined],
  ['a token that is none', () => 'nonsense'],
  ['alg none', () => new UnsecuredJWT({ ...good, exp: soon() }).encode()],
  ['another HMAC', () => signed(good, { alg: 'HS512', secret: new Uint8Array(64).fill(7) })],
  [
    'another HMAC with the right key',
    () => signed(good, { alg: 'HS384', secret: new TextEncoder().encode(SECRET) }),
  ],
  ['another key', () => signed(good, { secret: new Uint8Array(32).fill(7) })],
  ['another issuer', () => signed({ ...good, iss: 'elsewhere' })],
  ['another audience', () => signed({ ...good, aud: 'elsewhere' })],
  ['an expired token', () => signed({ ...good, exp: soon() - 120 })],
  ['a token that never expires', () => new SignJWT(good).setProtectedHeader({ alg: 'HS256' }).sign(key)],
  ['no subject', () => signed({ ...good, sub: undefined })],
])('%s: 401 with a problem document', async (_case, make) => {
  const reply = await api.call('GET', '/v1/anyone', { token: await make() });
  expect(reply).toMatchObject({ status: 401, body: { code: 'unauthenticated', status: 401 } });
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
});

test('roles decide: token and staff row must both give them', async () => {
  const money = (as: string) => api.call('GET', '/v1/money', { as });
  expect(await money('jin:finance')).toMatchObject({ status: 200 });
  expect(await money('li:consultant')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await money('li:finance')).toMatchObject({ status: 403 });
  expect(await money('jin:consultant')).toMatchObject({ status: 403 });
  expect(await money('jin:unheard-of')).toMatchObject({ status: 403 });
});

test('who is not staff, or has left, is forbidden', async () => {
  expect(await api.call('GET', '/v1/anyone', { as: 'stranger:finance' })).toMatchObject({ status: 403 });
  expect(await api.call('GET', '/v1/anyone', { as: 'gone:finance' })).toMatchObject({ status: 403 });
});

test('a channel posts events and nothing else', async () => {
  const token = await api.deps.tokens.sign({ sub: 'bank-abc', roles: [], scope: ['events'] });
  expect(await api.call('POST', '/v1/banks/events/paid', { token, body: {} })).toMatchObject({ status: 200 });
  expect(await api.call('GET', '/v1/anyone', { token })).toMatchObject({ status: 403 });
  expect(await api.call('POST', '/v1/banks/events/paid', { as: 'li:consultant', body: {} })).toMatchObject({
    status: 403,
  });
  expect(await api.call('POST', '/v1/banks/events/paid', { as: 'root:admin', body: {} })).toMatchObject({
    status: 200,
  });
});

test('the sandbox gives a token to whoever asks, and says on every answer that it is one', async () => {
  const { status, body, headers } = await api.call('POST', '/v1/sandbox/tokens', { body: { staffId: 'jin' } });
  expect(status).toBe(200);
  expect(headers.get('x-estateflow-sandbox')).toBe('true');
  const me = await api.call('GET', '/v1/me', { token: body.token });
  expect(me.body).toMatchObject({ staffId: 'jin', roles: ['finance', 'consultant'], projects: ['p1'] });
  expect((await api.call('GET', '/v1/anyone')).headers.get('x-estateflow-sandbox')).toBe('true');
  expect(await api.call('POST', '/v1/sandbox/tokens', { body: { staffId: 'nobody' } })).toMatchObject({
    status: 404,
  });
});

test('outside the sandbox there are no tokens for the asking', async () => {
  const serious = await serveAlone(routes);
  try {
    const reply = await serious.call('POST', '/v1/sandbox/tokens', { body: { staffId: 'jin' } });
    expect(reply).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(reply.headers.has('x-estateflow-sandbox')).toBe(false);
  } finally {
    await serious.stop();
  }
});

test('a stand-in acts for the absent from the first instant of the absence to its last', () => {
  const from = Date.parse('2026-03-10T09:00:00+08:00');
  const to = Date.parse('2026-03-12T09:00:00+08:00');
  const person = { active: true, projects: ['p1'], groups: [], absences: [] };
  const li = { ...person, _id: 'li', roles: ['consultant'] } as unknown as Staff;
  const absences = [{ from: new Date(from), to: new Date(to), reason: 'leave', standInId: 'li' }];
  const ma = { ...person, _id: 'ma', roles: ['sales-manager', 'admin'], absences } as unknown as Staff;
  const claims = { sub: 'li', roles: ['consultant' as const], scope: [] };
  const at = (now: number) => resolveActor(claims, li, [ma], now);
  expect(at(from - 1)).toMatchObject({ roles: ['consultant'], actingFor: [] });
  expect(at(from)).toMatchObject({ roles: ['consultant', 'sales-manager'], actingFor: ['ma'] });
  expect(at(to - 1)).toMatchObject({ actingFor: ['ma'] });
  expect(at(to)).toMatchObject({ roles: ['consultant'], actingFor: [] });
});

test('a key too short to protect anything is refused at start', () => {
  expect(() => createTokens({ ...AUTH, secret: 'short' })).toThrow('AUTH_SECRET must be at least 32 bytes');
  expect(() => createTokens({ ...AUTH, secret: undefined })).toThrow('AUTH_SECRET');
});

describe('with the key set of an OIDC issuer', () => {
  let issuer: Server;
  let privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  let url: string;
  beforeAll(async () => {
    const pair = await generateKeyPair('RS256', { extractable: true });
    privateKey = pair.privateKey;
    const keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' }];
    issuer = createServer((_request, response) => response.end(JSON.stringify({ keys })));
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => issuer.close(resolve)));

  test('its tokens pass, and HMAC does not', async () => {
    const tokens = createTokens({ issuer: 'estateflow', audience: 'estateflow', jwksUrl: url });
    const header = { alg: 'RS256', kid: 'k1' };
    const token = await new SignJWT({ ...good, exp: soon() }).setProtectedHeader(header).sign(privateKey);
    expect(await tokens.verify(token)).toMatchObject({ sub: 'li', roles: ['consultant'] });
    await expect(tokens.verify(await signed(good))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('an issuer that is away is 503, not a wrong token', async () => {
    const tokens = createTokens({ issuer: 'estateflow', audience: 'estateflow', jwksUrl: 'http://127.0.0.1:1/' });
    const header = { alg: 'RS256', kid: 'k1' };
    const token = await new SignJWT({ ...good, exp: soon() }).setProtectedHeader(header).sign(privateKey);
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
