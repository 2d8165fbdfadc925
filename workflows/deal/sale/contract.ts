import { defineContract, json, type ShapeOf } from '../../kernel/contract';
import type { SaleSchema } from './schema';

/** Gates that may be passed without their process: the sale goes on as if it had been closed well. */
export type Gate = 'qualification' | 'filing' | 'handover' | 'title-deed';

/** 交易主线: one key from subscription to deed; begins each phase when its turn comes. */
export const saleContract = defineContract<SaleSchema>()({
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
    missingGates: json<Gate[]>(),
  },
});

export type Sale = ShapeOf<typeof saleContract>;
/** The loan was refused and the contract is not signed: asked for by the client's statement, nobody's fault [law]. */
export type Rescission = NonNullable<Sale['events']['mortgage-ended']['rescission']>;
