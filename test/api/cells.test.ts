import { routes } from '../../api/routes';
import { ROLES, type Role } from '../../workflows/kernel/words';
import { type Api, employ, serveAlone } from './harness';

const everyRole = Object.keys(ROLES) as Role[];

let api: Api;
/** One person for each role, with nothing else; and a channel. */
const tokens = new Map<Role | 'channel', string>();
beforeAll(async () => {
  api = await serveAlone(routes);
  await employ(api.deps, Object.fromEntries(everyRole.map((role) => [`only-${role}`, [role]])));
  for (const role of everyRole)
    tokens.set(role, await api.deps.tokens.sign({ sub: `only-${role}`, roles: [role] }));
  tokens.set('channel', await api.deps.tokens.sign({ sub: 'bank', roles: [], scope: ['events'] }));
});
afterAll(() => api.stop());

const closed = routes
  .filter(({ access }) => access !== 'public')
  .map((route) => ({ ...route, name: `${route.method} ${route.path}` }));

test.each(closed)('$name: 401 without a token, 403 for every role but its own', async (route) => {
  const { method, access } = route;
  const address = `/v1${route.path.replace(/:\w+/g, 'none')}`;
  const send = (token?: string) =>
    api.call(method.toUpperCase(), address, { token, body: method === 'get' ? undefined : {} });
  expect(await send()).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  const admitted = access === 'events' ? ['admin', ...(route.roles ?? [])] : (route.roles ?? everyRole);
  await Promise.all(
    everyRole.map(async (role) => {
      const { status } = await send(tokens.get(role));
      if (admitted.includes(role)) expect([role, status]).not.toEqual([role, 401]);
      else expect([role, status]).toEqual([role, 403]);
    }),
  );
  const { status } = await send(tokens.get('channel'));
  if (access === 'events') expect(status).not.toBe(403);
  else expect(status).toBe(403);
});
