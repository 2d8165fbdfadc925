import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AuthSettings } from './kernel/auth';
import type { ApiSettings } from './kernel/deps';

type Environment = Record<string, string | undefined>;

const DEFAULT_PORT = 3000;
const IDEMPOTENCY_DAYS = 90;
const STEP_TIMEOUT_MS = 8_000;
/** Two cores carry out a dozen steps a second (measured): so many are answered well within the step's time-out. */
const WRITES_AT_ONCE = 64;

/** Port, limits and keys of the API, from the environment. @throws Error that names the wrong variable */
export function readApiSettings(
  env: Environment,
  sandbox: boolean,
): { port: number; mongodbUri: string; api: ApiSettings; auth: AuthSettings } {
  if (sandbox) requireLocal(env);
  return {
    port: whole(env, 'PORT') ?? DEFAULT_PORT,
    mongodbUri: env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017/estateflow',
    api: {
      idempotencyDays: whole(env, 'ESTATEFLOW_IDEMPOTENCY_DAYS') ?? IDEMPOTENCY_DAYS,
      requestsPerMinute: whole(env, 'ESTATEFLOW_REQUESTS_PER_MINUTE'),
      stepTimeoutMs: whole(env, 'ESTATEFLOW_STEP_TIMEOUT_MS') ?? STEP_TIMEOUT_MS,
      writesAtOnce: whole(env, 'ESTATEFLOW_WRITES_AT_ONCE') ?? WRITES_AT_ONCE,
    },
    auth: {
      secret: env.AUTH_SECRET || (sandbox && !env.AUTH_JWKS_URL ? keptSecret(env) : undefined),
      jwksUrl: env.AUTH_JWKS_URL || undefined,
      issuer: env.AUTH_ISSUER || 'estateflow',
      audience: env.AUTH_AUDIENCE || 'estateflow',
    },
  };
}

/** Clocks that jump and tokens for the asking: never on servers that somebody else relies on. */
function requireLocal(env: Environment): void {
  if (env.NODE_ENV === 'production') throw new Error('ESTATEFLOW_SANDBOX=1 is refused with NODE_ENV=production.');
  if (env.ESTATEFLOW_LOCAL_SERVERS !== '1') {
    throw new Error('ESTATEFLOW_SANDBOX=1 works only with the servers that `npm start` has started itself.');
  }
}

/** The key of this sandbox: made once, kept with its data, so that tokens outlive a restart. */
function keptSecret({ ESTATEFLOW_DATA: folder }: Environment): string {
  if (!folder) throw new Error('Set ESTATEFLOW_DATA (folder of the local data) or AUTH_SECRET.');
  const file = path.join(folder, 'auth-secret');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}

function whole(env: Environment, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, not '${text}'.`);
  return Number(text);
}
