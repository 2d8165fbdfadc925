import { z } from 'zod';
import {
  day,
  document,
  fen,
  integer,
  period,
  personal,
  reference,
  sale,
  staff,
  text,
} from '../../../workflows/kernel/fields';
import { nextCaseOf } from '../../../activities/bulk/money/sweep';
import { briefOf } from '../../../activities/reads/books/ledger';
import { collectionContract } from '../../../workflows/money/collection/contract';
import { Problem, validationFailed } from '../../kernel/problems';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Route } from '../../kernel/route';
import { shownCase } from './shown';
import { evidenceRoute } from './evidence';

const posting = z.strictObject({
  emsNo: reference('邮政单号', { max: 40 }),
  postedOn: day('寄出日期'),
  stubDocId: document('寄件存根'),
  contentDocId: document('内容件'),
});
const delivery = z.strictObject({
  emsNo: reference('邮政单号', { max: 40 }),
  result: z.enum(['delivered', 'refused', 'returned']),
  on: day('签收或退回日期'),
  proofDocId: document('送达凭证'),
});
const approval = { approved: z.boolean().default(true) };

const CASE_EXISTS = { code: 'case-exists', message: '该交易已有催款个案 a case of this sale is open' };

/** `/v1/collection-cases` 催款个案 (spec 3, collection). */
export const collectionRoutes: Route[] = [
  evidenceRoute,
  ...defineProcessRoutes(collectionContract, {
    wing: 'money',
    path: '/collection-cases',
    data: shownCase,
    start: {
      summary: '立案催款 Open a collection case',
      body: z.strictObject({ saleKey: sale('交易'), reason: personal('原因') }),
      taken: CASE_EXISTS,
      async prepare({ saleKey, reason }, { deps }) {
        const record = await deps.models.records('sales').findById(saleKey).lean();
        if (!record) throw validationFailed([{ field: 'saleKey', message: '没有这笔交易 no such sale' }]);
        const key = await nextCaseOf(deps, saleKey);
        if (!key) throw new Problem(CASE_EXISTS.code, CASE_EXISTS.message);
        return { key, projectId: briefOf(record).projectId, saleKey, input: { reason } };
      },
    },
    steps: {
      'log-contact': {
        body: z.strictObject({
          channel: text('联系方式', { max: 40 }),
          outcome: personal('联系结果'),
          note: personal('备注').optional(),
        }),
      },
      promise: { body: z.strictObject({ amountFen: fen('金额', { min: 1 }), payOn: day('承诺付款日') }) },
      'draft-letter': {
        body: z.strictObject({
          claimFen: fen('主张金额', { min: 1 }),
          clause: text('合同条款', { max: 200 }),
          payWithin: period('付款期限'),
          addressId: text('送达地址'),
          reason: personal('原因').optional(),
        }),
      },
      'approve-letter': { body: z.strictObject({ comment: personal('意见').optional() }) },
      'return-letter': { body: z.strictObject({ comment: personal('意见') }) },
      'post-demand': { body: posting },
      'send-letter': { body: posting },
      'record-delivery': { body: delivery },
      'propose-plan': {
        body: z.strictObject({
          instalments: z
            .array(z.strictObject({ dueOn: day('应付日期'), amountFen: fen('金额', { min: 1 }) }))
            .min(1)
            .max(24),
          supplementDocId: document('补充协议'),
        }),
      },
      'approve-plan': { body: z.strictObject({ ...approval, comment: personal('意见').optional() }) },
      dispute: { body: z.strictObject({ reason: personal('原因') }) },
      'resolve-dispute': { body: z.strictObject({ upheld: z.boolean(), adjustFen: fen('调整金额').optional() }) },
      'waive-interest': { body: z.strictObject({ amountFen: fen('金额', { min: 1 }), reason: personal('原因') }) },
      'approve-waiver': { body: z.strictObject(approval) },
      'record-buyer-demand': { body: z.strictObject({ receivedOn: day('收到日期'), docId: document('单据') }) },
      'request-rescission': { body: z.strictObject({ basis: personal('依据') }) },
      'approve-rescission': { body: z.strictObject(approval) },
      'file-suit': {
        body: z.strictObject({
          court: text('受理法院'),
          caseNo: reference('案号', { max: 60 }),
          filedOn: day('立案日期'),
        }),
      },
      'set-rate': {
        body: z.strictObject({
          ppmPerDay: integer('日利率（百万分之）', { min: 1, max: 1_000_000 }),
          source: text('利率来源', { max: 200 }),
        }),
      },
      'advise-on-money': { body: z.strictObject({ advice: personal('处理意见') }) },
      cancel: { body: z.strictObject({ reason: personal('原因') }) },
    },
    events: { delivery: { body: delivery.partial({ proofDocId: true }), roles: ['customer-service'] } },
    filters: {
      hold: { field: 'data.hold', schema: text('暂停') },
      consultantId: { field: 'data.consultantId', schema: staff('置业顾问') },
    },
  }),
];
