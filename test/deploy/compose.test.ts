import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT, read, settingsReadIn } from './sources';

/** The part of the compose specification that deploy/compose.yaml uses; a key that is not in it is a mistake. */
const duration = z.string().regex(/^\d+(ms|s|m|h)$/);
const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()).optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  networks: z.array(z.string()).min(1),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .optional(),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])], z.string()),
      interval: duration,
      timeout: duration,
      retries: z.int().positive(),
      start_period: duration,
    })
    .optional(),
  restart: z.string().regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/),
  stop_grace_period: duration.optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
});
const compose = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.strictObject({})),
});

const file = compose.parse(parse(read('deploy/compose.yaml'), { merge: true }));
const services = Object.entries(file.services);
const environmentOf = (name: string) => Object.keys(file.services[name]?.environment ?? {});

describe('deploy: compose.yaml', () => {
  test('names nothing at the top but what compose knows, and its own extensions', () => {
    const unknown = Object.keys(file).filter((key) => !key.startsWith('x-'));
    expect(unknown.sort()).toEqual(['name', 'networks', 'services', 'volumes']);
  });

  test.each(services)('%s waits, mounts and connects only to what is there', (_name, definition) => {
    for (const [other, { condition }] of Object.entries(definition.depends_on ?? {})) {
      expect(file.services).toHaveProperty([other]);
      if (condition === 'service_healthy') expect(file.services[other]?.healthcheck).toBeDefined();
      if (condition === 'service_completed_successfully')
        expect(file.services[other]?.restart).toMatch(/^on-failure/);
    }
    for (const network of definition.networks) expect(file.networks).toHaveProperty([network]);
    for (const volume of definition.volumes ?? []) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('.')) expect(fs.existsSync(path.join(ROOT, 'deploy', source))).toBe(true);
      else expect(file.volumes).toHaveProperty([source]);
    }
  });

  test.each(services)('%s: the image is pinned to a full version', (_name, { image }) => {
    expect(image.replace(/\$\{\w+:-([^}]*)\}/, '$1')).toMatch(/^[\w/-]+:\d+\.\d+(\.\d+)?(-[\w.-]+)?$/);
    expect(image).not.toContain('latest');
  });

  test.each(services.filter(([, { restart }]) => restart === 'unless-stopped'))(
    '%s is watched by a health check, or nobody waits for it',
    (name, { healthcheck }) => {
      if (name !== 'temporal-ui') expect(healthcheck).toBeDefined();
    },
  );

  test('databases and Temporal are not reachable from outside', () => {
    expect(file.networks.inside?.internal).toBe(true);
    for (const name of ['mongodb', 'postgresql', 'temporal']) {
      expect(file.services[name]?.ports).toBeUndefined();
      expect(file.services[name]?.networks).toEqual(['inside']);
    }
  });

  test('every setting given to API and worker is one that the code reads', () => {
    const shared = settingsReadIn('activities');
    const known = { api: settingsReadIn('api'), worker: settingsReadIn('worker') };
    for (const name of ['api', 'worker'] as const) {
      const stray = environmentOf(name).filter((setting) => !shared.has(setting) && !known[name].has(setting));
      // NODE_ENV is also Express's and the drivers' own
      expect(stray.filter((setting) => setting !== 'NODE_ENV')).toEqual([]);
    }
  });

  test('the sandbox cannot be switched on in a deployment', () => {
    for (const name of ['api', 'worker']) {
      expect(environmentOf(name)).not.toContain('ESTATEFLOW_SANDBOX');
      expect(environmentOf(name)).not.toContain('ESTATEFLOW_LOCAL_SERVERS');
      expect(file.services[name]?.environment?.NODE_ENV).toBe('production');
    }
  });

  test('every setting that has to be filled in stands in .env.example', () => {
    const asked = [...read('deploy/compose.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    const offered = [...read('deploy/.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(asked.length).toBeGreaterThan(0);
    expect(offered).toEqual(expect.arrayContaining([...asked, 'AUTH_SECRET', 'AUTH_JWKS_URL']));
    const used = [...read('deploy/compose.yaml').matchAll(/\$\{(\w+):/g)].map(([, name]) => name);
    expect(used).toEqual(expect.arrayContaining(offered));
  });

  test('the container is given longer to stop than the worker takes', () => {
    const settings = parse(read('temporal.yaml')) as { worker: { shutdownGraceTime: string } };
    const grace = Number.parseInt(settings.worker.shutdownGraceTime, 10);
    expect(settings.worker.shutdownGraceTime).toMatch(/seconds?$/);
    expect(Number.parseInt(file.services.worker?.stop_grace_period ?? '0s', 10)).toBeGreaterThan(grace);
  });
});

describe('deploy: Dockerfile', () => {
  const dockerfile = read('deploy/Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
    sources?.split(' '),
  );

  test('what the build reads is copied, is there, and is not ignored', () => {
    const { include } = JSON.parse(read('tsconfig.build.json')) as { include: string[] };
    expect(copied).toEqual(
      expect.arrayContaining([...include, 'package-lock.json', 'tsconfig.json', 'temporal.yaml']),
    );
    const allowed = read('deploy/Dockerfile.dockerignore').split('\n');
    for (const source of copied) {
      expect(fs.existsSync(path.join(ROOT, source as string))).toBe(true);
      expect(allowed).toContain(`!${source}`);
    }
  });

  test('it starts from a pinned Debian slim with the Node that package.json asks for, and does not run as root', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(/^node:20\.\d+\.\d+-bookworm-slim$/);
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  test('every command names a file that the image has', () => {
    const commands = ['api', 'worker'].flatMap((name) => [
      file.services[name]?.command ?? [],
      file.services[name]?.healthcheck?.test.slice(1) ?? [],
    ]);
    for (const [program, script = ''] of commands) {
      expect(program).toBe('node');
      if (script.startsWith('dist/')) {
        const source = script.replace(/^dist\//, '').replace(/\.js$/, '.ts');
        expect(fs.existsSync(path.join(ROOT, source))).toBe(true);
      } else if (script !== '-e') expect(copied).toContain(script);
    }
  });
});
