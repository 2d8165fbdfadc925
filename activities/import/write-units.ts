import type { ResourceModels, Unit } from '../../models/resources';
import type { Released } from '../../workflows/books/unit/rules';
import { placeOf } from '../../workflows/kernel/fields/place';
import { factsOf } from '../reads/books/unit';
import { restateUnits } from '../books/unit/restate-units';
import type { Folder } from './read-folder';
import { responsibleContractors } from './responsibilities';
import { idleStatuses, removableUnits } from './stored-checks';
import type { Row } from './tables';
import { type Counts, upsertAll, type Wanted } from './upsert';
import type { By } from './write-versions';

/**
 * Writes the units. A unit in use keeps its status; an idle one follows the release plan when that is a new one.
 * What the processes know of a unit sold by them (owner, handover) stays.
 */
export async function writeUnits(
  folder: Folder,
  models: ResourceModels,
  by: By,
  newPlan: boolean,
): Promise<Counts> {
  const table = responsibleContractors(folder.contractors.rows, folder.units.rows);
  const statusSince = new Date(by.now);
  const wanted: Wanted<Unit>[] = folder.units.rows.map((row) => ({
    _id: row.id,
    fields: {
      projectId: folder.project?.id,
      building: row.building,
      floor: row.floor,
      room: row.room,
      place: placeOf(row),
      layout: row.layout,
      areaHundredths: row.area,
      contractors: table.get(row.id),
      ownerClientId: row.owner,
      deliveredOn: row.delivered_on,
      completionAcceptedOn: row.completion_accepted_on,
    },
    atFirst: { status: releasedAs(row), statusSince },
  }));
  // First, so that a unit may come back under another id at the same place.
  const removable = await removableUnits(folder, models);
  const gone = await models.units.deleteMany({ _id: { $in: removable }, status: { $in: idleStatuses } });
  const counts = await upsertAll(models.units, wanted, by.change, (stored, fields) =>
    stored.saleKey === undefined
      ? fields
      : { ...fields, ownerClientId: undefined, deliveredOn: undefined, completionAcceptedOn: undefined },
  );
  await followPlan(folder, models, by, newPlan);
  return { ...counts, removed: gone.deletedCount };
}

/** Idle units follow the plan; one that is taken up meanwhile is left alone. */
async function followPlan(folder: Folder, models: ResourceModels, by: By, newPlan: boolean): Promise<void> {
  const rows = new Map(
    folder.units.rows.filter((row) => newPlan || row.owner !== undefined).map((row) => [row.id, row]),
  );
  await restateUnits(
    models.units,
    [...rows.keys()],
    (unit) => {
      if (!idleStatuses.includes(unit.status)) return undefined;
      const released = releasedAs(rows.get(unit._id) as Row<'units'>);
      const facts = factsOf(unit);
      return released === 'signed'
        ? { ...facts, released: 'unreleased', soldBefore: true }
        : { ...facts, released };
    },
    { by: by.actorId, at: by.now, token: `${by.change}:release`, action: 'import' },
  );
}

/** A unit with an owner was sold before this system; one without a hold word is in no plan yet. */
function releasedAs(row: Row<'units'>): Released | 'signed' {
  if (row.owner !== undefined) return 'signed';
  if (row.hold === undefined) return 'unreleased';
  return row.hold === 'none' ? 'available' : 'retained';
}
