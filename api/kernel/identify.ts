import type { Staff } from '../../models/resources';
import type { Claims } from './auth';
import { type Caller, resolveActor } from './caller';
import type { ApiDeps } from './deps';
import { Problem } from './problems';

/**
 * What the token of a request says.
 * @param authorization the header
 * @throws Problem `unauthenticated` without a valid token
 */
export async function claimsOf({ tokens }: ApiDeps, authorization: string | undefined): Promise<Claims> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw new Problem('unauthenticated', '请先登录 send Authorization: Bearer <token>');
  return tokens.verify(token);
}

/**
 * Who sent this request.
 * @throws Problem `forbidden` when the person has left
 */
export async function callerOf(deps: ApiDeps, claims: Claims): Promise<Caller> {
  if (claims.scope.includes('events')) return resolveActor(claims, null, [], 0);
  const { staff } = deps.models;
  const [row, colleagues] = await Promise.all([
    staff.findById(claims.sub).lean<Staff | null>(),
    staff.find({ 'absences.standInId': claims.sub }).lean<Staff[]>(),
  ]);
  const project = row?.projects[0];
  const now = colleagues.length > 0 && project ? await deps.businessNow(project) : Date.now();
  return resolveActor(claims, row, colleagues, now);
}
