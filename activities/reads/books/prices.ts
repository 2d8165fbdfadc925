import type { PriceRow } from '../../../models/resources/price-list';
import type { Deps } from '../../deps';

/** What the price lists say. */
export function priceReads({ models }: Deps) {
  return {
    /** A unit's row in the price list in force at an instant, with the list's number. */
    async priceInForce(
      projectId: string,
      unitId: string,
      at: number,
    ): Promise<(PriceRow & { no: number }) | undefined> {
      const list = await models.priceLists
        .findOne(
          { projectId, status: 'confirmed', effectiveFrom: { $lte: new Date(at) } },
          { no: 1, rows: { $elemMatch: { unitId } } },
        )
        .sort({ effectiveFrom: -1, no: -1 })
        .lean();
      const row = list?.rows?.[0];
      return list && row ? { ...row, no: list.no } : undefined;
    },
  };
}
