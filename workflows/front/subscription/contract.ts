import { defineContract, json, type ShapeOf } from '../../kernel/contract';
import type { SubscriptionSchema } from './schema';

/** 认购 (S0 篇2 §1; S1 §9): a checked, signed form, then the deposit. */
export const subscriptionContract = defineContract<SubscriptionSchema>()({
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
    signReminders: json<number[]>(),
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

export type Subscription = ShapeOf<typeof subscriptionContract>;
type Data = Subscription['data'];
export type Fault = Subscription['steps']['decide-fault']['fault'];
export type IssuedForm = Data['forms'][number];
export type DepositPart = Subscription['steps']['take-deposit']['parts'][number];
export type TakenDeposit = NonNullable<Data['deposit']>;
export type Cancellation = NonNullable<Data['cancel']>;
export type Settlement = NonNullable<Data['settlement']>;
/** What the subscription goes on with until the contract is signed: the form and the deposit are on paper. */
export type SubscribedOnPaper = NonNullable<Subscription['input']['onPaper']>;
