import { isDeepStrictEqual } from 'node:util';
import type { Model } from 'mongoose';
import type { PriceList, PriceRow } from '../../models/resources/price-list';
import type { ReleasePlan, ReleaseRow } from '../../models/resources/release-plan';
import { type Version, versionId } from '../../models/resources/version';
import type { Folder } from './read-folder';
import { asJson } from './upsert';

/**
 * A change of prices or of the release is a new version (1-unit-control). The import puts its own in force without
 * the controller's and the manager's two signatures, notes it as `imported`, and makes one only when its rows differ
 * from those it imported last.
 */
const imported = 'imported';

/** Who imports, and when (epoch milliseconds). */
export interface By {
  actorId: string;
  now: number;
  change: string;
}

/** The price list of the folder, or nothing when it is the one imported last. */
export async function nextPriceList(
  folder: Folder,
  lists: Model<PriceList>,
  by: By,
): Promise<PriceList | undefined> {
  const rows: PriceRow[] = folder.units.rows.flatMap((row) => {
    const { unit_price: unitPriceFen, total_price: totalFen, floor_price: floorTotalFen } = row;
    if (unitPriceFen === undefined || totalFen === undefined) return [];
    const price = { unitId: row.id, areaHundredths: row.area, unitPriceFen, totalFen };
    return [floorTotalFen === undefined ? price : { ...price, floorTotalFen }];
  });
  const last = await lastImported(folder, lists);
  if (folder.project === undefined || (last && isDeepStrictEqual(asJson(last.rows), rows))) return undefined;
  const version = await nextVersion(folder.project.id, lists, by);
  const asked = Date.parse(folder.project.prices.effectiveFrom);
  // A later version must not slip in behind the list that is in force.
  const effectiveFrom = new Date(version.no === 1 ? asked : Math.max(asked, by.now));
  return { ...version, effectiveFrom, rows };
}

/** The release plan of the folder, or nothing when it is the one imported last. */
export async function nextReleasePlan(
  folder: Folder,
  plans: Model<ReleasePlan>,
  by: By,
): Promise<ReleasePlan | undefined> {
  const rows: ReleaseRow[] = folder.units.rows.flatMap(({ id, hold }) => (hold ? [{ unitId: id, hold }] : []));
  if (folder.project === undefined) return undefined;
  const plan = {
    permitNo: folder.project.release.permitNo,
    openAt: new Date(folder.project.release.openAt),
    rows,
  };
  const last = await lastImported(folder, plans);
  const before = last && { permitNo: last.permitNo, openAt: last.openAt, rows: last.rows };
  if (isDeepStrictEqual(asJson(before), asJson(plan))) return undefined;
  return { ...(await nextVersion(folder.project.id, plans, by)), ...plan };
}

async function lastImported<T extends Version>(folder: Folder, model: Model<T>): Promise<T | null> {
  const mine = { projectId: folder.project?.id, note: imported };
  return (await model
    .findOne(mine as object)
    .sort({ no: -1 })
    .lean()) as unknown as T | null;
}

async function nextVersion<T extends Version>(projectId: string, model: Model<T>, by: By): Promise<Version> {
  const newest = (await model
    .findOne({ projectId } as object)
    .sort({ no: -1 })
    .lean()) as unknown as T | null;
  const no = (newest?.no ?? 0) + 1;
  const at = new Date(by.now);
  return {
    _id: versionId(projectId, no),
    rev: 1,
    lastChange: by.change,
    projectId,
    no,
    status: 'confirmed',
    createdBy: by.actorId,
    createdAt: at,
    confirmedBy: by.actorId,
    confirmedAt: at,
    note: imported,
  };
}
