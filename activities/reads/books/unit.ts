import type { Unit } from '../../../models/resources';
import type { UnitForSale } from '../../../workflows/books/unit/row';
import type { Priority, Released, ReleaseState } from '../../../workflows/books/unit/rules';
import type { Deps } from '../../deps';
import { priceReads } from './prices';

/** What is known about a unit and its sale. */
export function unitReads(deps: Deps) {
  const { models } = deps;
  const { priceInForce } = priceReads(deps);
  return {
    /** Those of some keys of a scope that nobody has claimed. */
    async freeClaims(scope: string, keys: string[]): Promise<string[]> {
      const taken = await models.claims
        .find({ _id: { $in: keys.map((key) => `${scope}/${key}`) } }, { key: 1 })
        .lean();
      return keys.filter((key) => !taken.some((claim) => claim.key === key));
    },

    /** A unit with its price in force and its place in the release plans at an instant; undefined: no such unit here. */
    async unitForSale(projectId: string, unitId: string, at: number): Promise<UnitForSale | undefined> {
      const [unit, plan, price] = await Promise.all([
        models.units.findOne({ _id: unitId, projectId }).lean<Unit | null>(),
        releaseOf(deps, projectId, unitId),
        priceInForce(projectId, unitId, at),
      ]);
      if (!unit) return undefined;
      const policy = deps.settings.policyOf('unit-control', projectId);
      return {
        ...factsOf(unit),
        ...plan,
        id: unit._id,
        rev: unit.rev,
        projectId,
        areaHundredths: unit.areaHundredths,
        status: unit.status,
        since: unit.statusSince.getTime(),
        ownerClientId: unit.ownerClientId,
        price: price && { ...price },
        switches: {
          holdBlocksRivals: policy.holdBlocksRivals === true,
          exclusiveConfirmation: policy.exclusiveConfirmation === true,
        },
      };
    },
  };
}

/** The newest confirmed plan that names the unit. */
async function releaseOf(
  { models }: Deps,
  projectId: string,
  unitId: string,
): Promise<{ released: Released; release?: ReleaseState }> {
  const plan = await models.releasePlans
    .findOne(
      { projectId, status: 'confirmed', 'rows.unitId': unitId },
      { no: 1, permitNo: 1, openAt: 1, rows: { $elemMatch: { unitId } } },
    )
    .sort({ no: -1 })
    .lean();
  if (!plan) return { released: 'unreleased' };
  const released = plan.rows[0]?.hold === 'none' ? 'available' : 'retained';
  return { released, release: { planNo: plan.no, permitNo: plan.permitNo, openAt: plan.openAt.getTime() } };
}

/** What a unit row says about its sale. */
export function factsOf(unit: Unit) {
  const priority = (p: Unit['hold']): Priority | undefined => p && { ...p, until: p.until.getTime() };
  return {
    saleKey: unit.saleKey,
    soldBy: unit.soldBy,
    soldAt: unit.soldAt?.getTime(),
    signedAt: unit.signedAt?.getTime(),
    soldBefore: unit.status === 'signed' && unit.saleKey === undefined,
    rivals: unit.rivals ?? [],
    hold: priority(unit.hold),
    offer: priority(unit.offer),
    offerDue: unit.offerDue,
    blocked: unit.blocked && { ...unit.blocked, at: unit.blocked.at.getTime() },
    waitlist: unit.waitlist ?? 0,
  };
}
