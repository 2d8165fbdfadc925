import { defineContract, json, type ShapeOf } from '../../kernel/contract';
import type { MortgageSchema } from './schema';

const RECORDERS = ['consultant', 'customer-service', 'contract-clerk', 'finance'] as const;

/** 按揭 (S1 一.13; S3 按揭流程): from the choice of the bank to the money checked in. */
export const mortgageContract = defineContract<MortgageSchema>()({
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
    cityFloors: json<Record<string, number>>(),
    banksMin: 'integer',
    materials: json<string[]>(),
    place: json<string>(),
    escalateFirst: 'period',
    escalateSecond: 'period',
  },
});

export type Mortgage = ShapeOf<typeof mortgageContract>;
type Data = Mortgage['data'];
export type BankVisit = NonNullable<Data['visit']>;
export type Approval = Mortgage['events']['approval'];
export type Release = Mortgage['events']['released'];
export type Registration = Mortgage['events']['registered'];
export type PapersWanted = Mortgage['events']['papers-wanted'];
export type Arrears = Mortgage['events']['arrears'];
