import { z } from 'zod';
import { day, flag, instant, integer, month, project, text } from '../../kernel/fields';

const nothing = z.strictObject({});

export const collectionRunSchema = {
  start: z.strictObject({ projectId: project('项目'), month: month('月份') }),
  /** `bulkQueue`: task queue of bulk work. */
  input: z.object({ month: month('月份'), bulkQueue: text('任务队列') }),
  data: z.object({
    month: month('月份'),
    bulkQueue: text('任务队列'),
    /** The run's day and the next run's: instalments due after the one, through the other. */
    dayOn: day('催款日'),
    throughOn: day('下次催款日'),
    /** A past month's list is for reading: nobody is written to. */
    isPast: flag('往月'),
    builtAt: instant('生成时间').optional(),
    builds: integer('生成次数'),
    /** How the lines came out. */
    counts: z.object({
      lines: integer('行数'),
      queued: integer('待发通知'),
      callNeeded: integer('待致电'),
      failed: integer('未送达'),
    }),
  }),
  steps: { rerun: nothing, close: nothing },
  events: {
    /** The next month's run has begun. */
    'next-run-began': z.object({}),
  },
};
export type CollectionRunSchema = typeof collectionRunSchema;
