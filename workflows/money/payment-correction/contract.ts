import { defineContract, type ShapeOf } from '../../kernel/contract';
import type { PaymentCorrectionSchema } from './schema';

/** 冲正与改挂: a booked payment undone or put on another sale, by two people of finance. */
export const paymentCorrectionContract = defineContract<PaymentCorrectionSchema>()({
  name: 'payment-correction',
  type: 'paymentCorrection',
  title: { zh: '收款更正', en: 'Payment correction' },
  collection: 'payment-corrections',
  startRoles: ['finance'],
  statuses: {
    requested: { zh: '待复核', en: 'to be approved' },
    done: { zh: '已更正', en: 'corrected' },
    rejected: { zh: '未批准', en: 'not approved' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    'approve-reverse': { title: { zh: '复核冲正', en: 'Approve the reversal' }, roles: ['finance'] },
    'approve-reassign': { title: { zh: '复核改挂', en: 'Approve the reassignment' }, roles: ['finance'] },
    'withdraw-correction': {
      title: { zh: '撤回更正', en: 'Withdraw the correction' },
      roles: ['finance', 'sales-manager'],
    },
  },
  policy: { approveWithin: 'period', escalateAfter: 'period' },
});

export type PaymentCorrection = ShapeOf<typeof paymentCorrectionContract>;
