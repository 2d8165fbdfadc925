import { z } from 'zod';
import { type CollectionRun, collectionRunContract } from '../../../workflows/money/collection-run/contract';
import { localDate } from '../../../workflows/kernel/calendar';
import { month, word } from '../../kernel/fields';
import { Problem, validationFailed } from '../../kernel/problems';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Route } from '../../kernel/route';
import { day, time, type Told } from '../../kernel/shown';
import { runLineRoutes } from './line-steps';
import { runListRoutes } from './lines';

/** What a run knows. */
const shownRun = z.object({
  month: z.string(),
  dayOn: day(),
  throughOn: day(),
  isPast: z.boolean(),
  builtAt: time().optional(),
  builds: z.int(),
  counts: z.object({ lines: z.int(), queued: z.int(), callNeeded: z.int(), failed: z.int() }),
} satisfies Told<Omit<CollectionRun['data'], 'bulkQueue'>>);

const ALREADY_RUN = {
  code: 'already-run',
  message: '该月已生成清单，请在其中重新生成 this month has its run: run it again there',
} as const;

/** `/v1/collection-runs` 月度催款: the month's list, begun by the schedule or by customer service. */
export const collectionRunRoutes: Route[] = [
  ...runListRoutes,
  ...runLineRoutes,
  ...defineProcessRoutes(collectionRunContract, {
    wing: 'money',
    path: '/collection-runs',
    data: shownRun,
    start: {
      summary: '开始本月催款 Begin a month’s collection run',
      body: z.strictObject({ projectId: word(), month: month() }),
      taken: ALREADY_RUN,
      async prepare({ projectId, month: asked }, { deps }) {
        const key = `${projectId}-${asked}`;
        const calendar = await deps.calendarOf(projectId);
        if (asked > localDate(await deps.businessNow(projectId), calendar).slice(0, 7)) {
          throw new Problem('month-not-started', '该月尚未开始 this month has not begun', {
            errors: [{ field: 'month', message: '该月尚未开始' }],
          });
        }
        const there = await deps.models.recordsOf(collectionRunContract).exists({ _id: key });
        if (there) throw new Problem(ALREADY_RUN.code, ALREADY_RUN.message, { id: key });
        if (!(await deps.models.projects.exists({ _id: projectId })))
          throw validationFailed([{ field: 'projectId', message: '没有这个项目' }]);
        return { key, projectId, input: { month: asked, bulkQueue: deps.settings.taskQueues.bulk } };
      },
    },
    steps: { rerun: { body: z.strictObject({}) }, close: { body: z.strictObject({}) } },
    events: {},
    filters: { month: { field: 'data.month', schema: month() } },
    represent: ({ bulkQueue: _queue, ...view }) =>
      view as typeof view & { id: string; workflowId: string; status: string },
  }),
];
