import { defineContract, type ShapeOf } from '../../../workflows/kernel/contract';
import type { counterSchema } from './schema';

const finance = ['finance'] as const;

/** A process for what one may claim, issue and ask for. */
export const counterContract = defineContract<typeof counterSchema>()({
  name: 'counter',
  type: 'counter',
  title: { zh: '柜台', en: 'Counter' },
  collection: 'counters',
  startRoles: [...finance],
  statuses: { open: { zh: '开放', en: 'open' }, closed: { zh: '关闭', en: 'closed' } },
  steps: {
    'take-seat': { title: { zh: '占座', en: 'Take a seat' }, roles: finance },
    'leave-seat': { title: { zh: '让座', en: 'Leave the seat' }, roles: finance },
    issue: { title: { zh: '开具', en: 'Issue a receipt' }, roles: finance },
    'issue-again': { title: { zh: '重开', en: 'Issue it again' }, roles: finance },
    withdraw: { title: { zh: '作废', en: 'Withdraw it' }, roles: finance },
    request: { title: { zh: '申请', en: 'Ask for it' }, roles: finance },
    grant: { title: { zh: '同意', en: 'Grant' }, roles: finance },
    decline: { title: { zh: '不同意', en: 'Decline' }, roles: finance },
    close: { title: { zh: '关闭', en: 'Close' }, roles: finance },
  },
});

export type Counter = ShapeOf<typeof counterContract>;
