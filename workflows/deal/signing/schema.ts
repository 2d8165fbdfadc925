import { z } from 'zod';
import { contractTerms, enteredTerms, plan, saleTerms } from '../../books/terms/schema';
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
  sale,
  staff,
  text,
} from '../../kernel/fields';

const nothing = z.strictObject({});
const result = choice('送达结果', { delivered: '已签收', refused: '拒收', returned: '退回' });
const note = personal('说明');
const files = z.array(file('文件')).min(1).max(50);
const materials = z.array(text('所需资料'));

/** 签约催告 as the carrier reports it. */
const delivery = z.object({ noticeId: text('通知', { max: 300 }), result, on: day('签收或退回日期') });

/** `note`: number of the 特殊申请单 and what was decided. */
const termDecision = z.object({ decision: choice('批复', { granted: '同意', declined: '不同意' }), note });

/** A wish of the client that the contract template does not grant. */
const specialTerm = z.strictObject({ clause: personal('合同条款'), wanted: personal('客户要求') });

/** The contract as prepared for the client: 商品房买卖合同 with its papers. A new one for every change. */
const draft = z.object({
  version: integer('版本'),
  contractNo: reference('合同编号'),
  plan,
  terms: contractTerms,
  /** 商品房买卖合同, 补充协议, 物业前期服务协议, 临时管理公约. */
  papers: z.array(text('文本')),
  /** SHA-256 over unit, buyers, price, plan and terms: what the client accepted is what is signed. */
  draftHash: text('合同文本校验值'),
  preparedBy: staff('准备人'),
  preparedAt: instant('准备时间'),
});

const check = z.object({
  ok: flag('通过'),
  by: staff('审核人'),
  at: instant('审核时间'),
  note,
  /** 月薪证明, identity: the lawyer's part only. */
  mortgagePapersOk: flag('按揭资料齐全').optional(),
});

/** What was paid when finance settled. */
const settled = z.object({
  paymentIds: z.array(payment('款项')),
  priceDueFen: fen('应付房款'),
  paidFen: fen('已付房款'),
  fundDueFen: fen('应交维修资金'),
  fundPaidFen: fen('已交维修资金'),
  by: staff('核对人'),
  at: instant('核对时间'),
});

/** 签约催告: without it served, nothing is forfeited [law]. */
const demand = z.object({
  noticeId: text('通知'),
  documentId: document('签约催告'),
  number: reference('编号'),
  sentAt: instant('发出时间'),
  finalBy: instant('最后期限'),
  result: result.optional(),
  resultOn: day('签收或退回日期').optional(),
});

const data = z.object({
  terms: saleTerms,
  signingAt: instant('签约时间').optional(),
  place: text('签约地点').optional(),
  materials,
  reschedules: integer('改期次数'),
  /** The number that this contract has taken, whichever its draft. */
  contractNo: reference('合同编号').optional(),
  draft: draft.optional(),
  /** Drafts made so far: an old hash never fits a new draft. */
  draftVersion: integer('合同版本'),
  /** The client has read and accepted this draft. */
  acceptedHash: text('客户认可的文本校验值').optional(),
  explainedAt: instant('讲解时间').optional(),
  /** Staff and client ids: consultant and lawyer are there [S0]. */
  present: z.array(text('在场人')),
  openTerms: z.array(specialTerm),
  termDecision: termDecision.extend({ at: instant('批复时间'), by: staff('登记人') }).optional(),
  signerClientIds: z.array(client('签字人')),
  agentAuthorityFileId: file('委托书').optional(),
  /** Who was at the table for the company; nobody checks their own work. */
  signedWith: staff('经办客服').optional(),
  signedAt: instant('签署时间').optional(),
  /** Copies that count; a void one keeps its number. */
  copyNos: z.array(integer('合同份号')),
  lastCopyNo: integer('最后份号'),
  lawyerCheck: check.optional(),
  supervisorCheck: check.optional(),
  approvedBy: staff('审批人').optional(),
  approvedAt: instant('审批时间').optional(),
  returnReason: personal('退回原因').optional(),
  settled: settled.optional(),
  stampedAt: instant('盖章时间').optional(),
  stampedBy: staff('盖章人').optional(),
  /** The earlier of missed and overdue: the demand counts from here. */
  demandFrom: instant('催告起算时间').optional(),
  demand: demand.optional(),
  fileIds: z.array(file('归档文件')),
  closedBy: staff('归档人').optional(),
  registerReceivedBy: staff('登记表接收人').optional(),
  /** How the sale ended, when that ended the signing. */
  outcome: text('交易结果').optional(),
});

export const signingSchema = {
  start: z.strictObject({ saleKey: sale('交易'), reason: personal('原因') }),
  input: z.object({ terms: saleTerms }),
  data,
  steps: {
    alert: z.strictObject({
      signingAt: instant('签约时间'),
      place: text('签约地点').optional(),
      materials: materials.max(30).optional(),
    }),
    prepare: z.strictObject({
      unitNo: reference('房号'),
      contractNo: reference('合同编号'),
      plan: plan.optional(),
      terms: enteredTerms.optional(),
    }),
    explain: z.strictObject({
      present: z.array(text('在场人')).min(1).max(50),
      clientAccepts: flag('客户认可'),
      draftHash: text('合同文本校验值'),
    }),
    'record-special-terms': z.strictObject({ terms: z.array(specialTerm).min(1).max(20) }),
    'record-term-decided': termDecision.extend({ eventId: text('事件编号', { max: 200 }) }).strict(),
    reschedule: z.strictObject({ signingAt: instant('签约时间'), reason: personal('改期原因') }),
    sign: z.strictObject({
      signerClientIds: z.array(client('签字人')).min(1).max(50),
      agentAuthorityFileId: file('委托书').optional(),
      draftHash: text('合同文本校验值'),
      penChecked: z
        .literal(true, { error: '空白处须用签字笔填写并核对' })
        .meta({ title: '空白处已用签字笔填写并核对' }),
      signedAt: instant('签署时间'),
      copies: integer('份数', { min: 1, max: 20 }),
    }),
    'lawyer-check': z.strictObject({
      contractOk: flag('合同无误'),
      mortgagePapersOk: flag('按揭资料齐全').optional(),
      note,
    }),
    'supervisor-check': z.strictObject({ ok: flag('通过'), note }),
    approve: z
      .strictObject({
        decision: choice('审批', { sign: '签字', return: '退回' }),
        reason: personal('退回原因').optional(),
      })
      .refine((b) => b.decision === 'sign' || b.reason, { path: ['reason'], error: '退回须说明原因' }),
    settle: z.strictObject({ paymentIds: z.array(payment('款项')).max(50) }),
    stamp: nothing,
    'record-delivery': delivery.extend({ eventId: text('事件编号', { max: 200 }) }).strict(),
    'close-file': z.strictObject({ fileIds: files }),
    'receive-register': nothing,
  },
  events: {
    delivery,
    'term-decided': termDecision,
    'sign-overdue': z.object({ signBy: instant('签约期限') }),
    'sign-extended': z.object({ signBy: instant('签约期限') }),
    'terms-changed': z.object({ terms: saleTerms }),
    reassigned: z.object({ from: staff('原顾问'), to: staff('新顾问') }),
    'sale-ended': z.object({ outcome: text('交易结果') }),
  },
};
export type SigningSchema = typeof signingSchema;
