import { z } from 'zod';
import { collectionRunSchema } from '../../../workflows/money/collection-run/schema';
import { month } from '../../../workflows/kernel/fields';
import { collectionRunContract } from '../../../workflows/money/collection-run/contract';
import { localDate } from '../../../workflows/kernel/calendar';
import { Problem, validationFailed } from '../../kernel/problems';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Route } from '../../kernel/route';
import { runLineRoutes } from './line-steps';
import { runListRoutes } from './lines';

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
    schema: collectionRunSchema,
    shown: { bulkQueue: z.never().optional() },
    start: {
      summary: '开始本月催款 Begin a month’s collection run',
      body: collectionRunSchema.start,
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
    filters: { month: { field: 'data.month', schema: month('月份') } },
    represent: ({ bulkQueue: _queue, ...view }) =>
      view as typeof view & { id: string; workflowId: string; status: string },
  }),
];
