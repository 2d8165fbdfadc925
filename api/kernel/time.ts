import { TZDate } from '@date-fns/tz';
import type { Models } from '../../models';

const FALLBACK_ZONE = 'Asia/Shanghai';

/** Names under which a number is an instant: `at`, `due`, `nextVisitAt`, `heldUntil`, `statusSince`; `before` and `after` of what moved … */
const INSTANT_NAME = /^(at|since|until|due|from|to|before|after)$|(At|Since|Until|By|From)$/;

/** An instant as ISO 8601 with the offset of the zone, `2026-03-10T10:00:00.000+08:00`. */
export function isoIn(zone: string, at: number | Date): string {
  return new TZDate(new Date(at).getTime(), zone).toISOString();
}

type InstantName =
  | 'at'
  | 'since'
  | 'until'
  | 'due'
  | 'from'
  | 'to'
  | 'before'
  | 'after'
  | `${string}At`
  | `${string}Since`
  | `${string}Until`
  | `${string}By`
  | `${string}From`;

/** What `withIsoTimes` makes of a value. */
export type WithIsoTimes<T, Name = ''> = T extends Date
  ? string
  : T extends number
    ? Name extends InstantName
      ? string
      : T
    : T extends readonly (infer Item)[]
      ? WithIsoTimes<Item, Name>[]
      : T extends object
        ? { [Key in keyof T]: WithIsoTimes<T[Key], Key> }
        : T;

/** A JSON value with its instants as ISO 8601: numbers under an instant's name, and dates anywhere. */
export function withIsoTimes<T>(value: T, zone: string): WithIsoTimes<T> {
  return withIsoTimesUnder('', value, zone) as WithIsoTimes<T>;
}

function withIsoTimesUnder(name: string, value: unknown, zone: string): unknown {
  if (value instanceof Date) return isoIn(zone, value);
  if (typeof value === 'number') return INSTANT_NAME.test(name) ? isoIn(zone, value) : value;
  if (Array.isArray(value)) return value.map((item) => withIsoTimesUnder(name, item, zone));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withIsoTimesUnder(key, item, zone)]));
}

/**
 * How long a project's zone is taken to be what it was read as. Only an import moves it; whoever asks within these
 * seconds of one may still be shown the old offset, on whichever API process.
 */
const KEPT_MS = 5_000;
const kept = new WeakMap<Models, Map<string, { zone: string; until: number }>>();

/** The time zones of projects, by project id. */
export async function zonesOf({ models }: { models: Models }, projectIds: string[]): Promise<Map<string, string>> {
  const ids = [...new Set(projectIds)];
  const known = kept.get(models) ?? new Map();
  kept.set(models, known);
  const now = Date.now();
  const unknown = ids.filter((id) => !((known.get(id)?.until ?? 0) > now));
  if (unknown.length > 0) {
    const projects = await models.projects.find({ _id: { $in: unknown } }, { zone: 1 }).lean();
    for (const { _id, zone } of projects) known.set(_id, { zone, until: now + KEPT_MS });
  }
  return new Map(ids.map((id) => [id, known.get(id)?.zone ?? FALLBACK_ZONE]));
}

/** The time zone of a project. */
export async function zoneOf(deps: { models: Models }, projectId: string): Promise<string> {
  return (await zonesOf(deps, [projectId])).get(projectId) ?? FALLBACK_ZONE;
}
