/** A deal that was made on paper, as it is taken over. */
import { z } from 'zod';
import { account, method } from '../../books/ledger/schema';
import { enteredTerms, plan } from '../../books/terms/schema';
import { bank, choice, day, fen, instant, personal, reference } from '../../kernel/fields';

const PHASES = {
  qualification: '资格审查',
  signing: '签约',
  mortgage: '按揭',
  filing: '备案',
  collection: '收款',
  handover: '交房',
  'title-deed': '办证',
};

/** How far a loan has come on paper. */
const LOAN_STATUSES = {
  choosing: '选择银行',
  appointed: '已约银行',
  'not-signed': '未签贷款合同',
  'bank-signed': '已签贷款合同',
  remedy: '待补救',
  approved: '已审批',
  invoiced: '已开票',
  delivered: '已送银行',
  registered: '已抵押登记',
  released: '已放款',
  settled: '已到账核对',
};

const paperLoan = z.strictObject({
  bankId: bank('按揭银行'),
  loanFen: fen('贷款金额', { min: 1 }),
  status: choice('贷款进度', LOAN_STATUSES),
  /** Since when. */
  on: day('自何日起'),
});

/** Money that was received, with the number of its paper receipt. */
const paperPayment = z.strictObject({
  account,
  amountFen: fen('金额', { min: 1 }),
  method,
  reference: reference('凭证号', { max: 64 }).optional(),
  receivedAt: instant('收款时间'),
  receiptNo: reference('收据号', { max: 64 }),
});

export const paperDeal = z.strictObject({
  priceFen: fen('总价', { min: 1 }),
  depositFen: fen('定金', { min: 1 }),
  plan,
  signBy: day('签约期限'),
  mortgageBy: day('按揭办理期限').optional(),
  /** Where it stands: the phases before it count as done. A deal at the first is not sold yet. */
  phase: choice('所处阶段', PHASES, {
    error: `须为 one of ${Object.keys(PHASES).join(', ')}；尚未交定金的请用 POST /v1/sales`,
  }),
  contract: z
    .strictObject({
      no: reference('合同编号'),
      signedAt: instant('签署时间'),
      stampedAt: instant('盖章时间'),
      terms: enteredTerms.default({}),
    })
    .optional(),
  payments: z.array(paperPayment).max(200),
  mortgage: paperLoan.optional(),
  filing: z.strictObject({ no: reference('备案号'), archivedOn: day('备案日期') }).optional(),
  deliveredOn: day('交房日期').optional(),
  reason: personal('接管原因'),
});

/** What a phase that goes on from paper begins with. */
export const loanOnPaper = z.object({
  loan: paperLoan.optional(),
  stampedAt: instant('合同盖章时间').optional(),
  contractNo: reference('合同编号').optional(),
  filedOn: day('备案日期').optional(),
});
