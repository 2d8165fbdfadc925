import { instantOf } from '../../kernel/calendar';
import { defineProcess } from '../../kernel/process';
import { nameOf } from '../collection-run/rules';
import { type PaymentReminder, paymentReminderContract } from './contract';

/** 首期款提示: begun by the daily look-out when the day is near and something is open. */
export const paymentReminder = defineProcess<PaymentReminder>(paymentReminderContract, {
  begin(reminder, input) {
    reminder.data = input;
    reminder.owner = input.consultantId;
    reminder.about = input.unitId;
    const [year, month, day] = input.dueOn.split('-').map(Number);
    const facts = {
      unit: { unit: input.unitId },
      instalment: nameOf({ no: input.no, kind: 'instalment' }),
      amountFen: input.openFen,
      dueOn: `${year}年${month}月${day}日`,
      consultant: { staff: input.consultantId },
      clientName: { client: input.clientId },
    };
    reminder.notify('payment.first-reminder', { clientId: input.clientId }, facts);
    reminder.notify('payment.first-reminder-staff', { staffIds: [input.consultantId] }, facts);
    const { contactWithin, escalateAfter } = reminder.policy;
    reminder.ask('contacted', {
      of: { staffIds: [input.consultantId] },
      within: contactWithin,
      policyKey: 'contactWithin',
      escalate: [
        { to: { roles: ['service-supervisor'] } },
        { to: { roles: ['sales-manager'] }, after: escalateAfter },
      ],
    });
    reminder.until('dueDay', instantOf(input.dueOn, '24:00', reminder.calendar));
  },
  steps: {
    contacted(reminder, { outcome }) {
      reminder.data.outcome = outcome;
      reminder.finish('contacted');
    },
  },
  deadlines: {
    dueDay(reminder) {
      reminder.finish('due');
    },
  },
});
