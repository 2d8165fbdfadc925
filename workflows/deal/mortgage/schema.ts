import { z } from 'zod';
import { contractTerms, plan, saleTerms } from '../../books/terms/schema';
import {
  bank,
  choice,
  day,
  fen,
  file,
  instant,
  integer,
  flag,
  payment,
  personal,
  reference,
  sale,
  staff,
  text,
} from '../../kernel/fields';
import { loanOnPaper } from '../sale/paper-deal.schema';

const papers = z.array(text('资料'));
const insurance = choice('保险', { chosen: '已选', declined: '不投保', open: '未定' });
const timing = choice('按揭办理时点', {
  'before-signing': '签约前',
  'at-signing': '签约时',
  'after-signing': '签约后',
});
const eligibility = choice('资格', { eligible: '符合', 'more-papers': '须补资料', 'not-eligible': '不符合' });
const invoiceKind = choice('发票种类', { 'full-price': '全额发票', loan: '贷款额发票' });
const remedy = choice('补救办法', {
  'other-bank': '换银行',
  'larger-down-payment': '增加首付',
  'lump-sum': '一次性付款',
  rescind: '解除交易',
});
const note = personal('说明');
const listNo = reference('名单编号');
const happenedAt = instant('登记时间');

/** Where a bank's word came from: its own event id, or the line of a list. */
const approval = z.object({
  bankId: bank('银行'),
  decision: choice('审批结果', { approved: '批准', refused: '拒绝' }),
  amountFen: fen('批准金额'),
  /** Absent when it was recorded as it came. */
  listNo: listNo.optional(),
});
const registration = z.object({ registrationNo: reference('抵押登记号'), on: day('登记日期') });
/** `receiptNo`: number of the 放款回执单. */
const release = z.object({
  amountFen: fen('放款金额', { min: 1 }),
  on: day('放款日期'),
  receiptNo: reference('放款回执单号'),
  bankId: bank('银行').optional(),
  listNo: listNo.optional(),
});
const papersWanted = z.object({ papers: papers.min(1).max(30), dueOn: day('补件期限') });
const arrears = z.object({
  months: integer('拖欠月数', { min: 1, max: 600 }),
  amountFen: fen('拖欠金额', { min: 1 }),
});

const invoice = z.object({
  kind: invoiceKind,
  invoiceNo: reference('发票号'),
  amountFen: fen('开票金额'),
  issuedAt: instant('开票时间'),
  issuedBy: staff('开票人'),
});

const delivery = z.strictObject({
  invoiceNo: reference('发票号'),
  copyNo: z.coerce.number<number>().pipe(integer('合同份号', { min: 1 })),
  receivedBy: personal('签收人'),
  deliveredOn: day('送达日期'),
});

const data = z.object({
  terms: saleTerms,
  timing,
  bankId: bank('按揭银行').optional(),
  loanFen: fen('贷款金额'),
  insurance: insurance.optional(),
  product: text('贷款产品').optional(),
  signingAt: instant('签约时间').optional(),
  visit: z
    .object({
      at: instant('银行签约时间'),
      place: text('地点'),
      materials: papers,
      /** On the day of signing: it moves with it. */
      withSigning: flag('与签约同日'),
    })
    .optional(),
  bankContractNo: reference('贷款合同号').optional(),
  bankSignedOn: day('贷款合同签署日期').optional(),
  notSignedReason: personal('未签原因').optional(),
  eligibility: z.object({ result: eligibility, note, at: instant('查询时间') }).optional(),
  stampedAt: instant('合同盖章时间').optional(),
  contractNo: reference('合同编号').optional(),
  approval: approval.extend({ at: happenedAt }).optional(),
  /** Filed with the authority: the contract is certified 已鉴证. */
  filedAt: instant('备案时间').optional(),
  invoices: z.array(invoice),
  delivery: delivery.extend({ copyNo: integer('合同份号') }).optional(),
  registration: registration.optional(),
  release: release.extend({ at: happenedAt }).optional(),
  reconciled: z.object({ paymentId: payment('款项'), by: staff('核对人'), at: instant('核对时间') }).optional(),
  papersWanted: z.array(papersWanted.extend({ deliveredOn: day('补交日期').optional() })),
  arrears: z.array(arrears.extend({ at: happenedAt })),
  /** What the bank said twice, differently: finance clears it up. */
  differences: z.array(z.object({ what: text('不一致之处'), at: happenedAt })),
  remedy: z
    .object({
      remedy,
      statementFileId: file('客户声明'),
      by: staff('经办人'),
      at: happenedAt,
      planChangeFen: fen('改由客户支付').optional(),
    })
    .optional(),
  /** Waits on the bank: since when, for what, how often it was asked. */
  bankWait: z
    .object({
      for: choice('等待银行', { approval: '审批', registration: '抵押登记', release: '放款' }),
      since: instant('起始时间'),
      asked: integer('催问次数'),
    })
    .optional(),
  outcome: text('结果').optional(),
});

/** Entered by hand, with the sender's own id if there is one, so that it counts once. */
const byHand = <T extends z.ZodRawShape>(event: z.ZodObject<T>) =>
  event.extend({ eventId: text('事件编号', { max: 200 }) }).strict();
const approvalByHand = approval.omit({ listNo: true });
const releaseByHand = release.omit({ bankId: true, listNo: true });

export const mortgageSchema = {
  start: z.strictObject({ saleKey: sale('交易'), reason: personal('原因') }),
  /** `onPaper`: what is known of a loan that was arranged on paper. */
  input: z.object({ terms: saleTerms, onPaper: loanOnPaper.optional() }),
  data,
  steps: {
    'choose-bank': z.strictObject({
      bankId: bank('按揭银行'),
      loanFen: fen('贷款金额', { min: 1 }),
      insurance,
      product: text('贷款产品').optional(),
    }),
    'set-appointment': z.strictObject({
      at: instant('银行签约时间'),
      place: text('地点'),
      materials: papers.min(1).max(30),
    }),
    'confirm-by-phone': z
      .strictObject({
        result: choice('办理情况', { signed: '已签', 'not-signed': '未签', 'no-show': '未到场' }),
        bankContractNo: reference('贷款合同号').optional(),
        signedOn: day('签署日期').optional(),
        reason: personal('未签原因').optional(),
      })
      .refine((b) => b.result !== 'signed' || b.bankContractNo, {
        path: ['bankContractNo'],
        error: '已签须填贷款合同号',
      })
      .refine((b) => b.result !== 'signed' || b.signedOn, { path: ['signedOn'], error: '已签须填签署日期' })
      .refine((b) => b.result === 'signed' || b.reason, { path: ['reason'], error: '未签须说明原因' }),
    'query-eligibility': z.strictObject({ result: eligibility, note }),
    'issue-invoice': z.strictObject({
      kind: invoiceKind,
      invoiceNo: reference('发票号'),
      amountFen: fen('开票金额', { min: 1 }),
    }),
    'deliver-to-bank': delivery,
    'deliver-papers': z.strictObject({ papers: papers.min(1).max(30), deliveredOn: day('补交日期') }),
    reconcile: z.strictObject({ paymentId: payment('款项') }),
    'choose-remedy': z.strictObject({ remedy, statementFileId: file('客户声明') }),
    'chase-arrears': z.strictObject({ outcome: personal('催收结果') }),
    'check-figures': z.strictObject({ note }),
    'record-approval': byHand(approvalByHand),
    'record-registered': byHand(registration),
    'record-released': byHand(releaseByHand),
    'record-papers-wanted': byHand(papersWanted),
    'record-arrears': byHand(arrears),
  },
  events: {
    approval,
    registered: registration,
    released: release,
    'papers-wanted': papersWanted,
    arrears,
    'signing-set': z.object({ signingAt: instant('签约时间') }),
    'signing-missed': z.object({}),
    'contract-stamped': z.object({
      stampedAt: instant('盖章时间'),
      contractNo: reference('合同编号'),
      terms: contractTerms,
      plan,
    }),
    filed: z.object({ archivedAt: instant('备案时间') }),
    'terms-changed': z.object({ terms: saleTerms }),
    reassigned: z.object({ from: staff('原顾问'), to: staff('新顾问') }),
    'sale-ended': z.object({ outcome: text('交易结果') }),
  },
};
export type MortgageSchema = typeof mortgageSchema;
