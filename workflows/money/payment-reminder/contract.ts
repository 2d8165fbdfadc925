import { defineContract, type ShapeOf } from '../../kernel/contract';
import type { PaymentReminderSchema } from './schema';

/** 首期款提示 (S1 §11): three days before the first instalment after the deposit, courteous, and the consultant calls. */
export const paymentReminderContract = defineContract<PaymentReminderSchema>()({
  name: 'payment-reminder',
  type: 'paymentReminder',
  title: { zh: '首期款提示', en: 'First payment reminder' },
  collection: 'payment-reminders',
  startRoles: [],
  statuses: {
    reminded: { zh: '已提示，待顾问联系', en: 'reminded, the consultant is to call' },
    contacted: { zh: '已联系', en: 'contacted' },
    due: { zh: '已到期', en: 'due' },
  },
  steps: {
    contacted: { title: { zh: '登记联系结果', en: 'Note the contact' }, roles: ['consultant', 'customer-service'] },
  },
  deadlines: { dueDay: { zh: '到期，转入催款', en: 'due: collection follows' } },
  policy: { firstReminder: 'period', contactWithin: 'period', escalateAfter: 'period' },
});

export type PaymentReminder = ShapeOf<typeof paymentReminderContract>;
