import { mortgageSchema } from '../../../workflows/deal/mortgage/schema';
import { bank, unit } from '../../../workflows/kernel/fields';
import { mortgageContract } from '../../../workflows/deal/mortgage/contract';
import { defineProcessRoutes } from '../../kernel/routes';
import { reopenPhase } from '../reopen';
import type { Call } from '../../kernel/route';
import { happened } from '../happened';
import { isCancelHeard } from '../sale/routes';
import { saleHeard } from '../sale-heard';

/** `/v1/sales/{key}/mortgage` 按揭. */
export const mortgageRoutes = defineProcessRoutes(mortgageContract, {
  wing: 'sale',
  path: '/sales/:key/mortgage',
  schema: mortgageSchema,
  aliases: ['/mortgages/:key'],
  start: reopenPhase(mortgageContract, mortgageSchema.start),
  steps: {
    'confirm-by-phone': happened('signedOn'),
    'deliver-to-bank': happened('deliveredOn'),
    'deliver-papers': happened('deliveredOn'),
    reconcile: { settled: saleHeard((sale) => sale.loanOutcome !== undefined) },
    'choose-remedy': { settled: isRemedyHeard },
    'record-registered': happened('on'),
    'record-released': happened('on'),
  },
  events: { approval: {}, registered: {}, released: {}, 'papers-wanted': {}, arrears: {} },
  filters: {
    bankId: { field: 'data.bankId', schema: bank('银行') },
    unitId: { field: 'data.terms.unitId', schema: unit('房号') },
  },
});

/** A rescission cancels the sale. */
async function isRemedyHeard(call: Call, key: string): Promise<boolean> {
  const { remedy } = call.body as { remedy: string };
  return remedy !== 'rescind' || isCancelHeard(call, key);
}
