import { z } from 'zod';
import { paymentBooked } from '../../books/ledger/schema';
import { contractTerms, plan, saleTerms } from '../../books/terms/schema';
import {
  choice,
  client,
  fen,
  file,
  flag,
  instant,
  integer,
  personal,
  project,
  reference,
  staff,
  text,
  unit,
} from '../../kernel/fields';
import { paperDeal } from './paper-deal.schema';

const lead = text('客户跟进记录');
const by = choice('提出方', { client: '客户', company: '公司' });
const reason = personal('原因');
const outcome = text('结果');
const contact = { channel: text('沟通方式'), summary: personal('沟通内容') };

const chosen = {
  unitId: unit('房号'),
  buyers: z.array(client('买受人')),
  consultantId: staff('置业顾问'),
  leadId: lead.optional(),
};

const data = z.object({
  ...chosen,
  /** Phases that have begun, in order. */
  begun: z.array(text('已开始阶段')),
  /** Agreed price, plan and days, from the subscription; the contract's plan from the stamp on. */
  terms: saleTerms.optional(),
  signingAt: instant('签约时间').optional(),
  signOverdueSince: instant('签约逾期起始').optional(),
  contractSignedAt: instant('合同签署时间').optional(),
  stampedAt: instant('合同盖章时间').optional(),
  contractNo: reference('合同编号').optional(),
  /** What the contract pins; absent before the stamp. */
  contractTerms: contractTerms.optional(),
  loanReleasedFen: fen('已放贷款').optional(),
  loanOutcome: text('贷款结果').optional(),
  lastContactAt: instant('最近联系时间').optional(),
  contacts: z.array(z.object({ at: instant('联系时间'), by: staff('联系人'), ...contact })),
  /** The change being carried out: a cancellation. */
  openChangeId: text('办理中的变更').optional(),
  cancel: z
    .object({
      reason,
      by,
      applicationFileId: file('申请书').optional(),
      askedBy: staff('经办人'),
      at: instant('申请时间'),
    })
    .optional(),
  /** The paper deal as it was taken over, and the phases that were done on paper. */
  takenOver: z
    .object({
      ...paperDeal.shape,
      by: staff('接管人'),
      at: instant('接管时间'),
      done: z.array(text('纸面已办阶段')),
    })
    .optional(),
  /** Nobody is pressed for money until finance has confirmed what is owed. */
  ledgerUnconfirmed: flag('账目待核对').optional(),
  ledgerConfirmed: z
    .object({ owedFen: integer('尚欠金额（分）', { min: -1e12 }), by: staff('核对人'), at: instant('核对时间') })
    .optional(),
  /** How the subscription ended, when it ended the sale. */
  outcome: outcome.optional(),
});

export const saleSchema = {
  start: z
    .strictObject({
      projectId: project('项目'),
      ...chosen,
      buyers: chosen.buyers.min(1).max(10),
    })
    .omit({ consultantId: true }),
  takeOver: z
    .strictObject({
      projectId: project('项目'),
      ...chosen,
      buyers: chosen.buyers.min(1).max(10),
      ...paperDeal.shape,
    })
    .omit({ leadId: true }),
  /** `takeOver`: it was made on paper and goes on here. */
  input: z.object({ ...chosen, takeOver: paperDeal.optional() }),
  data,
  steps: {
    cancel: z.strictObject({ reason, by: by.default('client'), applicationFileId: file('申请书').optional() }),
    reassign: z.strictObject({ consultantId: staff('新置业顾问'), reason }),
    contact: z.strictObject(contact),
    /** Below 0 when more has come in than the price. */
    'confirm-ledger': z.strictObject({ owedFen: integer('尚欠金额（分）', { min: -1e12 }) }),
  },
  events: {
    subscribed: z.object({ terms: saleTerms }),
    'terms-changed': z.object({ terms: saleTerms }),
    'subscription-ended': z.object({ outcome, owed: flag('待退款') }),
    'sign-overdue': z.object({ signBy: instant('签约期限') }),
    'sign-extended': z.object({ signBy: instant('签约期限') }),
    'signing-set': z.object({ signingAt: instant('签约时间') }),
    'signing-missed': z.object({}),
    'contract-signed': z.object({ signedAt: instant('签署时间') }),
    'contract-returned': z.object({}),
    'contract-stamped': z.object({
      stampedAt: instant('盖章时间'),
      contractNo: reference('合同编号'),
      terms: contractTerms,
      plan: plan.optional(),
    }),
    'loan-settled': z.object({}),
    'loan-released': z.object({ amountFen: fen('放款金额') }),
    'mortgage-ended': z.object({
      outcome,
      /** The loan was refused and the contract is not signed: asked for by the client's statement, nobody's fault [law]. */
      rescission: z.object({ statementFileId: file('客户声明'), askedBy: staff('经办人') }).optional(),
    }),
    'payment-booked': paymentBooked,
  },
};
export type SaleSchema = typeof saleSchema;
