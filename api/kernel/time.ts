import { TZDate } from '@date-fns/tz';
import type { ApiDeps } from './deps';

const FALLBACK_ZONE = 'Asia/Shanghai';

/** Names under which a number is an instant: `at`, `due`, `nextVisitAt`, `heldUntil`, `statusSince`, `before` (of what moved) … */
const INSTANT_NAME = /^(at|since|until|due|before|after)$|(At|Since|Until|By)$/;

/** An instant as ISO 8601 with the offset of the zone, `2026-03-10T10:00:00.000+08:00`. */
export function isoIn(zone: string, at: number | Date): string {
  return new TZDate(new Date(at).getTime(), zone).toISOString();
}

/** A JSON value with its instants as ISO 8601: numbers under an instant's name, and dates anywhere. */
export function withIsoTimes(value: unknown, zone: string, name = ''): unknown {
  if (value instanceof Date) return isoIn(zone, value);
  if (typeof value === 'number') return INSTANT_NAME.test(name) ? isoIn(zone, value) : value;
  if (Array.isArray(value)) return value.map((item) => withIsoTimes(item, zone, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withIsoTimes(item, zone, key)]));
}

/** The time zones of projects, by project id. */
export async function zonesOf(
  { models }: Pick<ApiDeps, 'models'>,
  projectIds: string[],
): Promise<Map<string, string>> {
  const ids = [...new Set(projectIds)];
  const projects = await models.projects.find({ _id: { $in: ids } }, { zone: 1 }).lean();
  const known = new Map(projects.map(({ _id, zone }) => [_id, zone]));
  return new Map(ids.map((id) => [id, known.get(id) ?? FALLBACK_ZONE]));
}

/** The time zone of a project. */
export async function zoneOf(deps: Pick<ApiDeps, 'models'>, projectId: string): Promise<string> {
  return (await zonesOf(deps, [projectId])).get(projectId) ?? FALLBACK_ZONE;
}
