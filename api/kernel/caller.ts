import type { Staff } from '../../models/resources';
import { roleNames } from '../../workflows/kernel/refusal';
import type { Actor, Role } from '../../workflows/kernel/words';
import type { Claims } from './auth';
import { forbidden } from './problems';

/** Who calls: a member of staff, or a channel that reports events. */
export interface Caller extends Actor {
  kind: 'staff' | 'channel';
  /** Projects whose data the caller may see and act in; `all` only for a channel that is not bound to some. */
  projects: string[] | 'all';
  /** For role `contractor`: the contractor the person acts for. */
  contractorId?: string;
  /** Sales groups. */
  groups: string[];
}

/** Being an administrator is never inherited from an absent colleague. */
const NEVER_LENT: readonly Role[] = ['admin'];

/**
 * A person holds the roles that both the token and the staff row give, and those of the absent people the person
 * stands in for at `now`.
 * @param row the staff row of the token's subject
 * @param colleagues staff rows with an absence that names this person as stand-in
 * @throws Problem `forbidden` when there is no such person any more
 */
export function resolveActor(claims: Claims, row: Staff | null, colleagues: Staff[], now: number): Caller {
  if (claims.scope.includes('events')) {
    const { sub: staffId, projects = 'all' } = claims;
    return { kind: 'channel', staffId, roles: [], projects, groups: [] };
  }
  if (!row?.active) throw forbidden('该员工已停用 this person is not an active member of staff');
  const absent = colleagues.filter((colleague) => isStandIn(row._id, colleague, now));
  const own = claims.roles.filter((role) => row.roles.includes(role));
  const lent = absent.flatMap(({ roles }) => roles).filter((role) => !NEVER_LENT.includes(role));
  return {
    kind: 'staff',
    staffId: row._id,
    roles: [...new Set([...own, ...lent])],
    actingFor: absent.map(({ _id }) => _id),
    projects: row.projects,
    contractorId: row.contractorId,
    groups: row.groups,
  };
}

function isStandIn(staffId: string, { absences, active }: Staff, now: number): boolean {
  return active && absences.some((a) => a.standInId === staffId && a.from.getTime() <= now && now < a.to.getTime());
}

/** What the process is told about the caller. */
export function actorOf({ staffId, roles, actingFor }: Caller): Actor {
  return { staffId, roles, actingFor };
}

export function mayEnter(caller: Caller, projectId: string): boolean {
  return caller.projects === 'all' || caller.projects.includes(projectId);
}

/** @throws Problem `forbidden` for another project's data */
export function requireProject(caller: Caller, projectId: string): void {
  if (!mayEnter(caller, projectId))
    throw forbidden('这是其他项目的数据 this belongs to a project that is not yours');
}

/** @throws Problem `forbidden` when the caller holds none of the roles */
export function requireRole(caller: Caller, roles: readonly Role[]): void {
  if (roles.some((role) => caller.roles.includes(role))) return;
  throw forbidden(`须由${roleNames(roles) || '系统'}办理 for ${roles.join(', ') || 'nobody'}`);
}
