import { defineContract, type ShapeOf } from '../../../workflows/kernel/contract';
import type { faultySchema } from './schema';

const admin = ['admin'] as const;

/** A process whose steps, deadline and event run into mistakes that stand behind the types. */
export const faultyContract = defineContract<typeof faultySchema>()({
  name: 'faulty',
  type: 'faulty',
  title: { zh: '试错', en: 'Faulty' },
  collection: 'faulty',
  startRoles: [...admin],
  statuses: { open: { zh: '开放', en: 'open' }, past: { zh: '已过', en: 'past' } },
  steps: {
    note: { title: { zh: '记录', en: 'Note' }, roles: admin },
    text: { title: { zh: '通知有误', en: 'A text that throws' }, roles: admin },
    handler: { title: { zh: '处理有误', en: 'A handler that throws' }, roles: admin },
    body: { title: { zh: '单据有误', en: 'A body that throws' }, roles: admin },
  },
  events: { slipped: { zh: '出错', en: 'slipped' } },
  deadlines: { slip: { zh: '出错', en: 'it slips' } },
  policy: {},
});

export type Faulty = ShapeOf<typeof faultyContract>;
export type Slip = NonNullable<Faulty['data']['slip']>;
