import { defineContract, json, type ShapeOf } from '../../kernel/contract';
import type { SigningSchema } from './schema';

/** 签约 (S0 篇2 §2; S1 一.12): from the agreed date to the stamped contract. */
export const signingContract = defineContract<SigningSchema>()({
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
    papers: json<string[]>(),
    materials: json<string[]>(),
    escalateFirst: 'period',
    escalateSecond: 'period',
  },
});

export type Signing = ShapeOf<typeof signingContract>;
type Data = Signing['data'];
export type ContractDraft = NonNullable<Data['draft']>;
export type SettledMoney = NonNullable<Data['settled']>;
