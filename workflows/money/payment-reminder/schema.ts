import { z } from 'zod';
import { client, day, fen, integer, personal, staff, unit } from '../../kernel/fields';

const input = z.object({
  unitId: unit('房号'),
  clientId: client('客户'),
  consultantId: staff('置业顾问'),
  no: integer('期次'),
  dueOn: day('应付日期'),
  openFen: fen('未付金额'),
});

export const paymentReminderSchema = {
  input,
  data: input.extend({ outcome: personal('联系结果').optional() }),
  steps: { contacted: z.strictObject({ outcome: personal('联系结果') }) },
  events: {},
};
export type PaymentReminderSchema = typeof paymentReminderSchema;
