import { defineContract, type Shape } from '../../kernel/contract';
import type { ContractTerms } from '../../books/terms/sale-contract';
import type { Plan, SaleTerms } from '../../books/terms/sale';

/** The contract as prepared for the client: 商品房买卖合同 with its papers. A new one for every change. */
export interface ContractDraft {
  version: number;
  contractNo: string;
  plan: Plan;
  terms: ContractTerms;
  /** 商品房买卖合同, 补充协议, 物业前期服务协议, 临时管理公约. */
  papers: string[];
  /** SHA-256 over unit, buyers, price, plan and terms: what the client accepted is what is signed. */
  draftHash: string;
  preparedBy: string;
  preparedAt: number;
}

/** A wish of the client that the contract template does not grant. */
export interface SpecialTerm {
  clause: string;
  wanted: string;
}

export interface Check {
  ok: boolean;
  by: string;
  at: number;
  note: string;
  /** 月薪证明, identity: the lawyer's part only. */
  mortgagePapersOk?: boolean;
}

/** What was paid when finance settled. */
export interface SettledMoney {
  paymentIds: string[];
  priceDueFen: number;
  paidFen: number;
  fundDueFen: number;
  fundPaidFen: number;
  by: string;
  at: number;
}

/** 签约催告: without it served, nothing is forfeited [law]. */
export interface SignDemand {
  noticeId: string;
  documentId: string;
  number: string;
  sentAt: number;
  finalBy: number;
  result?: 'delivered' | 'refused' | 'returned';
  resultOn?: string;
}

export interface Delivery {
  noticeId: string;
  result: 'delivered' | 'refused' | 'returned';
  /** Local date. */
  on: string;
}

export interface TermDecision {
  decision: 'granted' | 'declined';
  /** Number of the 特殊申请单 and what was decided. */
  note: string;
}

export interface Signing extends Shape {
  input: { terms: SaleTerms };
  data: {
    terms: SaleTerms;
    signingAt?: number;
    place?: string;
    materials: string[];
    reschedules: number;
    draft?: ContractDraft;
    /** Drafts made so far: an old hash never fits a new draft. */
    draftVersion: number;
    /** The client has read and accepted this draft. */
    acceptedHash?: string;
    explainedAt?: number;
    /** Staff and client ids: consultant and lawyer are there [S0]. */
    present: string[];
    openTerms: SpecialTerm[];
    termDecision?: TermDecision & { at: number; by: string };
    signerClientIds: string[];
    agentAuthorityFileId?: string;
    /** Who was at the table for the company; nobody checks their own work. */
    signedWith?: string;
    signedAt?: number;
    /** Copies that count; a void one keeps its number. */
    copyNos: number[];
    lastCopyNo: number;
    lawyerCheck?: Check;
    supervisorCheck?: Check;
    approvedBy?: string;
    approvedAt?: number;
    returnReason?: string;
    settled?: SettledMoney;
    stampedAt?: number;
    stampedBy?: string;
    /** The earlier of missed and overdue: the demand counts from here. */
    demandFrom?: number;
    demand?: SignDemand;
    fileIds: string[];
    closedBy?: string;
    registerReceivedBy?: string;
    /** How the sale ended, when that ended the signing. */
    outcome?: string;
  };
  steps: {
    alert: { signingAt: number; place?: string; materials?: string[] };
    prepare: { unitNo: string; contractNo: string; plan?: Plan; terms?: Partial<ContractTerms> };
    explain: { present: string[]; clientAccepts: boolean; draftHash: string };
    'record-special-terms': { terms: SpecialTerm[] };
    'record-term-decided': TermDecision & { eventId: string };
    reschedule: { signingAt: number; reason: string };
    sign: {
      signerClientIds: string[];
      agentAuthorityFileId?: string;
      draftHash: string;
      penChecked: true;
      signedAt: number;
      copies: number;
    };
    'lawyer-check': { contractOk: boolean; mortgagePapersOk?: boolean; note: string };
    'supervisor-check': { ok: boolean; note: string };
    approve: { decision: 'sign' | 'return'; reason?: string };
    settle: { paymentIds: string[] };
    stamp: object;
    'record-delivery': Delivery & { eventId: string };
    'close-file': { fileIds: string[] };
    'receive-register': object;
  };
  events: {
    delivery: Delivery;
    'term-decided': TermDecision;
    'sign-overdue': { signBy: number };
    'sign-extended': { signBy: number };
    'terms-changed': { terms: SaleTerms };
    reassigned: { from: string; to: string };
    'sale-ended': { outcome: string };
  };
  policy: {
    alert: string;
    prepare: string;
    noShow: string;
    demand: string;
    demandAnswer: string;
    demandDelivery: string;
    step: string;
    reschedules: number;
    moneyBefore: 'stamp' | 'sign';
    fundStrategy: 'percent' | 'per-sqm';
    fundPercent: number;
    fundPerSqmFen: number;
    fundCollectAt: 'signing' | 'handover';
    papers: string[];
    materials: string[];
    escalateFirst: string;
    escalateSecond: string;
  };
  status:
    | 'waiting'
    | 'prepared'
    | 'terms-open'
    | 'missed'
    | 'accepted'
    | 'signed'
    | 'approved'
    | 'effective'
    | 'closed'
    | 'cancelled';
  deadline: 'noShow' | 'demand';
}

/** 签约 (S0 篇2 §2; S1 一.12): from the agreed date to the stamped contract. */
export const signingContract = defineContract<Signing>({
  name: 'signing',
  type: 'signing',
  title: { zh: '签约', en: 'Signing' },
  collection: 'signings',
  startRoles: ['sales-manager'],
  statuses: {
    waiting: { zh: '待约签约', en: 'waiting for the appointment and the draft' },
    prepared: { zh: '合同已备', en: 'the contract is prepared' },
    'terms-open': { zh: '特殊条款待定', en: 'special terms are being decided' },
    missed: { zh: '未到场', en: 'the appointment was missed' },
    accepted: { zh: '客户认可合同', en: 'the client has accepted the draft' },
    signed: { zh: '已签字，审核中', en: 'signed, being checked' },
    approved: { zh: '已审批，待盖章', en: 'approved, to be stamped' },
    effective: { zh: '已盖章生效', en: 'stamped and effective' },
    closed: { zh: '已归档', en: 'filed away' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    alert: { title: { zh: '通知签约', en: 'Announce the signing' }, roles: ['consultant'] },
    prepare: {
      title: { zh: '准备合同', en: 'Prepare the contract' },
      roles: ['contract-clerk', 'customer-service'],
    },
    explain: { title: { zh: '讲解合同', en: 'Explain the contract' }, roles: ['customer-service'] },
    'record-special-terms': {
      title: { zh: '记录特殊要求', en: 'Record special terms' },
      roles: ['customer-service', 'contract-clerk'],
    },
    'record-term-decided': {
      title: { zh: '登记特殊要求的批复', en: 'Record the decision on special terms' },
      roles: ['consultant', 'customer-service', 'contract-clerk', 'finance'],
    },
    reschedule: { title: { zh: '签约改期', en: 'Reschedule' }, roles: ['customer-service', 'sales-manager'] },
    sign: { title: { zh: '客户签字', en: 'The client signs' }, roles: ['customer-service'] },
    'lawyer-check': { title: { zh: '律师审核', en: 'The lawyer checks' }, roles: ['lawyer'] },
    'supervisor-check': {
      title: { zh: '客服主管审核', en: 'The service supervisor checks' },
      roles: ['service-supervisor'],
    },
    approve: { title: { zh: '营销经理签字', en: 'The sales manager signs' }, roles: ['sales-manager'] },
    settle: { title: { zh: '核对房款与维修基金', en: 'Settle price and fund' }, roles: ['finance'] },
    stamp: { title: { zh: '合同盖章', en: 'Stamp the contract' }, roles: ['finance'] },
    'record-delivery': {
      title: { zh: '登记签约催告送达', en: "Record the demand's delivery" },
      roles: ['consultant', 'customer-service', 'contract-clerk', 'finance'],
    },
    'close-file': { title: { zh: '成交客户归档', en: "Close the client's file" }, roles: ['customer-service'] },
    'receive-register': {
      title: { zh: '接收成交客户登记表', en: 'Receive the register sheet' },
      roles: ['assistant'],
    },
  },
  events: {
    delivery: { zh: '催告送达结果', en: 'Delivery of the demand' },
    'term-decided': { zh: '特殊要求已批复', en: 'Special terms decided' },
    'sign-overdue': { zh: '签约逾期', en: 'The day of signing has passed' },
    'sign-extended': { zh: '签约期限延长', en: 'The day of signing was put off' },
    'terms-changed': { zh: '认购内容更正', en: 'The subscribed unit was corrected' },
    reassigned: { zh: '更换置业顾问', en: 'Given to another consultant' },
    'sale-ended': { zh: '交易终止', en: 'The sale ended' },
  },
  deadlines: {
    noShow: {
      zh: '记为未到场，置业顾问致电并另约',
      en: 'counts as missed: the consultant calls and makes a new appointment',
    },
    demand: { zh: '向客户发出签约催告', en: 'the demand to sign goes to the client' },
  },
  policy: {
    alert: 'period',
    prepare: 'period',
    noShow: 'period',
    demand: 'period',
    demandAnswer: 'period',
    demandDelivery: 'period',
    step: 'period',
    reschedules: 'integer',
    moneyBefore: { oneOf: ['stamp', 'sign'] },
    fundStrategy: { oneOf: ['percent', 'per-sqm'] },
    fundPercent: 'integer',
    fundPerSqmFen: 'integer',
    fundCollectAt: { oneOf: ['signing', 'handover'] },
    papers: 'json',
    materials: 'json',
    escalateFirst: 'period',
    escalateSecond: 'period',
  },
});
