import { defineContract, type ShapeOf } from '../../kernel/contract';
import type { UnitControlSchema } from './schema';

const SELLERS = ['consultant', 'team-leader'] as const;

/** 销控: what is waited for at one unit – a hold, an offer, a waitlist (S1 三, 房号管理). */
export const unitControlContract = defineContract<UnitControlSchema>()({
  name: 'unit-control',
  type: 'unitControl',
  title: { zh: '销控', en: 'Unit control' },
  runs: 'again',
  collection: 'unit_controls',
  startRoles: [],
  statuses: {
    waiting: { zh: '有保留或候补', en: 'somebody holds or waits for the unit' },
    'at-rest': { zh: '无等待', en: 'nothing waits' },
  },
  steps: {
    hold: { title: { zh: '保留房号', en: 'Hold the unit' }, roles: SELLERS },
    'release-hold': { title: { zh: '解除保留', en: 'Release the hold' }, roles: SELLERS },
    'join-waitlist': { title: { zh: '登记候补', en: 'Join the waitlist' }, roles: SELLERS },
    'leave-waitlist': { title: { zh: '退出候补', en: 'Leave the waitlist' }, roles: SELLERS },
    'decline-offer': {
      title: { zh: '答复候补：认购或放弃', en: 'Take up the offer by a sale, or decline it' },
      roles: SELLERS,
    },
    block: { title: { zh: '暂停销售', en: 'Block the unit' }, roles: ['controller'] },
    unblock: { title: { zh: '恢复销售', en: 'Unblock the unit' }, roles: ['controller'] },
  },
  events: {
    'unit-reserved': { zh: '已核准认购', en: 'The unit is confirmed to a sale' },
    'unit-sold': { zh: '已定房', en: 'The unit is sold' },
    'unit-released': { zh: '房号已释放', en: 'The unit is released' },
  },
  deadlines: {
    holdFor: { zh: '保留解除', en: 'the hold is released' },
    offerFor: { zh: '顺延下一位候补，无人候补则恢复可售', en: 'offered to the next, or on sale again' },
  },
  policy: {
    holdFor: 'period',
    holdQuota: 'integer',
    offerFor: 'period',
    reviewBy: 'time',
    holdBlocksRivals: 'boolean',
    exclusiveConfirmation: 'boolean',
  },
});

export type UnitControl = ShapeOf<typeof unitControlContract>;
export type Waiting = UnitControl['data']['waitlist'][number];
