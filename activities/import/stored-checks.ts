import type { ResourceModels } from '../../models/resources';
import type { ReleasePlan } from '../../models/resources/release-plan';
import type { Unit, UnitStatus } from '../../models/resources/unit';
import type { BadRow } from './bad-rows';
import type { Folder } from './read-folder';

/** Statuses in which nothing is going on with a unit; only in these may an import change or remove it. */
export const idleStatuses: UnitStatus[] = ['unreleased', 'retained', 'available'];

/** What the rows contradict in what is stored: units in use, rows of another project. */
export async function storedChecks(folder: Folder, models: ResourceModels): Promise<BadRow[]> {
  const projectId = folder.project?.id;
  if (projectId === undefined) return [];
  const units = (await models.units.find({ projectId }).lean()) as unknown as Unit[];
  return [
    ...removedInUse(folder, units),
    ...ownersInUse(folder, units),
    ...changedInUse(folder, units),
    ...waitedFor(folder, units),
    ...(await leftOutOfPlan(folder, models, projectId)),
    ...(await otherProjects(folder, models, projectId)),
    ...(await knownPeople(folder, models, projectId)),
  ];
}

/** The units of the folder's project that are stored but no longer in its files, and free to go. */
export async function removableUnits(folder: Folder, models: ResourceModels): Promise<string[]> {
  const units = (await models.units.find({ projectId: folder.project?.id }).lean()) as unknown as Unit[];
  return units.filter((unit) => !folder.units.ids.has(unit._id) && !inUse(unit)).map((unit) => unit._id);
}

function inUse(unit: Unit): boolean {
  return !idleStatuses.includes(unit.status) || unit.saleKey !== undefined || unit.ownerClientId !== undefined;
}

function removedInUse(folder: Folder, units: Unit[]): BadRow[] {
  const gone = units.filter((unit) => !folder.units.ids.has(unit._id) && inUse(unit));
  return gone.map((unit) => {
    return { file: 'units.csv', line: 1, field: 'id', reason: `${unit._id} is missing, but it is ${unit.status}` };
  });
}

function ownersInUse(folder: Folder, units: Unit[]): BadRow[] {
  const stored = new Map(units.map((unit) => [unit._id, unit]));
  const bad: BadRow[] = [];
  for (const { id, owner, line } of folder.units.rows) {
    const unit = stored.get(id);
    if (owner === undefined || unit === undefined || unit.status === 'signed' || !inUse(unit)) continue;
    bad.push({ file: 'units.csv', line, field: 'owner', reason: `cannot be imported: ${id} is ${unit.status}` });
  }
  return bad;
}

/** What stands on the papers of a sale that runs or has been made. */
function changedInUse(folder: Folder, units: Unit[]): BadRow[] {
  const stored = new Map(units.filter(inUse).map((unit) => [unit._id, unit]));
  return folder.units.rows.flatMap((row) => {
    const unit = stored.get(row.id);
    if (unit === undefined) return [];
    const { building, floor, room, areaHundredths } = unit;
    const kept = { building, floor, room, area: areaHundredths };
    return (Object.keys(kept) as (keyof typeof kept)[])
      .filter((field) => row[field] !== kept[field])
      .map((field) => {
        return { file: 'units.csv', line: row.line, field, reason: `cannot change: ${row.id} is ${unit.status}` };
      });
  });
}

/** Only a confirmed plan offers a unit to who waits for it: the process that does so is told. */
function waitedFor(folder: Folder, units: Unit[]): BadRow[] {
  const waited = new Set(units.filter((unit) => !inUse(unit) && (unit.waitlist ?? 0) > 0).map(({ _id }) => _id));
  return folder.units.rows
    .filter((row) => row.hold === 'none' && waited.has(row.id))
    .map(({ id, line }) => {
      const reason = `${id} is waited for: release it by a release plan of the controller`;
      return { file: 'units.csv', line, field: 'hold', reason };
    });
}

/** A plan releases what it names; what an earlier one has named is not taken back by leaving it out. */
async function leftOutOfPlan(folder: Folder, models: ResourceModels, projectId: string): Promise<BadRow[]> {
  const out = folder.units.rows.filter((row) => row.hold === undefined && row.owner === undefined);
  const plans = await models.releasePlans
    .find({ projectId, status: 'confirmed', 'rows.unitId': { $in: out.map(({ id }) => id) } })
    .sort({ no: -1 })
    .lean<ReleasePlan[]>();
  return out.flatMap(({ id, line }) => {
    const plan = plans.find(({ rows }) => rows.some(({ unitId }) => unitId === id));
    if (plan === undefined) return [];
    const reason = `is blank, but release plan ${plan.no} names ${id}: keep it back with natural, cross or whole-floor`;
    return [{ file: 'units.csv', line, field: 'hold', reason }];
  });
}

/** Whoever is stored under another id with the same number is the same person. */
async function knownPeople(folder: Folder, models: ResourceModels, projectId: string): Promise<BadRow[]> {
  const { rows, ids } = folder.clients;
  const phones = rows.flatMap(({ phone }) => phone ?? []);
  const numbers = rows.flatMap(({ id_number: number }) => number ?? []);
  const stored = await models.clients
    .find({
      projectId,
      _id: { $nin: [...ids] },
      $or: [{ phone: { $in: phones } }, { idNumber: { $in: numbers } }],
    })
    .lean();
  return rows.flatMap(({ line, phone, id_number: number }) =>
    stored.flatMap(({ _id, phone: storedPhone, idNumber }) => {
      const say = (field: string) => ({ file: 'clients.csv', line, field, reason: `is that of ${_id} already` });
      return [
        ...(phone !== undefined && phone === storedPhone ? [say('phone')] : []),
        ...(number !== undefined && number === idNumber ? [say('id_number')] : []),
      ];
    }),
  );
}

async function otherProjects(folder: Folder, models: ResourceModels, projectId: string): Promise<BadRow[]> {
  const elsewhere = { projectId: { $ne: projectId } };
  const units = await models.units.find({ _id: { $in: [...folder.units.ids] }, ...elsewhere }).lean();
  const clients = await models.clients.find({ _id: { $in: [...folder.clients.ids] }, ...elsewhere }).lean();
  const owners = new Map([...units, ...clients].map((row) => [row._id, row.projectId]));
  const bad: BadRow[] = [];
  for (const name of ['units', 'clients'] as const) {
    const rows: { id: string; line: number }[] = folder[name].rows;
    for (const { id, line } of rows.filter((row) => owners.has(row.id))) {
      bad.push({ file: `${name}.csv`, line, field: 'id', reason: `${id} belongs to project ${owners.get(id)}` });
    }
  }
  return bad;
}
