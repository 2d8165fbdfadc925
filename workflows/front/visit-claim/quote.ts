import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { percentOfHalfUp } from '../../kernel/money';
import type { Quote, VisitClaim } from './contract';

/** 置业计划 from the list in force, never mistyped [S1]. @throws `unknown-unit` */
export async function quoteFor(visit: Draft<VisitClaim>, body: VisitClaim['steps']['quote']): Promise<Quote> {
  const price = await look.priceInForce(visit.projectId, body.unitId, visit.at);
  if (!price)
    visit.refuse('unknown-unit', `${body.unitId} 不在现行价目表中 it is not on the price list in force`, {
      field: 'unitId',
    });
  const quote = {
    unitId: body.unitId,
    method: body.method,
    priceListNo: price.no,
    unitPriceFen: price.unitPriceFen,
    totalFen: price.totalFen,
    quotedAt: visit.at,
  };
  if (body.method !== 'mortgage') return quote;
  const downPaymentFen = percentOfHalfUp(price.totalFen, body.downPercent ?? 30);
  return { ...quote, downPaymentFen, loanFen: price.totalFen - downPaymentFen };
}
