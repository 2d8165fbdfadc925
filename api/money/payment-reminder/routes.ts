import { paymentReminderSchema } from '../../../workflows/money/payment-reminder/schema';
import { paymentReminderContract } from '../../../workflows/money/payment-reminder/contract';
import { defineProcessRoutes } from '../../kernel/routes';

/** `/v1/payment-reminders` 首期款提示. */
export const paymentReminderRoutes = defineProcessRoutes(paymentReminderContract, {
  wing: 'money',
  path: '/payment-reminders',
  schema: paymentReminderSchema,
});
