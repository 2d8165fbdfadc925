import { z } from 'zod';
import { paymentReminderContract } from '../../workflows/sale/payment-reminder.contract';
import { personal } from '../kernel/personal';
import { defineProcessRoutes } from '../kernel/routes';

/** `/v1/payment-reminders` 首期款提示 (spec 3, payments.firstReminder). */
export const paymentReminderRoutes = defineProcessRoutes(paymentReminderContract, {
  wing: 'money',
  path: '/payment-reminders',
  steps: { contacted: { body: z.strictObject({ outcome: personal() }) } },
  events: {},
});
