import { z } from 'zod';
import { day, instant, personal, sale, staff, text, unit } from '../../kernel/fields';

const lead = text('客户跟进记录');
const forLead = z.strictObject({ leadId: lead });
const withReason = z.strictObject({ reason: personal('原因') });
const taken = z.object({ saleKey: sale('交易'), consultantId: staff('置业顾问'), leadId: lead.optional() });

/** One who waits for the unit; the place is the place in the list. */
const waiting = z.object({ leadId: lead, staffId: staff('置业顾问'), joinedAt: instant('登记时间') });

export const unitControlSchema = {
  input: z.object({}),
  data: z.object({
    unitId: unit('房号'),
    /** 排号候补: by time, no money. */
    waitlist: z.array(waiting),
    /** The hold that runs, with the quota slot it takes. */
    hold: z
      .object({ leadId: lead, staffId: staff('置业顾问'), slot: text('保留名额'), heldAt: instant('保留时间') })
      .optional(),
    /** To whom the unit is offered now; always the first of the waitlist. */
    offer: z.object({ leadId: lead, staffId: staff('置业顾问'), offeredAt: instant('通知时间') }).optional(),
    /** Leads that have held the unit, by local date: not again that day. */
    held: z.array(z.object({ leadId: lead, on: day('保留日期') })),
  }),
  steps: {
    hold: forLead,
    'release-hold': forLead,
    'join-waitlist': forLead,
    'leave-waitlist': forLead,
    'decline-offer': z.strictObject({}),
    block: withReason,
    unblock: withReason,
  },
  events: { 'unit-reserved': taken, 'unit-sold': taken, 'unit-released': z.object({}) },
};
export type UnitControlSchema = typeof unitControlSchema;
