import { defineContract, type Shape } from '../../kernel/contract';
import type { PaymentBooked } from '../../books/ledger/rules';
import type { PaperDeal } from './paper-deal';
import type { Plan, SaleTerms } from '../../books/terms/sale';

/** Gates that may be passed without their process: the sale goes on as if it had been closed well. */
export type Gate = 'qualification' | 'filing' | 'handover' | 'title-deed';

/** The loan was refused and the contract is not signed: asked for by the client's statement, nobody's fault [law]. */
export interface Rescission {
  statementFileId: string;
  askedBy: string;
}

export interface Sale extends Shape {
  /** `takeOver`: it was made on paper and goes on here. */
  input: { unitId: string; buyers: string[]; consultantId: string; leadId?: string; takeOver?: PaperDeal };
  data: {
    unitId: string;
    /** Client ids. */
    buyers: string[];
    consultantId: string;
    leadId?: string;
    /** Phases that have begun, in order. */
    begun: string[];
    /** Agreed price, plan and days, from the subscription; the contract's plan from the stamp on. */
    terms?: SaleTerms;
    signingAt?: number;
    signOverdueSince?: number;
    contractSignedAt?: number;
    stampedAt?: number;
    contractNo?: string;
    /** What the contract pins; absent before the stamp. */
    contractTerms?: object;
    loanReleasedFen?: number;
    loanOutcome?: string;
    lastContactAt?: number;
    contacts: { at: number; by: string; channel: string; summary: string }[];
    /** The change being carried out: a cancellation. */
    openChangeId?: string;
    cancel?: { reason: string; by: 'client' | 'company'; applicationFileId?: string; askedBy: string; at: number };
    /** The paper deal as it was taken over, and the phases that were done on paper. */
    takenOver?: PaperDeal & { by: string; at: number; done: string[] };
    /** Nobody is pressed for money until finance has confirmed what is owed. */
    ledgerUnconfirmed?: boolean;
    ledgerConfirmed?: { owedFen: number; by: string; at: number };
    /** How the subscription ended, when it ended the sale. */
    outcome?: string;
  };
  steps: {
    cancel: { reason: string; by: 'client' | 'company'; applicationFileId?: string };
    reassign: { consultantId: string; reason: string };
    contact: { channel: string; summary: string };
    'confirm-ledger': { owedFen: number };
  };
  events: {
    subscribed: { terms: SaleTerms };
    'terms-changed': { terms: SaleTerms };
    'subscription-ended': { outcome: string; owed: boolean };
    'sign-overdue': { signBy: number };
    'sign-extended': { signBy: number };
    'signing-set': { signingAt: number };
    'signing-missed': object;
    'contract-signed': { signedAt: number };
    'contract-returned': object;
    'contract-stamped': { stampedAt: number; contractNo: string; terms: object; plan?: Plan };
    'loan-settled': object;
    'loan-released': { amountFen: number };
    'mortgage-ended': { outcome: string; rescission?: Rescission };
    'payment-booked': PaymentBooked;
  };
  policy: {
    contact: string;
    confirmLedger: string;
    escalateFirst: string;
    escalateSecond: string;
    missingGates: Gate[];
  };
  status: 'subscribing' | 'qualifying' | 'signing' | 'performing' | 'completed' | 'cancelling' | 'cancelled';
  deadline: never;
}

/** 交易主线: one key from subscription to deed; begins each phase when its turn comes. */
export const saleContract = defineContract<Sale>({
  name: 'sale',
  type: 'sale',
  title: { zh: '交易主线', en: 'Sale' },
  collection: 'sales',
  startRoles: ['consultant'],
  statuses: {
    subscribing: { zh: '认购中', en: 'subscribing' },
    qualifying: { zh: '资格审查', en: 'qualifying' },
    signing: { zh: '待签约', en: 'signing' },
    performing: { zh: '履行中', en: 'performing: the contract is stamped' },
    completed: { zh: '已完成', en: 'completed' },
    cancelling: { zh: '取消办理中', en: 'being cancelled' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    cancel: {
      title: { zh: '取消交易', en: 'Cancel the sale' },
      roles: ['consultant', 'customer-service', 'sales-manager'],
      closedCode: 'sale-closed',
    },
    reassign: {
      title: { zh: '更换置业顾问', en: 'Give to another consultant' },
      roles: ['team-leader', 'sales-manager'],
      closedCode: 'sale-closed',
    },
    contact: { title: { zh: '成交后回访', en: 'Contact the buyer' }, roles: ['consultant'] },
    'confirm-ledger': {
      title: { zh: '核对接管账目', en: 'Confirm the ledger that was taken over' },
      roles: ['finance'],
    },
  },
  events: {
    subscribed: { zh: '已认购', en: 'Subscribed' },
    'terms-changed': { zh: '认购内容更正', en: 'The subscribed unit was corrected' },
    'subscription-ended': { zh: '认购终止', en: 'The subscription ended' },
    'sign-overdue': { zh: '签约逾期', en: 'The day of signing has passed' },
    'sign-extended': { zh: '签约期限延长', en: 'The day of signing was put off' },
    'signing-set': { zh: '已约签约时间', en: 'The signing is appointed' },
    'signing-missed': { zh: '客户未到场签约', en: 'The signing was missed' },
    'contract-signed': { zh: '合同已签署', en: 'The contract is signed' },
    'contract-returned': { zh: '合同退回重办', en: 'The contract went back' },
    'contract-stamped': { zh: '合同已盖章', en: 'The contract is stamped' },
    'loan-settled': { zh: '贷款已结清核对', en: 'The loan is reconciled' },
    'loan-released': { zh: '贷款已发放', en: 'The loan was paid out' },
    'mortgage-ended': { zh: '按揭终止', en: 'The mortgage ended' },
    'payment-booked': { zh: '款项已入账', en: 'A payment was booked' },
  },
  policy: {
    contact: 'period',
    confirmLedger: 'period',
    escalateFirst: 'period',
    escalateSecond: 'period',
    missingGates: 'json',
  },
});
