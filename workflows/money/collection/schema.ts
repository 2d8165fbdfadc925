import { z } from 'zod';
import { paymentBooked } from '../../books/ledger/schema';
import {
  choice,
  client,
  day,
  document,
  fen,
  flag,
  instant,
  integer,
  payment,
  period,
  personal,
  reference,
  sale,
  staff,
  text,
  unit,
} from '../../kernel/fields';

const reason = personal('原因');
const result = choice('送达结果', { delivered: '已签收', refused: '拒收', returned: '退回' });
const instalments = z.array(z.strictObject({ dueOn: day('应付日期'), amountFen: fen('金额', { min: 1 }) }));
const posting = {
  emsNo: reference('邮政单号', { max: 40 }),
  postedOn: day('寄出日期'),
  stubDocId: document('寄件存根'),
  contentDocId: document('内容件'),
};
const delivery = z.strictObject({
  emsNo: reference('邮政单号', { max: 40 }),
  result,
  on: day('签收或退回日期'),
  proofDocId: document('送达凭证'),
});
const suit = z.strictObject({
  court: text('受理法院'),
  caseNo: reference('案号', { max: 60 }),
  filedOn: day('立案日期'),
});
const buyerDemand = z.strictObject({ receivedOn: day('收到日期'), docId: document('买受人催告函') });
const approved = flag('同意').default(true);

/** A written notice: 催款函 or 律师函. */
const letter = z.object({
  kind: choice('种类', { demand: '催款函', lawyer: '律师函' }),
  number: reference('函件编号'),
  documentId: document('函件'),
  claimFen: fen('主张金额'),
  clause: text('合同条款').optional(),
  /** Period the buyer is given, from service. */
  payWithin: period('付款期限').optional(),
  addressId: text('送达地址').optional(),
  draftedBy: staff('起草人').optional(),
  draftedAt: instant('起草时间'),
  state: choice('状态', {
    draft: '待批准',
    approved: '已批准，未寄出',
    'returned-to-draft': '退回修改',
    sent: '已寄出',
    served: '已送达',
    'not-served': '未送达',
    withdrawn: '已撤回',
  }),
  comment: personal('意见').optional(),
  approvedBy: staff('批准人').optional(),
  approvedAt: instant('批准时间').optional(),
  /** Overdue when it was approved: another balance makes it stale. */
  approvedFen: fen('批准时逾期金额').optional(),
  emsNo: reference('邮政单号').optional(),
  postedOn: day('寄出日期').optional(),
  stubDocId: document('寄件存根').optional(),
  contentDocId: document('内容件').optional(),
  result: result.optional(),
  resultOn: day('签收或退回日期').optional(),
  proofDocId: document('送达凭证').optional(),
});

const data = z.object({
  reason,
  unitId: unit('房号'),
  buyers: z.array(client('买受人')),
  consultantId: staff('置业顾问'),
  contractNo: reference('合同编号'),
  /** Case day 1. */
  openedOn: day('立案日期'),
  overdueFen: fen('逾期金额'),
  oldestDueOn: day('最早应付日期'),
  interestFen: fen('违约金'),
  /** Neither contract nor table tells a rate: nobody guesses. */
  isRateUnknown: flag('利率未定').optional(),
  /** Rate found by finance, where contract and table are silent; millionths a day. */
  ratePpm: integer('日利率（百万分之）').optional(),
  /** Index of the next rung. */
  rung: integer('催款阶梯'),
  hold: choice('暂停', { promised: '已承诺', plan: '分期', disputed: '有异议', litigation: '诉讼中' }).optional(),
  contacts: z.array(
    z.object({
      at: instant('联系时间'),
      by: staff('联系人'),
      channel: text('联系方式'),
      outcome: personal('联系结果'),
      note: personal('备注').optional(),
    }),
  ),
  promises: z.array(
    z.object({
      amountFen: fen('承诺金额'),
      payOn: day('承诺付款日'),
      by: staff('登记人'),
      at: instant('承诺时间'),
      paidBeforeFen: fen('此前已付'),
      outcome: choice('结果', { kept: '已兑现', broken: '未兑现' }).optional(),
    }),
  ),
  letters: z.array(letter),
  /** Proven demand: when the lawyer's letter was served. */
  servedOn: day('律师函送达日期').optional(),
  aroseAt: instant('解除权产生').optional(),
  lapsesAt: instant('解除权消灭').optional(),
  buyerDemand: buyerDemand.optional(),
  rescissionLapsed: flag('解除权已消灭').optional(),
  isFullPriceDemandable: flag('可要求全部价款').optional(),
  /** What restarts the limitation: demand, promise, part payment, suit. */
  interruptedOn: z.array(day('时效中断日期')),
  limitationAt: instant('诉讼时效届满').optional(),
  isLimitationOver: flag('诉讼时效已过').optional(),
  dispute: z
    .object({
      reason,
      by: staff('登记人'),
      at: instant('提出时间'),
      isUpheld: flag('异议成立').optional(),
      adjustFen: fen('调整金额').optional(),
      decidedBy: staff('处理人').optional(),
    })
    .optional(),
  plan: z
    .object({
      instalments,
      supplementDocId: document('补充协议'),
      proposedBy: staff('提出人'),
      lawyerId: staff('律师').optional(),
      version: integer('付款计划版本').optional(),
      outcome: choice('结果', { declined: '未批准', 'in-force': '执行中', void: '已失效' }).optional(),
    })
    .optional(),
  waiver: z
    .object({
      amountFen: fen('减免金额'),
      reason,
      requestedBy: staff('申请人'),
      outcome: choice('结果', { approved: '已批准', declined: '未批准' }).optional(),
    })
    .optional(),
  rescission: z
    .object({
      basis: personal('依据'),
      requestedBy: staff('申请人'),
      approvedBy: staff('批准人').optional(),
      approvedAt: instant('批准时间').optional(),
      outcome: z.literal('declined').optional(),
    })
    .optional(),
  suit: suit.optional(),
  lateMoney: z
    .array(
      z.object({ paymentId: payment('款项'), at: instant('到账时间'), advice: personal('处理意见').optional() }),
    )
    .optional(),
  cancelReason: personal('取消原因').optional(),
  settledAt: instant('付清时间').optional(),
});

export const collectionSchema = {
  start: z.strictObject({ saleKey: sale('交易'), reason }),
  input: z.object({ reason }),
  data,
  steps: {
    'log-contact': z.strictObject({
      channel: text('联系方式', { max: 40 }),
      outcome: personal('联系结果'),
      note: personal('备注').optional(),
    }),
    promise: z.strictObject({ amountFen: fen('承诺金额', { min: 1 }), payOn: day('承诺付款日') }),
    'draft-letter': z.strictObject({
      claimFen: fen('主张金额', { min: 1 }),
      clause: text('合同条款', { max: 200 }),
      payWithin: period('付款期限'),
      addressId: text('送达地址'),
      reason: reason.optional(),
    }),
    'approve-letter': z.strictObject({ comment: personal('意见').optional() }),
    'return-letter': z.strictObject({ comment: personal('意见') }),
    'post-demand': z.strictObject(posting),
    'send-letter': z.strictObject(posting),
    'record-delivery': delivery,
    'propose-plan': z.strictObject({
      instalments: instalments.min(1).max(24),
      supplementDocId: document('补充协议'),
    }),
    'approve-plan': z.strictObject({ approved, comment: personal('意见').optional() }),
    dispute: z.strictObject({ reason: personal('异议内容') }),
    'resolve-dispute': z.strictObject({ upheld: flag('异议成立'), adjustFen: fen('调整金额').optional() }),
    'waive-interest': z.strictObject({ amountFen: fen('减免金额', { min: 1 }), reason }),
    'approve-waiver': z.strictObject({ approved }),
    'record-buyer-demand': buyerDemand,
    'request-rescission': z.strictObject({ basis: personal('依据') }),
    'approve-rescission': z.strictObject({ approved }),
    'file-suit': suit,
    'set-rate': z.strictObject({
      ppmPerDay: integer('日利率（百万分之）', { min: 1, max: 1_000_000 }),
      source: text('利率来源', { max: 200 }),
    }),
    'advise-on-money': z.strictObject({ advice: personal('处理意见') }),
    cancel: z.strictObject({ reason }),
  },
  events: {
    delivery: delivery.partial({ proofDocId: true }),
    'payment-booked': paymentBooked,
    /** The change that carries out the rescission ended. */
    'change-ended': z.object({ outcome: choice('结果', { done: '已办结', withdrawn: '已撤回' }) }),
  },
};
export type CollectionSchema = typeof collectionSchema;
