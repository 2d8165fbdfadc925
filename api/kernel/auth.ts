import { createRemoteJWKSet, type JWTPayload, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';
import { ROLES, type Role } from '../../workflows/kernel/words';
import { Problem } from './problems';

/** Where tokens come from: a local key, or an OIDC issuer's key set. Never both. */
export interface AuthSettings {
  /** AUTH_SECRET: key of HS256, at least 32 bytes. */
  secret?: string;
  /** AUTH_JWKS_URL: key set of an OIDC issuer. */
  jwksUrl?: string;
  /** AUTH_ISSUER, expected `iss`. */
  issuer: string;
  /** AUTH_AUDIENCE, expected `aud`. */
  audience: string;
}

/** What a valid token says. Which projects and absences: the staff row tells. */
export interface Claims {
  /** Staff id, or the name of a channel. */
  sub: string;
  /** Only roles that exist. */
  roles: Role[];
  /** `events`: a channel (bank, registry, carrier, payment channel) that may only post events. */
  scope: string[];
  /** Of a channel: the projects it reports for; absent: all. */
  projects?: string[];
}

export interface Tokens {
  /** @throws Problem `unauthenticated`: signature, alg, issuer, audience or time is wrong */
  verify(token: string): Promise<Claims>;
  /** A token signed with the local key, valid for `hours` of real time. Only with a local key. */
  sign(claims: Omit<Claims, 'scope'> & { scope?: string[] }, hours?: number): Promise<string>;
}

/** Asymmetric only: with a key set, a token signed with a public key as HMAC secret must not pass. */
const JWKS_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const SHORTEST_SECRET_BYTES = 32;

/** @throws Error when the settings cannot protect anything */
export function createTokens(settings: AuthSettings): Tokens {
  const { issuer, audience } = settings;
  const key = settings.secret === undefined ? undefined : new TextEncoder().encode(settings.secret);
  if (key && settings.jwksUrl) throw new Error('Set AUTH_SECRET or AUTH_JWKS_URL, not both.');
  if (key && key.length < SHORTEST_SECRET_BYTES) {
    throw new Error(`AUTH_SECRET must be at least ${SHORTEST_SECRET_BYTES} bytes long.`);
  }
  const expected: JWTVerifyOptions = { issuer, audience, requiredClaims: ['sub', 'exp'] };
  const check = key ? withSecret(key, expected) : withKeySet(settings.jwksUrl, expected);

  return {
    async verify(token) {
      try {
        return claimsOf(await check(token));
      } catch (error) {
        if (isKeySetAway(error))
          throw new Problem(
            'unavailable',
            '暂时无法核验登录，请稍后重试 the key set of the issuer cannot be fetched',
          );
        throw new Problem('unauthenticated', '登录无效或已过期，请重新登录 the token is not valid');
      }
    },
    async sign({ sub, roles, scope, projects }, hours = 12) {
      if (!key) throw new Error('Only the issuer signs tokens when AUTH_JWKS_URL is set.');
      return new SignJWT({ roles, scope: scope?.join(' '), projects })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(sub)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${hours}h`)
        .sign(key);
    },
  };
}

type Check = (token: string) => Promise<JWTPayload>;

function withSecret(key: Uint8Array, expected: JWTVerifyOptions): Check {
  return async (token) => (await jwtVerify(token, key, { ...expected, algorithms: ['HS256'] })).payload;
}

function withKeySet(url: string | undefined, expected: JWTVerifyOptions): Check {
  if (!url) throw new Error('Set AUTH_SECRET (at least 32 bytes) or AUTH_JWKS_URL.');
  const keys = createRemoteJWKSet(new URL(url));
  return async (token) => (await jwtVerify(token, keys, { ...expected, algorithms: JWKS_ALGORITHMS })).payload;
}

/** An issuer that cannot be reached is no reason to tell a person that the token is wrong. */
function isKeySetAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'ERR_JWKS_TIMEOUT' || code === 'ERR_JOSE_GENERIC' || message === 'fetch failed';
}

function claimsOf(payload: JWTPayload): Claims {
  const { sub, roles, scope, projects } = payload;
  if (typeof sub !== 'string' || sub === '') throw new Error('no subject');
  return {
    sub,
    roles: strings(roles).filter((role): role is Role => Object.hasOwn(ROLES, role)),
    scope: typeof scope === 'string' ? scope.split(' ') : strings(scope),
    projects: projects === undefined ? undefined : strings(projects),
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
