import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { z } from 'zod';
import { day, personal, project, text } from '../../workflows/kernel/fields';
import { contracts } from '../../workflows/contracts';
import type { Deps } from '../../activities/deps';
import type { CalendarYear } from '../../workflows/office/calendar-year';
import type { Adoption } from '../../workflows/kernel/adopt';
import type { StepAnswer } from '../../workflows/kernel/change';
import type { RecordRow } from '../../models/kernel';
import { actorOf, requireProject } from '../kernel/caller';
import { storingPersonal } from '../kernel/personal-store';
import { notFound, Problem } from '../kernel/problems';
import { type Call, defineRoute } from '../kernel/route';
import { ask } from '../kernel/temporal';
import { auditAct } from '../kernel/act-on-row';

const PROCESS = defineSearchAttributeKey('Process', 'KEYWORD');

/** A running process keeps the policy it started with; moving it to today's is an explicit, audited act. */
const adoptPolicy = defineRoute({
  method: 'post',
  path: '/processes/:workflowId/adopt-policy',
  wing: 'work',
  summary: '改用现行规则 Move a running process to the policy in force',
  answer: z.object({
    workflowId: z.string(),
    rev: z.int(),
    status: z.string(),
    policy: z.record(z.string(), z.unknown()),
  }),
  roles: ['admin'],
  body: z.strictObject({ reason: personal('原因') }),
  async handle(call) {
    const { deps, caller, params, body } = call;
    const [process = ''] = (params.workflowId ?? '').split(':');
    const contract = contracts.find((c) => c.name === process);
    const key = (params.workflowId ?? '').slice(process.length + 1);
    const record = contract && (await deps.models.recordsOf(contract).findById(key).lean<RecordRow | null>());
    if (!contract || !record) throw notFound('业务 process');
    requireProject(caller, record.projectId);
    if (!record.open) throw new Problem('step-not-open', '业务已结束 the process has ended');
    const policy = deps.settings.policyOf(contract.name, record.projectId);
    const offsetMs = await deps.offsetOf(record.projectId);
    const adoption = { actor: actorOf(caller), reason: body.reason, policy, offsetMs };
    const answer = await storingPersonal(deps, record.projectId, call.personal, () =>
      adopt(call, record.workflowId, adoption),
    );
    return { status: 200, body: { workflowId: record.workflowId, ...answer, policy } };
  },
});

const published = z.strictObject({
  projectId: project('项目'),
  year: z.string().regex(/^\d{4}$/),
  /** Date → name of the holiday. */
  holidays: z.record(day('日期'), text('节假日名称')),
  makeupDays: z.record(day('日期'), text('调休上班说明')).default({}),
});

/** A year's arrangement is published: kept, and every open deadline it concerns is counted anew, by bulk work. */
const publishYear = defineRoute({
  method: 'post',
  path: '/calendar/years',
  wing: 'work',
  summary: '公布年度节假日安排 Publish a year, re-timing open deadlines of all projects',
  answer: z.object({
    year: z.string(),
    workflowId: z.string().meta({ description: 'of the bulk work that moves the open processes' }),
  }),
  roles: ['admin'],
  body: published,
  status: 202,
  async handle(call) {
    const { deps, caller, body } = call;
    requireProject(caller, body.projectId);
    const stray = [...Object.keys(body.holidays), ...Object.keys(body.makeupDays)].filter(
      (day) => !day.startsWith(body.year),
    );
    if (stray.length > 0) {
      throw new Problem('validation-failed', '有不属于该年的日期 dates of another year', {
        errors: stray.map((day) => ({ field: day, message: '不属于该年' })),
      });
    }
    const { year, holidays, makeupDays } = body;
    await deps.models.connection
      .collection<{ _id: string }>('calendar_years')
      .updateOne({ _id: year }, { $set: { holidays, makeupDays } }, { upsert: true });
    const facts = { year, days: Object.keys(holidays).length };
    await auditAct(call, {
      projectId: body.projectId,
      chain: `calendar:${year}`,
      action: 'publish',
      outcome: 'published',
      facts,
    });
    const order: CalendarYear = { year, actor: actorOf(caller), token: call.target };
    const workflowId = `calendar-year:${year}-${order.token}`;
    await ask(deps, workflowId, () => startAdoption(deps, workflowId, order));
    return { status: 202, body: { year, workflowId } };
  },
});

/** The same order again is the same run. */
async function startAdoption({ client, settings }: Deps, workflowId: string, order: CalendarYear): Promise<void> {
  try {
    await client.workflow.start<(order: CalendarYear) => Promise<unknown>>('calendarYear', {
      taskQueue: settings.taskQueues.bulk,
      workflowTaskTimeout: settings.worker.workflowTaskTimeout as never,
      workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: `公布 ${order.year} 年节假日安排 The holidays of ${order.year}: open deadlines are counted anew`,
      typedSearchAttributes: new TypedSearchAttributes([{ key: PROCESS, value: 'calendar-year' }]),
      args: [order],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function adopt(
  call: Pick<Call<unknown>, 'deps' | 'target'>,
  workflowId: string,
  adoption: Adoption,
): Promise<StepAnswer> {
  const handle = call.deps.client.workflow.getHandle(workflowId);
  const updateId = `adopt:${call.target}`;
  return ask(call.deps, workflowId, () =>
    handle.executeUpdate<StepAnswer, [Adoption]>('adopt', { args: [adoption], updateId }),
  );
}

export const processRoutes = [adoptPolicy, publishYear];
