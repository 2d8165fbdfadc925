import type { z } from 'zod';
import type { AnyContract } from '../../workflows/kernel/contract';
import type { Sale } from '../../workflows/deal/sale/contract';
import { saleContract } from '../../workflows/deal/sale/contract';
import type { SaleTerms } from '../../workflows/books/terms/sale';
import { notFound, Problem } from '../kernel/problems';
import type { Start, StartRoute } from '../kernel/process-table';

export interface Reopening {
  saleKey: string;
  reason: string;
}

/**
 * `POST /v1/<collection> {saleKey, reason}`: the manager begins a phase that did not come up. One that runs or
 * has run answers `already-running`.
 */
export function reopenPhase(
  { collection, name: phase }: AnyContract,
  body: z.ZodType<Reopening>,
): StartRoute<Reopening, { terms: SaleTerms }> {
  return {
    summary: '重新开启本阶段 Begin this phase of a sale again',
    body,
    async prepare({ saleKey }, { deps }): Promise<Start<{ terms: SaleTerms }>> {
      const sale = await deps.models.recordsOf(saleContract).findById(saleKey).lean();
      if (!sale) throw notFound('交易 sale');
      if (await deps.models.records(collection).exists({ _id: saleKey })) {
        throw new Problem('already-running', '该阶段已开始 this phase of the sale has begun');
      }
      const { terms, takenOver } = sale.data;
      if (takenOver?.done.includes(phase))
        throw new Problem('already-running', '该阶段已在纸面办完 this phase was done on paper');
      if (!sale.open || !terms)
        throw new Problem(
          'phase-not-due',
          `交易${saleContract.statuses[sale.status as Sale['status']].zh}，不能办理该阶段 the sale is ${sale.status}`,
        );
      return { key: saleKey, saleKey, projectId: sale.projectId, input: { terms } };
    },
  };
}
