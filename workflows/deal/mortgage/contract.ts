import { defineContract, type Shape } from '../../kernel/contract';
import type { ContractTerms } from '../../books/terms/sale-contract';
import type { LoanOnPaper } from '../sale/paper-deal';
import type { Plan, SaleTerms } from '../../books/terms/sale';

export interface BankVisit {
  at: number;
  place: string;
  materials: string[];
  /** On the day of signing: it moves with it. */
  withSigning: boolean;
}

/** Where a bank's word came from: its own event id, or the line of a list. */
export interface Approval {
  bankId: string;
  decision: 'approved' | 'refused';
  amountFen: number;
  /** Absent when it was recorded as it came. */
  listNo?: string;
}

export interface Release {
  amountFen: number;
  /** Local date. */
  on: string;
  /** Number of the 放款回执单. */
  receiptNo: string;
  bankId?: string;
  listNo?: string;
}

export interface Registration {
  registrationNo: string;
  on: string;
}

export interface PapersWanted {
  papers: string[];
  /** Local date. */
  dueOn: string;
}

export interface Arrears {
  months: number;
  amountFen: number;
}

export type Remedy = 'other-bank' | 'larger-down-payment' | 'lump-sum' | 'rescind';

export interface Invoice {
  kind: 'full-price' | 'loan';
  invoiceNo: string;
  amountFen: number;
  issuedAt: number;
  issuedBy: string;
}

type Recorded<Event> = Event & { eventId: string };

export interface Mortgage extends Shape {
  /** `onPaper`: what is known of a loan that was arranged on paper. */
  input: { terms: SaleTerms; onPaper?: LoanOnPaper };
  data: {
    terms: SaleTerms;
    timing: 'before-signing' | 'at-signing' | 'after-signing';
    bankId?: string;
    loanFen: number;
    insurance?: 'chosen' | 'declined' | 'open';
    product?: string;
    signingAt?: number;
    visit?: BankVisit;
    bankContractNo?: string;
    bankSignedOn?: string;
    notSignedReason?: string;
    eligibility?: { result: 'eligible' | 'more-papers' | 'not-eligible'; note: string; at: number };
    stampedAt?: number;
    contractNo?: string;
    approval?: Approval & { at: number };
    /** Filed with the authority: the contract is certified 已鉴证. */
    filedAt?: number;
    invoices: Invoice[];
    delivery?: { invoiceNo: string; copyNo: number; receivedBy: string; deliveredOn: string };
    registration?: Registration;
    release?: Release & { at: number };
    reconciled?: { paymentId: string; by: string; at: number };
    papersWanted: (PapersWanted & { deliveredOn?: string })[];
    arrears: (Arrears & { at: number })[];
    /** What the bank said twice, differently: finance clears it up. */
    differences: { what: string; at: number }[];
    remedy?: { remedy: Remedy; statementFileId: string; by: string; at: number; planChangeFen?: number };
    /** Waits on the bank: since when, for what, how often it was asked. */
    bankWait?: { for: 'approval' | 'registration' | 'release'; since: number; asked: number };
    outcome?: string;
  };
  steps: {
    'choose-bank': { bankId: string; loanFen: number; insurance: 'chosen' | 'declined' | 'open'; product?: string };
    'set-appointment': { at: number; place: string; materials: string[] };
    'confirm-by-phone': {
      result: 'signed' | 'not-signed' | 'no-show';
      bankContractNo?: string;
      signedOn?: string;
      reason?: string;
    };
    'query-eligibility': { result: 'eligible' | 'more-papers' | 'not-eligible'; note: string };
    'issue-invoice': { kind: 'full-price' | 'loan'; invoiceNo: string; amountFen: number };
    'deliver-to-bank': { invoiceNo: string; copyNo: number; receivedBy: string; deliveredOn: string };
    'deliver-papers': { papers: string[]; deliveredOn: string };
    reconcile: { paymentId: string };
    'choose-remedy': { remedy: Remedy; statementFileId: string };
    'chase-arrears': { outcome: string };
    'check-figures': { note: string };
    'record-approval': Recorded<Approval>;
    'record-registered': Recorded<Registration>;
    'record-released': Recorded<Release>;
    'record-papers-wanted': Recorded<PapersWanted>;
    'record-arrears': Recorded<Arrears>;
  };
  events: {
    approval: Approval;
    registered: Registration;
    released: Release;
    'papers-wanted': PapersWanted;
    arrears: Arrears;
    'signing-set': { signingAt: number };
    'signing-missed': object;
    'contract-stamped': { stampedAt: number; contractNo: string; terms: ContractTerms; plan: Plan };
    filed: { archivedAt: number };
    'terms-changed': { terms: SaleTerms };
    reassigned: { from: string; to: string };
    'sale-ended': { outcome: string };
  };
  policy: {
    timing: 'before-signing' | 'at-signing' | 'after-signing';
    noticeFirst: string;
    noticeSecond: string;
    chooseBank: string;
    visit: string;
    visitChase: string;
    bank: string;
    bankRepeat: string;
    bankExecutive: string;
    invoice: string;
    deliver: string;
    confirm: string;
    reconcile: string;
    papers: string;
    arrears: string;
    arrearsMonths: number;
    remedy: string;
    invoiceKind: 'full-price' | 'loan';
    floorPercent: number;
    cityFloors: Record<string, number>;
    banksMin: number;
    materials: string[];
    place: string;
    escalateFirst: string;
    escalateSecond: string;
  };
  status:
    | 'choosing'
    | 'appointed'
    | 'not-signed'
    | 'bank-signed'
    | 'approved'
    | 'invoiced'
    | 'delivered'
    | 'registered'
    | 'released'
    | 'settled'
    | 'remedy'
    | 'cancelled';
  deadline: 'firstNotice' | 'secondNotice' | 'visitPast' | 'visit' | 'visitChase' | 'bank' | 'bankExecutive';
}

const RECORDERS = ['consultant', 'customer-service', 'contract-clerk', 'finance'] as const;

/** 按揭 (S1 一.13; S3 按揭流程): from the choice of the bank to the money checked in. */
export const mortgageContract = defineContract<Mortgage>({
  name: 'mortgage',
  type: 'mortgage',
  title: { zh: '按揭', en: 'Mortgage' },
  collection: 'mortgages',
  startRoles: ['sales-manager'],
  statuses: {
    choosing: { zh: '选择银行', en: 'the bank is being chosen' },
    appointed: { zh: '已约银行', en: 'the bank visit is appointed' },
    'not-signed': { zh: '未签贷款合同', en: 'the bank contract was not signed' },
    'bank-signed': { zh: '已签贷款合同，待审批', en: 'signed at the bank, to be approved' },
    approved: { zh: '已审批，待开票', en: 'approved, to be invoiced' },
    invoiced: { zh: '已开票，待送银行', en: 'invoiced, to be delivered to the bank' },
    delivered: { zh: '资料已送银行，待抵押登记', en: 'delivered, to be registered' },
    registered: { zh: '已抵押登记，待放款', en: 'registered, to be released' },
    released: { zh: '已放款，待核对', en: 'released, to be reconciled' },
    settled: { zh: '已到账核对', en: 'settled' },
    remedy: { zh: '未足额获批，待补救', en: 'refused or too little: a remedy is to be chosen' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    'choose-bank': { title: { zh: '选择按揭银行', en: 'Choose the bank' }, roles: ['consultant'] },
    'set-appointment': { title: { zh: '预约银行', en: 'Appoint the bank visit' }, roles: ['customer-service'] },
    'confirm-by-phone': { title: { zh: '电话确认按揭', en: 'Confirm by phone' }, roles: ['consultant'] },
    'query-eligibility': {
      title: { zh: '向银行查询按揭资格', en: 'Ask the bank about eligibility' },
      roles: ['consultant'],
    },
    'issue-invoice': { title: { zh: '开具发票', en: 'Issue the invoice' }, roles: ['finance'] },
    'deliver-to-bank': {
      title: { zh: '发票与合同送银行', en: 'Deliver to the bank' },
      roles: ['customer-service'],
    },
    'deliver-papers': { title: { zh: '移交后续资料', en: 'Deliver further papers' }, roles: ['customer-service'] },
    reconcile: { title: { zh: '核对贷款到账', en: 'Reconcile the loan' }, roles: ['finance'] },
    'choose-remedy': { title: { zh: '选择补救办法', en: 'Choose a remedy' }, roles: ['consultant'] },
    'chase-arrears': {
      title: { zh: '追缴客户逾期贷款', en: "Chase the client's arrears" },
      roles: ['customer-service'],
    },
    'check-figures': {
      title: { zh: '核对银行前后不一的数据', en: "Clear up the bank's differing figures" },
      roles: ['finance'],
    },
    'record-approval': { title: { zh: '登记审批结果', en: 'Record the approval' }, roles: RECORDERS },
    'record-registered': { title: { zh: '登记抵押登记', en: 'Record the registration' }, roles: RECORDERS },
    'record-released': { title: { zh: '登记放款', en: 'Record the release' }, roles: RECORDERS },
    'record-papers-wanted': { title: { zh: '登记银行补件要求', en: 'Record papers wanted' }, roles: RECORDERS },
    'record-arrears': { title: { zh: '登记客户拖欠', en: 'Record arrears' }, roles: RECORDERS },
  },
  events: {
    approval: { zh: '银行审批结果', en: "The bank's decision" },
    registered: { zh: '抵押已登记', en: 'The mortgage is registered' },
    released: { zh: '银行已放款', en: 'The loan is released' },
    'papers-wanted': { zh: '银行要求补件', en: 'The bank wants papers' },
    arrears: { zh: '客户还贷拖欠', en: 'The client is in arrears' },
    'signing-set': { zh: '已约签约时间', en: 'The signing is appointed' },
    'signing-missed': { zh: '客户未到场签约', en: 'The signing was missed' },
    'contract-stamped': { zh: '合同已盖章', en: 'The contract is stamped' },
    filed: { zh: '合同已备案', en: 'The contract is filed' },
    'terms-changed': { zh: '交易内容变更', en: 'The terms changed' },
    reassigned: { zh: '更换置业顾问', en: 'Given to another consultant' },
    'sale-ended': { zh: '交易终止', en: 'The sale ended' },
  },
  deadlines: {
    firstNotice: {
      zh: '第一次通知客户携带资料、地点、时间',
      en: 'first notice to the client: papers, place, time',
    },
    secondNotice: { zh: '第二次提醒客户', en: 'second notice to the client' },
    visitPast: { zh: '请置业顾问电话确认办理情况', en: 'the consultant confirms by phone' },
    visit: { zh: '客户未按期办理按揭，开始催办', en: 'the visit is late: the client is chased' },
    visitChase: { zh: '再次催办客户', en: 'the client is chased again' },
    bank: { zh: '请客服向银行催问进度', en: 'customer service asks the bank' },
    bankExecutive: { zh: '银行迟迟未办，报上级领导', en: 'the bank is very late: the executive is told' },
  },
  policy: {
    timing: { oneOf: ['before-signing', 'at-signing', 'after-signing'] },
    noticeFirst: 'period',
    noticeSecond: 'period',
    chooseBank: 'period',
    visit: 'period',
    visitChase: 'period',
    bank: 'period',
    bankRepeat: 'period',
    bankExecutive: 'period',
    invoice: 'period',
    deliver: 'period',
    confirm: 'period',
    reconcile: 'period',
    papers: 'period',
    arrears: 'period',
    arrearsMonths: 'integer',
    remedy: 'period',
    invoiceKind: { oneOf: ['full-price', 'loan'] },
    floorPercent: 'integer',
    cityFloors: 'json',
    banksMin: 'integer',
    materials: 'json',
    place: 'json',
    escalateFirst: 'period',
    escalateSecond: 'period',
  },
});
