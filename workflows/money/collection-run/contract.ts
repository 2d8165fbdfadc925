import { defineContract, type ShapeOf } from '../../kernel/contract';
import type { CollectionRunSchema } from './schema';

/** 月度催款 (S0: 每月3日): each month's list; every payer is told once. */
export const collectionRunContract = defineContract<CollectionRunSchema>()({
  name: 'collection-run',
  type: 'collectionRun',
  title: { zh: '月度催款', en: 'Monthly collection run' },
  collection: 'collection-runs',
  startRoles: ['customer-service'],
  statuses: {
    building: { zh: '生成清单', en: 'building the list' },
    notifying: { zh: '发送通知', en: 'sending the notices' },
    waiting: { zh: '跟进中', en: 'being followed up' },
    closed: { zh: '已结束', en: 'closed' },
  },
  steps: {
    rerun: { title: { zh: '重新生成', en: 'Run again' }, roles: ['customer-service'] },
    close: { title: { zh: '结束本月催款', en: 'Close the run' }, roles: ['customer-service'] },
  },
  events: { 'next-run-began': { zh: '下月催款已开始', en: 'The next run has begun' } },
  deadlines: {
    build: { zh: '生成清单并通知客户', en: 'the list is built, the payers are told' },
    checkSent: { zh: '核对通知是否发出', en: 'it is looked whether all notices have gone' },
  },
  policy: {
    day: 'integer',
    holiday: { oneOf: ['same-day', 'next-workday'] },
    sendFrom: 'time',
    sendTo: 'time',
    checkSent: 'period',
    failedWithin: 'period',
    escalateAfter: 'period',
  },
});

export type CollectionRun = ShapeOf<typeof collectionRunContract>;
export type RunCounts = CollectionRun['data']['counts'];
