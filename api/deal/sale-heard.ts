import { type Sale, saleContract } from '../../workflows/deal/sale/contract';
import type { Call } from '../kernel/route';

/** The sale has acted on what one of its phases told it; a sale that is not there or has ended is not waited for. */
export function saleHeard(isHeard: (data: Sale['data']) => boolean): (call: Call, key: string) => Promise<boolean> {
  return async ({ deps }, key) => {
    const sale = await deps.models.recordsOf(saleContract).findById(key, { open: 1, data: 1 }).lean();
    return !sale?.open || isHeard(sale.data);
  };
}
