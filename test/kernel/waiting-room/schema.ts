import { z } from 'zod';
import { flag, instant, staff, text } from '../../../workflows/kernel/fields';

const nothing = z.object({});

export const waitingRoomSchema = {
  input: z.object({ closesAt: instant('关闭时间'), refuse: flag('拒绝').optional() }),
  data: z.object({
    notes: z.array(text('记录')),
    calls: z.array(text('叫号')),
    isEntered: flag('已进入').optional(),
    closedAt: instant('关闭时间').optional(),
  }),
  steps: {
    note: z.object({ text: text('记录') }),
    enter: nothing,
    send: z.object({ receiverId: staff('接收人'), key: text('编号') }),
    leave: nothing,
  },
  events: { called: z.object({ by: text('叫号人') }), insulted: nothing },
};
