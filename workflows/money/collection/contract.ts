import { defineContract, type Shape } from '../../kernel/contract';
import type { PaymentBooked } from '../../books/ledger/rules';

/** What a rung of the ladder does. */
export type RungKind = 'reminder' | 'call' | 'demand' | 'letter';
export type Rung = {
  /** Case day, counted from 1. */
  day: number;
  do: RungKind;
};

export type Hold = 'promised' | 'plan' | 'disputed' | 'litigation';
export type DeliveryResult = 'delivered' | 'refused' | 'returned';

/** A written notice: 催款函 or 律师函. */
export interface Letter {
  kind: 'demand' | 'lawyer';
  /** Number and id of the document. */
  number: string;
  documentId: string;
  claimFen: number;
  clause?: string;
  /** Period the buyer is given, from service. */
  payWithin?: string;
  addressId?: string;
  draftedBy?: string;
  draftedAt: number;
  state: 'draft' | 'approved' | 'returned-to-draft' | 'sent' | 'served' | 'not-served' | 'withdrawn';
  comment?: string;
  approvedBy?: string;
  approvedAt?: number;
  /** Overdue when it was approved: another balance makes it stale. */
  approvedFen?: number;
  emsNo?: string;
  /** Local dates. */
  postedOn?: string;
  stubDocId?: string;
  contentDocId?: string;
  result?: DeliveryResult;
  resultOn?: string;
  proofDocId?: string;
}

export interface Collection extends Shape {
  input: { reason: string };
  data: {
    reason: string;
    unitId: string;
    buyers: string[];
    consultantId: string;
    contractNo: string;
    /** Case day 1, local date. */
    openedOn: string;
    overdueFen: number;
    oldestDueOn: string;
    interestFen: number;
    /** Neither contract nor table tells a rate: nobody guesses. */
    isRateUnknown?: boolean;
    /** Rate found by finance, where contract and table are silent; millionths a day. */
    ratePpm?: number;
    /** Index of the next rung. */
    rung: number;
    hold?: Hold;
    contacts: { at: number; by: string; channel: string; outcome: string; note?: string }[];
    promises: {
      amountFen: number;
      payOn: string;
      by: string;
      at: number;
      paidBeforeFen: number;
      outcome?: 'kept' | 'broken';
    }[];
    letters: Letter[];
    /** Proven demand: when the lawyer's letter was served, local date. */
    servedOn?: string;
    aroseAt?: number;
    lapsesAt?: number;
    buyerDemand?: { receivedOn: string; docId: string };
    rescissionLapsed?: boolean;
    isFullPriceDemandable?: boolean;
    /** Local dates of what restarts the limitation: demand, promise, part payment, suit. */
    interruptedOn: string[];
    limitationAt?: number;
    isLimitationOver?: boolean;
    dispute?: {
      reason: string;
      by: string;
      at: number;
      isUpheld?: boolean;
      adjustFen?: number;
      decidedBy?: string;
    };
    plan?: {
      instalments: { dueOn: string; amountFen: number }[];
      supplementDocId: string;
      proposedBy: string;
      lawyerId?: string;
      version?: number;
      outcome?: 'declined' | 'in-force' | 'void';
    };
    waiver?: { amountFen: number; reason: string; requestedBy: string; outcome?: 'approved' | 'declined' };
    rescission?: {
      basis: string;
      requestedBy: string;
      approvedBy?: string;
      approvedAt?: number;
      outcome?: 'declined';
    };
    suit?: { court: string; caseNo: string; filedOn: string };
    lateMoney?: { paymentId: string; at: number; advice?: string }[];
    cancelReason?: string;
    settledAt?: number;
  };
  steps: {
    'log-contact': { channel: string; outcome: string; note?: string };
    promise: { amountFen: number; payOn: string };
    'draft-letter': { claimFen: number; clause: string; payWithin: string; addressId: string; reason?: string };
    'approve-letter': { comment?: string };
    'return-letter': { comment: string };
    'post-demand': { emsNo: string; postedOn: string; stubDocId: string; contentDocId: string };
    'send-letter': { emsNo: string; postedOn: string; stubDocId: string; contentDocId: string };
    'record-delivery': { emsNo: string; result: DeliveryResult; on: string; proofDocId: string };
    'propose-plan': { instalments: { dueOn: string; amountFen: number }[]; supplementDocId: string };
    'approve-plan': { approved: boolean; comment?: string };
    dispute: { reason: string };
    'resolve-dispute': { upheld: boolean; adjustFen?: number };
    'waive-interest': { amountFen: number; reason: string };
    'approve-waiver': { approved: boolean };
    'record-buyer-demand': { receivedOn: string; docId: string };
    'request-rescission': { basis: string };
    'approve-rescission': { approved: boolean };
    'file-suit': { court: string; caseNo: string; filedOn: string };
    'set-rate': { ppmPerDay: number; source: string };
    'advise-on-money': { advice: string };
    cancel: { reason: string };
  };
  events: {
    delivery: { emsNo: string; result: DeliveryResult; on: string; proofDocId?: string };
    'payment-booked': PaymentBooked;
    /** The change that carries out the rescission ended. */
    'change-ended': { outcome: 'done' | 'withdrawn' };
  };
  policy: {
    ladder: Rung[];
    ladderAt: string;
    promiseDays: number;
    promises: number;
    draftLetter: string;
    approveLetter: string;
    sendLetter: string;
    proof: string;
    demand: string;
    lapse: string;
    lapseAfterDemand: string;
    lapseWarnings: number[];
    limitation: string;
    limitationWarnings: number[];
    dispute: string;
    task: string;
    escalateAfter: string;
    lateRates: { from: string; ppmPerDay: number }[];
    lawFirm: string;
    payBy: string;
  };
  status: 'reminding' | 'letter' | 'demanded' | 'rescindable' | 'handed-over' | 'rescinded' | 'paid' | 'cancelled';
  deadline:
    | 'rung'
    | 'promise'
    | 'proof'
    | 'demand'
    | 'payWithin'
    | 'lapse'
    | 'lapseWarning'
    | 'limitation'
    | 'limitationWarning'
    | 'instalment';
}

const consultantAndService = ['consultant', 'customer-service'] as const;

/** 催款个案: from overdue to settled; one open per sale. */
export const collectionContract = defineContract<Collection>({
  name: 'collection',
  type: 'collection',
  title: { zh: '催款个案', en: 'Collection case' },
  collection: 'collection-cases',
  startRoles: ['finance', 'customer-service'],
  statuses: {
    reminding: { zh: '提醒催款中', en: 'being reminded' },
    letter: { zh: '律师函办理中', en: "the lawyer's letter is under way" },
    demanded: { zh: '已催告', en: 'demanded: the letter was served' },
    rescindable: { zh: '可解除合同', en: 'the right to rescind has arisen' },
    'handed-over': { zh: '转合同解除', en: 'handed over to rescission' },
    rescinded: { zh: '合同已解除', en: 'rescinded' },
    paid: { zh: '已付清', en: 'paid' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    'log-contact': { title: { zh: '登记联系情况', en: 'Log a contact' }, roles: consultantAndService },
    promise: { title: { zh: '登记付款承诺', en: 'Note a promise to pay' }, roles: consultantAndService },
    'draft-letter': { title: { zh: '起草律师函', en: "Draft the lawyer's letter" }, roles: ['lawyer'] },
    'approve-letter': { title: { zh: '批准律师函', en: 'Approve the letter' }, roles: ['sales-manager'] },
    'return-letter': { title: { zh: '退回律师函', en: 'Return the letter' }, roles: ['sales-manager'] },
    'post-demand': { title: { zh: '寄发催款函', en: 'Post the written demand' }, roles: ['customer-service'] },
    'send-letter': { title: { zh: '寄发律师函', en: 'Send the letter' }, roles: ['customer-service'] },
    'record-delivery': { title: { zh: '登记送达结果', en: 'Record the delivery' }, roles: ['customer-service'] },
    'propose-plan': { title: { zh: '提出分期方案', en: 'Propose a payment plan' }, roles: ['customer-service'] },
    'approve-plan': {
      title: { zh: '批准分期方案', en: 'Approve the payment plan' },
      roles: ['lawyer', 'sales-manager'],
    },
    dispute: { title: { zh: '登记客户异议', en: 'Note a dispute' }, roles: ['customer-service'] },
    'resolve-dispute': {
      title: { zh: '处理异议', en: 'Resolve the dispute' },
      roles: ['sales-manager', 'executive'],
    },
    'waive-interest': { title: { zh: '申请减免违约金', en: 'Ask to waive interest' }, roles: ['customer-service'] },
    'approve-waiver': { title: { zh: '批准减免', en: 'Approve the waiver' }, roles: ['sales-manager'] },
    'record-buyer-demand': { title: { zh: '登记买受人催告', en: "Record the buyer's demand" }, roles: ['lawyer'] },
    'request-rescission': { title: { zh: '申请解除合同', en: 'Ask to rescind' }, roles: ['sales-manager'] },
    'approve-rescission': { title: { zh: '批准解除合同', en: 'Approve the rescission' }, roles: ['executive'] },
    'file-suit': { title: { zh: '登记起诉', en: 'File a suit' }, roles: ['lawyer'] },
    'set-rate': { title: { zh: '确定逾期利率', en: 'Find the rate of late payment' }, roles: ['finance'] },
    'advise-on-money': {
      title: { zh: '处理解除后来款', en: 'Advise on money paid after the rescission' },
      roles: ['lawyer'],
    },
    cancel: { title: { zh: '取消', en: 'Cancel' }, roles: ['sales-manager'] },
  },
  events: {
    delivery: { zh: '邮政投递结果', en: 'The carrier reports a delivery' },
    'payment-booked': { zh: '款项已入账', en: 'A payment was booked' },
    'change-ended': { zh: '合同解除办理结束', en: 'The rescission ended' },
  },
  deadlines: {
    rung: { zh: '下一步催款', en: 'the next rung of the ladder' },
    promise: { zh: '承诺未兑现，进入下一步', en: 'the promise is broken: next rung' },
    proof: { zh: '客服向邮政查询', en: 'customer service chases the carrier' },
    demand: { zh: '解除权产生', en: 'the right to rescind arises' },
    payWithin: { zh: '核对可否要求支付全部价款', en: 'it is looked whether the full price may be demanded' },
    lapse: { zh: '解除权消灭', en: 'the right to rescind lapses' },
    lapseWarning: { zh: '提醒解除权将消灭', en: 'lawyer and manager are warned of the lapse' },
    limitation: { zh: '诉讼时效届满', en: 'the limitation is over' },
    limitationWarning: { zh: '提醒诉讼时效将届满', en: 'lawyer and manager are warned of the limitation' },
    instalment: { zh: '分期未付，方案失效', en: 'an instalment is missed: the plan is void' },
  },
  policy: {
    ladder: 'json',
    ladderAt: 'time',
    promiseDays: 'integer',
    promises: 'integer',
    draftLetter: 'period',
    approveLetter: 'period',
    sendLetter: 'period',
    proof: 'period',
    demand: 'period',
    lapse: 'period',
    lapseAfterDemand: 'period',
    lapseWarnings: 'json',
    limitation: 'period',
    limitationWarnings: 'json',
    dispute: 'period',
    task: 'period',
    escalateAfter: 'period',
    lateRates: 'json',
    lawFirm: 'json',
    payBy: 'period',
  },
});
