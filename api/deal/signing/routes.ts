import { z } from 'zod';
import { day, file, instant, payment, personal, reference, text, unit } from '../../../workflows/kernel/fields';
import type { RecordRow } from '../../../models/kernel';
import { type ContractCopy, signingContract } from '../../../workflows/deal/signing/contract';
import type { SaleTerms } from '../../../workflows/books/terms/sale';
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
const ids = z.array(text('编号')).min(1).max(50);
const result = z.enum(['delivered', 'refused', 'returned']);
const delivery = z.object({ noticeId: text('通知', { max: 300 }), result, on: day('签收或退回日期') });

const preparation = z.strictObject({
  unitNo: reference('房号'),
  contractNo: reference('合同编号'),
  plan: plan.optional(),
  terms: contractTerms.optional(),
});
type Preparation = z.infer<typeof preparation>;

const signature = z.strictObject({
  signerClientIds: ids,
  agentAuthorityFileId: file('委托书').optional(),
  draftHash: text('合同文本校验值'),
  penChecked: z.literal(true, { error: '空白处须用签字笔填写并核对' }),
  signedAt: instant('签署时间'),
  copies: z.int().min(1).max(20),
});

/** `/v1/sales/{key}/signing` 签约 (spec 2, signing). */
export const signingRoutes = defineProcessRoutes(signingContract, {
  wing: 'sale',
  path: '/sales/:key/signing',
  data: shownSigning,
  aliases: ['/signings/:key'],
  start: reopenPhase(signingContract),
  steps: {
    alert: {
      body: z.strictObject({
        signingAt: instant('签约时间'),
        place: text('签约地点').optional(),
        materials: z.array(text('所需资料')).max(30).optional(),
      }),
      settled: saleHeard((sale) => sale.signingAt !== undefined),
    },
    prepare: step({
      body: preparation,
      prepare: async (body: Preparation, call) => ({ ...body, terms: await withAddress(body.terms, call) }),
    }),
    explain: {
      body: z.strictObject({ present: ids, clientAccepts: z.boolean(), draftHash: text('合同文本校验值') }),
    },
    'record-special-terms': {
      body: z.strictObject({
        terms: z
          .array(z.strictObject({ clause: personal('合同条款'), wanted: personal('客户要求') }))
          .min(1)
          .max(20),
      }),
    },
    'record-term-decided': {
      body: z.strictObject({
        eventId: text('事件编号', { max: 200 }),
        decision: z.enum(['granted', 'declined']),
        note: personal('说明'),
      }),
    },
    reschedule: { body: z.strictObject({ signingAt: instant('签约时间'), reason: personal('原因') }) },
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
      body: z.strictObject({
        contractOk: z.boolean(),
        mortgagePapersOk: z.boolean().optional(),
        note: personal('说明'),
      }),
    },
    'supervisor-check': { body: z.strictObject({ ok: z.boolean(), note: personal('说明') }) },
    approve: {
      body: z
        .strictObject({ decision: z.enum(['sign', 'return']), reason: personal('原因').optional() })
        .refine((b) => b.decision === 'sign' || b.reason, { path: ['reason'], error: '退回须说明原因' }),
    },
    settle: { body: z.strictObject({ paymentIds: z.array(payment('款项')).max(50) }) },
    stamp: { body: nothing, settled: saleHeard((sale) => sale.stampedAt !== undefined) },
    'record-delivery': happened(delivery.extend({ eventId: text('事件编号', { max: 200 }) }).strict(), 'on'),
    'close-file': { body: z.strictObject({ fileIds: ids }) },
    'receive-register': { body: nothing },
  },
  events: { delivery: { body: delivery } },
  filters: {
    unitId: { field: 'data.terms.unitId', schema: unit('房号') },
    contractNo: { field: 'data.draft.contractNo', schema: reference('合同编号') },
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
    .collection<ContractCopy & { _id: string; since: Date }>('contract_copies')
    .find({ saleKey: record._id }, { projection: { _id: 0, no: 1, for: 1, holder: 1, void: 1, since: 1 } })
    .sort({ no: 1 })
    .toArray();
  return { ...view, copies: withIsoTimes(rows, await zoneOf(deps, record.projectId)) };
}
