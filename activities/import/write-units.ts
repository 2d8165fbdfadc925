import type { AnyBulkWriteOperation } from 'mongoose';
import type { ResourceModels, Unit } from '../../models/resources';
import type { UnitStatus } from '../../models/resources/unit';
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

/** Compare-and-set: a unit that is taken up meanwhile is left alone. */
async function followPlan(folder: Folder, models: ResourceModels, by: By, newPlan: boolean): Promise<void> {
  const statusSince = new Date(by.now);
  const writes = folder.units.rows
    .filter((row) => newPlan || row.owner !== undefined)
    .map((row) => {
      const status = releasedAs(row);
      const filter = { _id: row.id, status: { $in: idleStatuses.filter((idle) => idle !== status) } };
      const update = { $set: { status, statusSince, lastChange: by.change }, $inc: { rev: 1 } };
      return { updateOne: { filter, update } };
    });
  if (writes.length > 0) await models.units.bulkWrite(writes as AnyBulkWriteOperation<Unit>[]);
}

/** A unit with an owner was sold before this system; one without a hold word is in no plan yet. */
function releasedAs(row: Row<'units'>): UnitStatus {
  if (row.owner !== undefined) return 'signed';
  if (row.hold === undefined) return 'unreleased';
  return row.hold === 'none' ? 'available' : 'retained';
}
