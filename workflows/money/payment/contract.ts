import { defineContract, json, type ShapeOf } from '../../kernel/contract';
import type { PaymentSchema } from './schema';

/** 收付款: booked once, or waiting for the person who matches, decides or pays. */
export const paymentContract = defineContract<PaymentSchema>()({
  name: 'payment',
  type: 'payment',
  title: { zh: '收付款', en: 'Payment' },
  collection: 'payment-entries',
  startRoles: ['finance'],
  statuses: {
    entered: { zh: '已录入', en: 'entered' },
    unmatched: { zh: '待认领', en: 'not matched to a sale' },
    conflict: { zh: '金额不一致', en: 'finance and bank differ' },
    requested: { zh: '付款待批', en: 'money out, to be approved' },
    approved: { zh: '已批准，待付款', en: 'approved, to be paid' },
    booked: { zh: '已入账', en: 'booked' },
    paid: { zh: '已付款', en: 'paid out' },
    resolved: { zh: '已核实', en: 'conflict resolved: the booked amount stands' },
    rejected: { zh: '未批准', en: 'not approved' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    match: { title: { zh: '认领来款', en: 'Match the money to a sale' }, roles: ['finance'] },
    'resolve-conflict': { title: { zh: '核实来款金额', en: 'Resolve the differing amounts' }, roles: ['finance'] },
    'approve-out': { title: { zh: '批准付款', en: 'Approve the payment out' }, roles: ['sales-manager'] },
    'confirm-paid': { title: { zh: '确认已付款', en: 'Confirm that it is paid' }, roles: ['finance'] },
    cancel: { title: { zh: '取消', en: 'Cancel' }, roles: ['sales-manager'] },
  },
  events: { 'taken-up': { zh: '已由认购入账', en: 'Taken up by another process' } },
  policy: {
    counters: 'integer',
    interestFirst: 'boolean',
    supervisedAccounts: json<string[]>(),
    matchWithin: 'period',
    approveOut: 'period',
    escalateAfter: 'period',
  },
});

export type Payment = ShapeOf<typeof paymentContract>;
export type EnteredPayment = Payment['input']['payment'];
/** A split as it is entered; what else a receipt needs is looked up. */
export type EnteredSplit = EnteredPayment['splits'][number];
