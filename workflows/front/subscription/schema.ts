import { z } from 'zod';
import { plan, saleTerms } from '../../books/terms/schema';
import {
  choice,
  client,
  day,
  document,
  fen,
  file,
  flag,
  instant,
  integer,
  payment,
  personal,
  reference,
  staff,
  text,
  unit,
} from '../../kernel/fields';

const nothing = z.strictObject({});
const lead = text('客户跟进记录');
const reason = personal('原因');
const fault = choice('责任方', { buyer: '买受人', seller: '出卖人', none: '双方均无责任' });
const method = choice('交款方式', { cash: '现金', pos: '刷卡', transfer: '转账', cheque: '支票' });
const signers = z.array(z.strictObject({ clientId: client('签字人'), agentDocId: document('委托书').optional() }));

/** One way the deposit was handed over; cash has no reference. */
const part = z.strictObject({
  method,
  amountFen: fen('金额', { min: 1 }),
  reference: reference('凭证号').optional(),
});

/** One 认购书 in the issue log 领用登记; made in 4 copies. */
const form = z.object({
  formNo: reference('认购书编号'),
  documentId: document('认购书'),
  unitId: unit('房号'),
  issuedAt: instant('领取时间'),
  issuedBy: staff('发放人'),
  voidedAt: instant('作废时间').optional(),
  voidReason: personal('作废原因').optional(),
  copiesReturned: integer('收回份数').optional(),
});

/** What finance took in: 预定款 until the client has signed, then 定金. */
const deposit = z.object({
  amountFen: fen('定金'),
  parts: z.array(part),
  paymentIds: z.array(payment('款项')),
  receiptNo: reference('收据号'),
  /** Absent: the receipt was written on paper. */
  receiptId: document('收据').optional(),
  countedBy: z.array(staff('点款人')),
  takenBy: staff('收款人'),
  takenAt: instant('收款时间'),
});

/** Who asked to end the sale, and on whose side. */
const cancellation = z.object({
  reason,
  by: choice('提出方', { client: '客户', company: '公司' }),
  /** The buyer's own written application. */
  applicationFileId: file('申请书').optional(),
  askedBy: staff('经办人'),
  /** Settled by law, so that nobody decides it: the loan was refused (法释〔2020〕17号 19). */
  fault: z.literal('none').optional(),
});

/** What goes back to the client, by decision or by rule; `pay-back` carries it out. */
const settlement = z.object({
  fault: fault.optional(),
  reason: reason.optional(),
  decidedBy: staff('认定人').optional(),
  decidedAt: instant('认定时间'),
  evidenceIds: z.array(file('证据')),
  /** Paid-in price that is returned. */
  returnedFen: fen('退还房款'),
  /** The second deposit of 双倍返还, from account `compensation`. */
  compensationFen: fen('赔偿金额'),
  /** Kept, in account `forfeit`. */
  keptFen: fen('没收定金'),
  outcome: choice('结果', {
    cancelled: '取消',
    forfeited: '定金不退',
    returned: '退款',
    'double-returned': '双倍返还',
  }),
  paidAt: instant('退款时间').optional(),
});

const start = {
  unitId: unit('房号'),
  buyers: z.array(client('买受人')),
  consultantId: staff('置业顾问'),
  leadId: lead.optional(),
};

const data = z.object({
  ...start,
  refusedReason: personal('不可售原因').optional(),
  /** 认购书领用登记: every form this sale has had, the one that counts last. */
  forms: z.array(form),
  formNo: reference('认购书编号').optional(),
  priceListNo: integer('价格表版本').optional(),
  unitPriceFen: fen('单价').optional(),
  priceFen: fen('总价').optional(),
  depositFen: fen('定金').optional(),
  plan: plan.optional(),
  /** 24:00 of the form's date. */
  signBy: instant('签约期限').optional(),
  /** 24:00 of the day by which the mortgage is arranged. */
  mortgageBy: instant('按揭办理期限').optional(),
  grantId: text('优惠批复').optional(),
  problems: z.array(personal('问题')).optional(),
  checkedBy: staff('审核人').optional(),
  signers: signers.optional(),
  clientSignedAt: instant('客户签字时间').optional(),
  consultantSignedAt: instant('经办人签字时间').optional(),
  managerSignedBy: staff('签字经理').optional(),
  managerSignedAt: instant('经理签字时间').optional(),
  managerReason: personal('经理意见').optional(),
  deposit: deposit.optional(),
  /** 认购书 copies as handed out [S0]. */
  copies: z
    .object({
      client: integer('客户'),
      assistant: integer('销售助理'),
      finance: integer('财务'),
      consultantPhotocopy: integer('顾问复印件'),
    })
    .optional(),
  extensions: z.array(
    z.object({
      matter: choice('延长事项', { deposit: '交定金', sign: '签约' }),
      from: instant('原期限'),
      to: instant('新期限'),
      reason,
      by: staff('批准人'),
      at: instant('批准时间'),
    }),
  ),
  correction: z
    .object({
      fromUnitId: unit('原房号'),
      toUnitId: unit('更正为房号'),
      reason,
      requestedBy: staff('申请人'),
      at: instant('申请时间'),
    })
    .optional(),
  signingAt: instant('签约时间').optional(),
  contractSignedAt: instant('合同签署时间').optional(),
  demandServedAt: instant('签约催告送达时间').optional(),
  cancel: cancellation.optional(),
  settlement: settlement.optional(),
  /** The unit went to another buyer; `change-unit` clears it. */
  lostUnitId: unit('已售他人的房号').optional(),
});

const notOk = { path: ['reason'], error: '不通过须说明原因' };
const judged = z
  .strictObject({ ok: flag('通过'), reason: reason.optional() })
  .refine((b) => b.ok || b.reason, notOk);

export const subscriptionSchema = {
  input: z.object({
    ...start,
    /** The form was signed and the deposit paid on paper. */
    onPaper: z.object({ terms: saleTerms, paymentIds: z.array(payment('款项')) }).optional(),
  }),
  data,
  steps: {
    'unit-check': judged,
    'issue-form': nothing,
    fill: z
      .strictObject({
        unitId: unit('房号'),
        unitPriceFen: fen('单价', { min: 1 }),
        totalFen: fen('总价', { min: 1 }),
        plan,
        /** Absent: the offered one. */
        signBy: day('签约期限').optional(),
        mortgageBy: day('按揭办理期限').optional(),
        grantId: text('优惠批复').optional(),
      })
      .refine((b) => b.plan.kind !== 'mortgage' || b.mortgageBy, {
        path: ['mortgageBy'],
        error: '按揭付款须约定办理期限',
      }),
    check: z
      .strictObject({ ok: flag('通过'), problems: z.array(personal('问题')).optional() })
      .refine((b) => b.ok || b.problems?.length, { path: ['problems'], error: '不通过须说明原因' }),
    'client-sign': z.strictObject({ signers: signers.min(1).max(20) }),
    'consultant-sign': nothing,
    'manager-sign': judged,
    'take-deposit': z.strictObject({
      parts: z
        .array(
          part.refine((p) => (p.method === 'cash') === (p.reference === undefined), {
            path: ['reference'],
            error: '非现金须填凭证号，现金不填',
          }),
        )
        .min(1)
        .max(20),
      countedBy: z.array(staff('点款人')).min(1).max(10),
    }),
    distribute: nothing,
    'change-unit': z.strictObject({ unitId: unit('房号') }),
    'void-form': z.strictObject({ reason, copiesReturned: integer('收回份数', { max: 4 }) }),
    'correct-unit': z.strictObject({ toUnitId: unit('更正为房号'), reason }),
    'approve-correction': z.strictObject({ ok: flag('同意') }),
    extend: z
      .strictObject({ depositBy: instant('交定金期限').optional(), signBy: day('签约期限').optional(), reason })
      .refine((b) => (b.depositBy === undefined) !== (b.signBy === undefined), {
        path: ['depositBy'],
        error: '延长交定金期限或签约期限，二者择一',
      }),
    'decide-fault': z.strictObject({ fault, reason, evidenceIds: z.array(file('证据')).max(50).default([]) }),
    'pay-back': z
      .strictObject({ method, amountFen: fen('金额', { min: 1 }), reference: reference('凭证号').optional() })
      .refine((p) => p.method === 'cash' || p.reference, { path: ['reference'], error: '非现金须填凭证号' }),
  },
  events: {
    /** Another sale's deposit was first. */
    'unit-lost': z.object({ unitId: unit('房号') }),
    'cancel-asked': cancellation,
    reassigned: z.object({ from: staff('原顾问'), to: staff('新顾问') }),
    'signing-set': z.object({ signingAt: instant('签约时间') }),
    'signing-missed': z.object({}),
    /** 签约催告 has reached the buyer: without it nothing is forfeited [law]. */
    'demand-served': z.object({ servedAt: instant('送达时间') }),
    'contract-signed': z.object({ signedAt: instant('签署时间') }),
    /** The signed contract went back to preparation: signing is due again. */
    'contract-returned': z.object({}),
    'contract-stamped': z.object({ stampedAt: instant('盖章时间') }),
  },
};
export type SubscriptionSchema = typeof subscriptionSchema;
