import { defineContract, type Shape } from '../../kernel/contract';

export interface PaymentReminder extends Shape {
  input: { unitId: string; clientId: string; consultantId: string; no: number; dueOn: string; openFen: number };
  data: PaymentReminder['input'] & { outcome?: string };
  steps: { contacted: { outcome: string } };
  events: Record<never, object>;
  policy: { firstReminder: string; contactWithin: string; escalateAfter: string };
  status: 'reminded' | 'contacted' | 'due';
  deadline: 'dueDay';
}

/** 首期款提示 (S1 §11): three days before the first instalment after the deposit, courteous, and the consultant calls. */
export const paymentReminderContract = defineContract<PaymentReminder>({
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
