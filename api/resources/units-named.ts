import { validationFailed } from '../kernel/problems';
import type { ApiDeps } from '../kernel/deps';

/**
 * Each row names a unit of the project, and each unit once.
 * @throws Problem `validation-failed` with one entry per wrong row
 */
export async function requireUnits(
  deps: ApiDeps,
  projectId: string,
  rows: readonly { unitId: string }[],
): Promise<void> {
  const ids = rows.map(({ unitId }) => unitId);
  const known = new Set(
    (await deps.models.units.find({ _id: { $in: ids }, projectId }, { _id: 1 }).lean()).map(({ _id }) => _id),
  );
  const errors = ids.flatMap((id, i) => {
    if (!known.has(id))
      return [{ field: `rows.${i}.unitId`, message: '本项目没有该房号 no such unit in this project' }];
    return ids.indexOf(id) < i ? [{ field: `rows.${i}.unitId`, message: '房号重复 named twice' }] : [];
  });
  if (errors.length > 0) throw validationFailed(errors);
}
