import type { ApiDeps } from './deps';
import { rowsOf } from './deps';
import { changedNothing } from './failures';
import { isPersonalId, mapLeaves } from './personal';

/** One personal value that a process refers to. */
export interface PersonalRow {
  /** `p:<target>:<field path>` */
  _id: string;
  projectId: string;
  value: string;
}

/** What stands where the value has been erased. */
const ERASED = '（已删除）';

/** Keep the personal values of a request before its process hears of them; repeating it writes the same again. */
async function keepPersonal(deps: ApiDeps, projectId: string, values: Record<string, string>): Promise<void> {
  const writes = Object.entries(values).map(([_id, value]) => ({
    updateOne: { filter: { _id }, update: { $set: { projectId, value } }, upsert: true },
  }));
  if (writes.length > 0) await rowsOf<PersonalRow>(deps, 'personal').bulkWrite(writes);
}

/** A refused request leaves nothing behind. */
async function dropPersonal(deps: ApiDeps, values: Record<string, string>): Promise<void> {
  const ids = Object.keys(values);
  if (ids.length > 0) await rowsOf<PersonalRow>(deps, 'personal').deleteMany({ _id: { $in: ids } });
}

/**
 * Put personal values where their ids stand. The caller has been admitted to the project of what is shown, and
 * no body can carry an id (`smuggledIds`), so an id in an answer is its own project's.
 */
export async function showPersonal(deps: ApiDeps, answer: unknown): Promise<unknown> {
  const ids = new Set<string>();
  mapLeaves(answer, (leaf) => {
    if (isPersonalId(leaf)) ids.add(leaf);
    return leaf;
  });
  if (ids.size === 0) return answer;
  const rows = await rowsOf<PersonalRow>(deps, 'personal')
    .find({ _id: { $in: [...ids] } })
    .toArray();
  const values = new Map(rows.map(({ _id, value }) => [_id, value]));
  return mapLeaves(answer, (leaf) => (isPersonalId(leaf) ? (values.get(leaf) ?? ERASED) : leaf));
}

/**
 * Keep personal values, make the call that refers to them, and leave nothing behind when it is refused.
 * @param prepare what the call needs to know beside them, looked up while they are written; may refuse
 */
export async function storingPersonal<T, Prepared = undefined>(
  deps: ApiDeps,
  projectId: string,
  values: Record<string, string>,
  call: (prepared: Prepared) => Promise<T>,
  prepare?: () => Promise<Prepared> | Prepared,
): Promise<T> {
  const preparing = async () => prepare?.() as Promise<Prepared>;
  const [kept, prepared] = await Promise.allSettled([keepPersonal(deps, projectId, values), preparing()]);
  try {
    if (kept.status === 'rejected') throw kept.reason;
    if (prepared.status === 'rejected') throw prepared.reason;
    return await call(prepared.value);
  } catch (error) {
    // After anything but a refusal the outcome is unknown: the process may have it already.
    if (changedNothing(error)) await dropPersonal(deps, values);
    throw error;
  }
}
