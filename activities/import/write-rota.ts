import type { ResourceModels } from '../../models/resources';
import { dutyRotaId } from '../../models/resources/duty-rota';
import type { Folder } from './read-folder';
import type { Counts } from './upsert';

/** Makes the rota of `date` if there is none: the groups take turns, their consultants in the order of the file. */
export async function writeRota(
  folder: Folder,
  models: ResourceModels,
  projectId: string,
  date: string,
  change: string,
): Promise<Counts> {
  const order = receivers(folder);
  const rota = { rev: 1, lastChange: change, projectId, date, order, off: [], turns: [] };
  const written = await models.dutyRotas.updateOne(
    { _id: dutyRotaId(projectId, date) },
    { $setOnInsert: rota },
    { upsert: true },
  );
  const created = written.upsertedCount;
  return { created, updated: 0, unchanged: 1 - created, removed: 0 };
}

function receivers(folder: Folder): string[] {
  // The team leader decides on the group's cases, so the turn is the members' (1-visit-claim: cast).
  const members = folder.staff.rows.filter(
    (row) => row.roles.includes('consultant') && !row.roles.includes('team-leader'),
  );
  const groups = [...new Set(members.map((row) => row.groups[0]))];
  const byGroup = groups.map((group) => members.filter((row) => row.groups[0] === group).map((row) => row.id));
  const longest = Math.max(0, ...byGroup.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) => byGroup.flatMap((list) => list[turn] ?? [])).flat();
}
