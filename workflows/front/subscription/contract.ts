import { defineContract, type Shape } from '../../kernel/contract';
import type { Plan, SaleTerms } from '../../books/terms/sale';

export type Fault = 'buyer' | 'seller' | 'none';

/** One 认购书 in the issue log 领用登记; made in 4 copies. */
export interface IssuedForm {
  formNo: string;
  documentId: string;
  unitId: string;
  issuedAt: number;
  issuedBy: string;
  voidedAt?: number;
  voidReason?: string;
  copiesReturned?: number;
}

/** One way the deposit was handed over; cash has no reference. */
export interface DepositPart {
  method: 'cash' | 'pos' | 'transfer' | 'cheque';
  amountFen: number;
  reference?: string;
}

/** What finance took in: 预定款 until the client has signed, then 定金. */
export interface TakenDeposit {
  amountFen: number;
  parts: DepositPart[];
  paymentIds: string[];
  receiptNo: string;
  /** Absent: the receipt was written on paper. */
  receiptId?: string;
  countedBy: string[];
  takenBy: string;
  takenAt: number;
}

/** Who asked to end the sale, and on whose side. */
export interface Cancellation {
  reason: string;
  by: 'client' | 'company';
  /** The buyer's own written application. */
  applicationFileId?: string;
  askedBy: string;
  /** Settled by law, so that nobody decides it: the loan was refused (法释〔2020〕17号 19). */
  fault?: 'none';
}

/** What goes back to the client, by decision or by rule; `pay-back` carries it out. */
export interface Settlement {
  fault?: Fault;
  reason?: string;
  decidedBy?: string;
  decidedAt: number;
  evidenceIds: string[];
  /** Paid-in price that is returned. */
  returnedFen: number;
  /** The second deposit of 双倍返还, from account `compensation`. */
  compensationFen: number;
  /** Kept, in account `forfeit`. */
  keptFen: number;
  outcome: 'cancelled' | 'forfeited' | 'returned' | 'double-returned';
  paidAt?: number;
}

/** What a subscription goes on with whose form was signed and whose deposit was paid on paper. */
export interface SubscribedOnPaper {
  terms: SaleTerms;
  paymentIds: string[];
}

export interface Subscription extends Shape {
  input: {
    unitId: string;
    buyers: string[];
    consultantId: string;
    leadId?: string;
    onPaper?: SubscribedOnPaper;
  };
  data: {
    unitId: string;
    /** Client ids. */
    buyers: string[];
    consultantId: string;
    leadId?: string;
    refusedReason?: string;
    /** 认购书领用登记: every form this sale has had, the one that counts last. */
    forms: IssuedForm[];
    formNo?: string;
    priceListNo?: number;
    unitPriceFen?: number;
    priceFen?: number;
    depositFen?: number;
    plan?: Plan;
    /** 24:00 of the form's date. */
    signBy?: number;
    /** 24:00 of the day by which the mortgage is arranged. */
    mortgageBy?: number;
    grantId?: string;
    problems?: string[];
    checkedBy?: string;
    signers?: { clientId: string; agentDocId?: string }[];
    clientSignedAt?: number;
    consultantSignedAt?: number;
    managerSignedBy?: string;
    managerSignedAt?: number;
    managerReason?: string;
    deposit?: TakenDeposit;
    /** 认购书 copies as handed out [S0]. */
    copies?: { client: number; assistant: number; finance: number; consultantPhotocopy: number };
    extensions: { matter: 'deposit' | 'sign'; from: number; to: number; reason: string; by: string; at: number }[];
    correction?: { fromUnitId: string; toUnitId: string; reason: string; requestedBy: string; at: number };
    signingAt?: number;
    contractSignedAt?: number;
    demandServedAt?: number;
    cancel?: Cancellation;
    settlement?: Settlement;
    /** The unit went to another buyer; `change-unit` clears it. */
    lostUnitId?: string;
  };
  steps: {
    'unit-check': { ok: boolean; reason?: string };
    'issue-form': object;
    fill: {
      unitId: string;
      unitPriceFen: number;
      totalFen: number;
      plan: Plan;
      /** Local date; absent: the offered one. */
      signBy?: string;
      mortgageBy?: string;
      grantId?: string;
    };
    check: { ok: boolean; problems?: string[] };
    'client-sign': { signers: { clientId: string; agentDocId?: string }[] };
    'consultant-sign': object;
    'manager-sign': { ok: boolean; reason?: string };
    'take-deposit': { parts: DepositPart[]; countedBy: string[] };
    distribute: object;
    'change-unit': { unitId: string };
    'void-form': { reason: string; copiesReturned: number };
    'correct-unit': { toUnitId: string; reason: string };
    'approve-correction': { ok: boolean };
    /** `depositBy` an instant, `signBy` a local date. */
    extend: { depositBy?: number; signBy?: string; reason: string };
    'decide-fault': { fault: Fault; reason: string; evidenceIds: string[] };
    'pay-back': { amountFen: number; method: DepositPart['method']; reference?: string };
  };
  events: {
    /** Another sale's deposit was first. */
    'unit-lost': { unitId: string };
    'cancel-asked': Cancellation;
    reassigned: { from: string; to: string };
    'signing-set': { signingAt: number };
    'signing-missed': object;
    /** 签约催告 has reached the buyer: without it nothing is forfeited [law]. */
    'demand-served': { servedAt: number };
    'contract-signed': { signedAt: number };
    /** The signed contract went back to preparation: signing is due again. */
    'contract-returned': object;
    'contract-stamped': { stampedAt: number };
  };
  policy: {
    checkWithin: string;
    formWithin: string;
    managerSignWithin: string;
    depositBy: string;
    distributeWithin: string;
    voidWithin: string;
    signBy: string;
    signReminders: number[];
    signReminderAt: string;
    signGrace: string;
    decideFault: string;
    payBackWithin: string;
    depositFen: number;
    depositMaxPercent: number;
    minDownPercent: number;
    extensions: number;
    moneyFirst: boolean;
  };
  status:
    | 'checking'
    | 'form'
    | 'filled'
    | 'checked'
    | 'client-signed'
    | 'consultant-signed'
    | 'manager-signed'
    | 'subscribed'
    | 'sign-overdue'
    | 'fault-decision'
    | 'paying-back'
    | 'unit-refused'
    | 'no-deposit'
    | 'unit-lost'
    | 'cancelled'
    | 'forfeited'
    | 'returned'
    | 'double-returned';
  deadline: 'depositBy' | 'signReminder' | 'signBy' | 'signGrace';
}

/** 认购 (S0 篇2 §1; S1 §9): a checked, signed form, then the deposit. */
export const subscriptionContract = defineContract<Subscription>({
  name: 'subscription',
  type: 'subscription',
  title: { zh: '认购', en: 'Subscription' },
  collection: 'subscriptions',
  startRoles: ['consultant'],
  statuses: {
    checking: { zh: '核查销控', en: 'the unit is being checked' },
    form: { zh: '领取并填写认购书', en: 'the form is issued and filled in' },
    filled: { zh: '待审核', en: 'to be checked' },
    checked: { zh: '待客户签字', en: 'to be signed by the client' },
    'client-signed': { zh: '待经办人签字', en: 'to be signed by the consultant' },
    'consultant-signed': { zh: '待营销经理签字', en: 'to be signed by the manager' },
    'manager-signed': { zh: '待交定金', en: 'the deposit is to be paid' },
    subscribed: { zh: '已认购', en: 'subscribed' },
    'sign-overdue': { zh: '签约逾期', en: 'the day of signing has passed' },
    'fault-decision': { zh: '责任认定', en: 'whose fault is to be decided' },
    'paying-back': { zh: '待退款', en: 'money goes back' },
    'unit-refused': { zh: '房号不可售', en: 'the unit is not for sale' },
    'no-deposit': { zh: '未交定金，已失效', en: 'lapsed without a deposit' },
    'unit-lost': { zh: '房号已售他人', en: 'another buyer was first' },
    cancelled: { zh: '已取消', en: 'cancelled' },
    forfeited: { zh: '定金不退', en: 'the deposit is kept' },
    returned: { zh: '已退款', en: 'the money was returned' },
    'double-returned': { zh: '已双倍返还', en: 'returned double' },
  },
  steps: {
    'unit-check': { title: { zh: '核查销控', en: 'Check the unit' }, roles: ['controller'] },
    'issue-form': { title: { zh: '领取认购书', en: 'Issue the form' }, roles: ['assistant'] },
    fill: { title: { zh: '填写认购书', en: 'Fill in the form' }, roles: ['consultant'] },
    check: { title: { zh: '审核认购书', en: 'Check the form' }, roles: ['supervisor', 'assistant'] },
    'client-sign': { title: { zh: '客户签字', en: 'The client signs' }, roles: ['consultant'] },
    'consultant-sign': { title: { zh: '经办人签字', en: 'The consultant signs' }, roles: ['consultant'] },
    'manager-sign': { title: { zh: '营销经理签字', en: 'The manager signs' }, roles: ['sales-manager'] },
    'take-deposit': { title: { zh: '收取定金', en: 'Take the deposit' }, roles: ['finance'] },
    distribute: { title: { zh: '分发认购书', en: 'Hand out the copies' }, roles: ['assistant'] },
    'change-unit': { title: { zh: '更换房号', en: 'Change the unit' }, roles: ['consultant'] },
    'void-form': { title: { zh: '作废认购书', en: 'Void the form' }, roles: ['assistant'] },
    'correct-unit': { title: { zh: '更正房号', en: 'Correct the unit' }, roles: ['controller'] },
    'approve-correction': { title: { zh: '批准更正', en: 'Approve the correction' }, roles: ['sales-manager'] },
    extend: { title: { zh: '延长期限', en: 'Extend' }, roles: ['sales-manager'] },
    'decide-fault': { title: { zh: '认定责任', en: 'Decide the fault' }, roles: ['sales-manager'] },
    'pay-back': { title: { zh: '退款', en: 'Pay back' }, roles: ['finance'] },
  },
  events: {
    'unit-lost': { zh: '房号已售他人', en: 'Another buyer was first' },
    'cancel-asked': { zh: '要求取消', en: 'Cancellation asked' },
    reassigned: { zh: '更换置业顾问', en: 'Given to another consultant' },
    'signing-set': { zh: '已约签约时间', en: 'The signing is appointed' },
    'signing-missed': { zh: '客户未到场签约', en: 'The signing was missed' },
    'demand-served': { zh: '签约催告已送达', en: 'The demand to sign was served' },
    'contract-signed': { zh: '合同已签署', en: 'The contract is signed' },
    'contract-returned': { zh: '合同退回重办', en: 'The contract went back' },
    'contract-stamped': { zh: '合同已盖章', en: 'The contract is stamped' },
  },
  deadlines: {
    depositBy: { zh: '未交定金：认购书作废，房号恢复销售', en: 'no deposit: the form is void, the unit released' },
    signReminder: { zh: '提醒客户签约', en: 'the client is reminded to sign' },
    signBy: { zh: '签约逾期，进入宽限期', en: 'signing is overdue, the grace begins' },
    signGrace: { zh: '由营销经理认定责任', en: 'the sales manager decides whose fault it is' },
  },
  policy: {
    checkWithin: 'period',
    formWithin: 'period',
    managerSignWithin: 'period',
    depositBy: 'period',
    distributeWithin: 'period',
    voidWithin: 'period',
    signBy: 'period',
    signReminders: 'json',
    signReminderAt: 'time',
    signGrace: 'period',
    decideFault: 'period',
    payBackWithin: 'period',
    depositFen: 'integer',
    depositMaxPercent: 'integer',
    minDownPercent: 'integer',
    extensions: 'integer',
    moneyFirst: 'boolean',
  },
});
