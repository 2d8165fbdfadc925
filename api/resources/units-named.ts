import { validationFailed } from '../kernel/problems';
import type { ApiDeps } from '../kernel/deps';

/**
 * Each is a unit of the project, named once.
 * @throws Problem `validation-failed` with one entry per wrong one
 */
export async function requireUnits(
  deps: ApiDeps,
  projectId: string,
  ids: readonly string[],
  fieldOf: (nth: number) => string,
): Promise<void> {
  const known = new Set(
    (await deps.models.units.find({ _id: { $in: ids }, projectId }, { _id: 1 }).lean()).map(({ _id }) => _id),
  );
  const errors = ids.flatMap((id, i) => {
    if (!known.has(id)) return [{ field: fieldOf(i), message: '本项目没有该房号 no such unit in this project' }];
    return ids.indexOf(id) < i ? [{ field: fieldOf(i), message: '房号重复 named twice' }] : [];
  });
  if (errors.length > 0) throw validationFailed(errors);
}
