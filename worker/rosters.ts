import type { Deps } from '../activities/deps';
import { repairContract } from '../workflows/service/repair/contract';
import type { DutyRoster } from '../workflows/service/repair/night.rules';

/**
 * 值班表: whoever `policy.repair.dutyRoster` names works in the project, else an urgent report at night would ring nobody.
 * Somebody who has left since is logged: the house does not stand still for it.
 * @throws Error naming every key with an id that nobody has
 */
export async function checkRosters({
  models,
  settings,
  log,
}: Pick<Deps, 'models' | 'settings' | 'log'>): Promise<void> {
  const projects = await models.projects.find({}, { _id: 1 }).sort({ _id: 1 }).lean();
  const unknown: string[] = [];
  for (const { _id: projectId } of projects) {
    const { dutyRoster } = settings.policyOf(repairContract.name, projectId);
    const named = entriesOf(dutyRoster as DutyRoster);
    const people = await models.staff
      .find({ _id: { $in: named.map(({ id }) => id) } }, { projects: 1, active: 1 })
      .lean();
    for (const { key, id } of named) {
      const person = people.find(({ _id }) => _id === id);
      if (!person) unknown.push(`temporal.yaml: repair.${key}: ${projectId} 无此员工 nobody there is called ${id}`);
      else if (!person.active || !person.projects.includes(projectId))
        log.warn({ projectId, key, staffId: id }, 'on the duty roster, but not in the project any more');
    }
  }
  if (unknown.length > 0) throw new Error(unknown.join('\n'));
}

function entriesOf(roster: DutyRoster): { key: string; id: string }[] {
  return Object.entries(roster).flatMap(([day, ids]) =>
    (ids ?? []).map((id, nth) => ({ key: `dutyRoster.${day}.${nth}`, id })),
  );
}
