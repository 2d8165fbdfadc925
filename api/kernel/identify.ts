import type { Staff } from '../../models/resources';
import { type Caller, resolveActor } from './caller';
import type { ApiDeps } from './deps';
import { Problem } from './problems';

/**
 * Who sent this request.
 * @param authorization the header
 * @throws Problem `unauthenticated` without a valid token, `forbidden` when the person has left
 */
export async function identify(deps: ApiDeps, authorization: string | undefined): Promise<Caller> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw new Problem('unauthenticated', '请先登录 send Authorization: Bearer <token>');
  const claims = await deps.tokens.verify(token);
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
