import { z } from 'zod';
import { type PaymentReminder, paymentReminderContract } from '../../../workflows/money/payment-reminder/contract';
import { personal } from '../../kernel/personal';
import { defineProcessRoutes } from '../../kernel/routes';
import { day, type Told } from '../../kernel/shown';

/** What a reminder knows. */
const shownReminder = z.object({
  unitId: z.string(),
  clientId: z.string(),
  consultantId: z.string(),
  no: z.int(),
  dueOn: day(),
  openFen: z.int(),
  outcome: z.string().optional(),
} satisfies Told<PaymentReminder['data']>);

/** `/v1/payment-reminders` 首期款提示. */
export const paymentReminderRoutes = defineProcessRoutes(paymentReminderContract, {
  wing: 'money',
  path: '/payment-reminders',
  data: shownReminder,
  steps: { contacted: { body: z.strictObject({ outcome: personal() }) } },
  events: {},
});
