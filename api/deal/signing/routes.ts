import { z } from 'zod';
import type { RecordRow } from '../../../models/kernel';
import type { ContractCopyRow } from '../../../models/deal';
import { signingContract } from '../../../workflows/deal/signing/contract';
import type { SaleTerms } from '../../../workflows/books/terms/sale';
import { date, instant, word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import { Problem, validationFailed } from '../../kernel/problems';
import { step } from '../../kernel/process-table';
import type { Representation } from '../../kernel/representation';
import type { Call } from '../../kernel/route';
import { defineProcessRoutes } from '../../kernel/routes';
import { withIsoTimes, zoneOf } from '../../kernel/time';
import { happened } from '../happened';
import { reopenPhase } from '../reopen';
import { saleHeard } from '../sale-heard';
import { shownSigning } from './shown';
import { contractTerms, plan } from '../../books/terms';

const nothing = z.strictObject({});
const ids = z.array(word()).min(1).max(50);
const result = z.enum(['delivered', 'refused', 'returned']);
const delivery = z.object({ noticeId: word(300), result, on: date() });

const preparation = z.strictObject({
  unitNo: word(),
  contractNo: word(),
  plan: plan.optional(),
  terms: contractTerms.optional(),
});
type Preparation = z.infer<typeof preparation>;

const signature = z.strictObject({
  signerClientIds: ids,
  agentAuthorityFileId: word().optional(),
  draftHash: word(),
  penChecked: z.literal(true, { error: '空白处须用签字笔填写并核对' }),
  signedAt: instant(),
  copies: z.int().min(1).max(20),
});

/** `/v1/sales/{key}/signing` 签约. */
export const signingRoutes = defineProcessRoutes(signingContract, {
  wing: 'sale',
  path: '/sales/:key/signing',
  data: shownSigning,
  aliases: ['/signings/:key'],
  start: reopenPhase(signingContract),
  steps: {
    alert: {
      body: z.strictObject({
        signingAt: instant(),
        place: word().optional(),
        materials: z.array(word()).max(30).optional(),
      }),
      settled: saleHeard((sale) => sale.signingAt !== undefined),
    },
    prepare: step({
      body: preparation,
      prepare: async (body: Preparation, call) => ({ ...body, terms: await withAddress(body.terms, call) }),
    }),
    explain: { body: z.strictObject({ present: ids, clientAccepts: z.boolean(), draftHash: word() }) },
    'record-special-terms': {
      body: z.strictObject({
        terms: z
          .array(z.strictObject({ clause: personal(), wanted: personal() }))
          .min(1)
          .max(20),
      }),
    },
    'record-term-decided': {
      body: z.strictObject({ eventId: word(200), decision: z.enum(['granted', 'declined']), note: personal() }),
    },
    reschedule: { body: z.strictObject({ signingAt: instant(), reason: personal() }) },
    sign: step({
      body: signature,
      async prepare(body: z.infer<typeof signature>, { record, deps }) {
        if (record.status === 'cancelled')
          throw new Problem('after-sign-by', '责任已认定，交易已终止 the sale has ended: the fault is decided');
        if (body.signedAt > (await deps.businessNow(record.projectId))) {
          throw validationFailed([{ field: 'signedAt', message: '不能晚于现在' }]);
        }
        return body;
      },
      settled: saleHeard((sale) => sale.contractSignedAt !== undefined),
    }),
    'lawyer-check': {
      body: z.strictObject({ contractOk: z.boolean(), mortgagePapersOk: z.boolean().optional(), note: personal() }),
    },
    'supervisor-check': { body: z.strictObject({ ok: z.boolean(), note: personal() }) },
    approve: {
      body: z
        .strictObject({ decision: z.enum(['sign', 'return']), reason: personal().optional() })
        .refine((b) => b.decision === 'sign' || b.reason, { path: ['reason'], error: '退回须说明原因' }),
    },
    settle: { body: z.strictObject({ paymentIds: z.array(word()).max(50) }) },
    stamp: { body: nothing, settled: saleHeard((sale) => sale.stampedAt !== undefined) },
    'record-delivery': happened(delivery.extend({ eventId: word(200) }).strict(), 'on'),
    'close-file': { body: z.strictObject({ fileIds: ids }) },
    'receive-register': { body: nothing },
  },
  events: { delivery: { body: delivery } },
  filters: {
    unitId: { field: 'data.terms.unitId', schema: word() },
    contractNo: { field: 'data.draft.contractNo', schema: word() },
  },
  represent: withCopies,
});

/** 送达地址: the first buyer's on the file unless another is agreed; pinned by its id, the text stays outside the process. */
async function withAddress(
  given: Preparation['terms'],
  { deps, record, personal: values, target }: Call & { record: RecordRow },
): Promise<Preparation['terms']> {
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
