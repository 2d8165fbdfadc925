import { z } from 'zod';
import { signingSchema } from '../../../workflows/deal/signing/schema';
import { reference, unit } from '../../../workflows/kernel/fields';
import type { RecordRow } from '../../../models/kernel';
import type { ContractCopyRow } from '../../../models/deal';
import { type Signing, signingContract } from '../../../workflows/deal/signing/contract';
import type { SaleTerms } from '../../../workflows/books/terms/sale';
import { Problem, validationFailed } from '../../kernel/problems';
import type { Representation } from '../../kernel/representation';
import type { Call } from '../../kernel/route';
import { defineProcessRoutes } from '../../kernel/routes';
import { withIsoTimes, zoneOf } from '../../kernel/time';
import { happened } from '../happened';
import { reopenPhase } from '../reopen';
import { shownCopy } from './shown';
import { saleHeard } from '../sale-heard';

/** `/v1/sales/{key}/signing` 签约. */
export const signingRoutes = defineProcessRoutes(signingContract, {
  wing: 'sale',
  path: '/sales/:key/signing',
  schema: signingSchema,
  shown: { copies: z.array(shownCopy).optional() },
  aliases: ['/signings/:key'],
  start: reopenPhase(signingContract, signingSchema.start),
  steps: {
    alert: { settled: saleHeard((sale) => sale.signingAt !== undefined) },
    prepare: {
      prepare: async (body, call) => ({ ...body, terms: await withAddress(body.terms, call) }),
    },
    sign: {
      async prepare(body, { record, deps }) {
        if (record.status === 'cancelled')
          throw new Problem('after-sign-by', '责任已认定，交易已终止 the sale has ended: the fault is decided');
        if (body.signedAt > (await deps.businessNow(record.projectId))) {
          throw validationFailed([{ field: 'signedAt', message: '不能晚于现在' }]);
        }
        return body;
      },
      settled: saleHeard((sale) => sale.contractSignedAt !== undefined),
    },
    stamp: { settled: saleHeard((sale) => sale.stampedAt !== undefined) },
    'record-delivery': happened('on'),
  },
  events: { delivery: {} },
  filters: {
    unitId: { field: 'data.terms.unitId', schema: unit('房号') },
    contractNo: { field: 'data.draft.contractNo', schema: reference('合同编号') },
  },
  represent: withCopies,
});

type Terms = Signing['steps']['prepare']['terms'];

/** 送达地址: the first buyer's on the file unless another is agreed; pinned by its id, the text stays outside the process. */
async function withAddress(
  given: Terms,
  { deps, record, personal: values, target }: Call & { record: RecordRow },
): Promise<Terms> {
  if (given?.serviceAddress) return given;
  const { terms: sold } = record.data as unknown as { terms: SaleTerms };
  const client = await deps.models.clients.findById(sold.buyers[0], { address: 1 }).lean();
  if (!client?.address) return given;
  const id = `p:${target}:terms.serviceAddress`;
  values[id] = client.address;
  return { ...given, serviceAddress: id };
}

/** 合同收发登记: who holds which copy now. Lists go without. */
async function withCopies(view: Representation, { deps }: Call, record: RecordRow): Promise<Representation> {
  if (view.history === undefined) return view;
  const rows = await deps.models.connection
    .collection<ContractCopyRow>('contract_copies')
    .find({ saleKey: record._id }, { projection: { _id: 0, no: 1, for: 1, holder: 1, void: 1, since: 1 } })
    .sort({ no: 1 })
    .toArray();
  return { ...view, copies: withIsoTimes(rows, await zoneOf(deps, record.projectId)) };
}
