import { defineContract, type ShapeOf } from '../../../workflows/kernel/contract';
import type { waitingRoomSchema } from './schema';

const clerk = ['assistant'] as const;

/** The smallest process that has everything: steps, a deadline, an event that may come early, one that is refused. */
export const waitingRoomContract = defineContract<typeof waitingRoomSchema>()({
  name: 'waiting-room',
  type: 'waitingRoom',
  title: { zh: '等候室', en: 'Waiting room' },
  collection: 'waiting_rooms',
  startRoles: [...clerk],
  statuses: {
    open: { zh: '开放', en: 'open' },
    closed: { zh: '关闭', en: 'closed' },
    left: { zh: '离开', en: 'left' },
  },
  steps: {
    note: { title: { zh: '记录', en: 'Note' }, roles: clerk },
    enter: { title: { zh: '进入', en: 'Enter' }, roles: clerk },
    send: { title: { zh: '转接', en: 'Send on' }, roles: clerk },
    leave: { title: { zh: '离开', en: 'Leave' }, roles: clerk },
  },
  events: { called: { zh: '叫号', en: 'called' }, insulted: { zh: '无理', en: 'insulted' } },
  deadlines: { closing: { zh: '不得再进入', en: 'nobody may enter any more' } },
  policy: {},
});

export type WaitingRoom = ShapeOf<typeof waitingRoomContract>;
