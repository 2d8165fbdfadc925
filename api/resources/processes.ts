import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { contracts } from '../../workflows/contracts';
import type { Adoption } from '../../workflows/kernel/adopt';
import type { StepAnswer } from '../../workflows/kernel/change';
import type { RecordRow } from '../../models/kernel';
import { actorOf, requireProject } from '../kernel/caller';
import { date, word } from '../kernel/fields';
import { personal } from '../kernel/personal';
import { storingPersonal } from '../kernel/personal-store';
import { notFound, Problem } from '../kernel/problems';
import { type Call, defineRoute } from '../kernel/route';
import { ask } from '../kernel/temporal';
import { auditAct } from '../kernel/act-on-row';

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
  body: z.strictObject({ reason: personal() }),
  async handle(call) {
    const { deps, caller, params, body } = call;
    const [process = ''] = (params.workflowId ?? '').split(':');
    const contract = contracts.find((c) => c.name === process);
    const key = (params.workflowId ?? '').slice(process.length + 1);
    const record =
      contract && (await deps.models.records(contract.collection).findById(key).lean<RecordRow | null>());
    if (!contract || !record) throw notFound('业务 process');
    requireProject(caller, record.projectId);
    if (!record.open) throw new Problem('step-not-open', '业务已结束 the process has ended');
    const policy = deps.settings.policyOf(contract.name, record.projectId);
    const adoption = { actor: actorOf(caller), reason: body.reason, policy };
    const answer = await storingPersonal(deps, record.projectId, call.personal, () =>
      adopt(call, record.workflowId, adoption),
    );
    return { status: 200, body: { workflowId: record.workflowId, ...answer, policy } };
  },
});

const published = z.strictObject({
  projectId: word(),
  year: z.string().regex(/^\d{4}$/),
  /** Date → name of the holiday. */
  holidays: z.record(date(), word()),
  makeupDays: z.record(date(), word()).default({}),
});
type Published = z.infer<typeof published>;

/** A year's arrangement is published: kept, and every open deadline of the project is counted anew. */
const publishYear = defineRoute({
  method: 'post',
  path: '/calendar/years',
  wing: 'work',
  summary: '公布年度节假日安排 Publish a year, re-timing open deadlines',
  answer: z.object({ year: z.string(), processes: z.int().meta({ description: 'how many were counted anew' }) }),
  roles: ['admin'],
  body: published,
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
    const moved = await retime(call, body.projectId, `公布 ${year} 年节假日安排`);
    return { status: 200, body: { year, processes: moved } };
  },
});

async function retime(call: Call<Published>, projectId: string, reason: string): Promise<number> {
  const calendar = await call.deps.calendarOf(projectId);
  let count = 0;
  for (const contract of contracts) {
    const open = await call.deps.models
      .records(contract.collection)
      .find({ projectId, open: true }, { workflowId: 1 })
      .lean();
    for (const { workflowId } of open) {
      if (await adoptIfOpen(call, workflowId, { actor: actorOf(call.caller), reason, calendar })) count += 1;
    }
  }
  return count;
}

/** One that has ended meanwhile has no deadline to re-time. */
async function adoptIfOpen(
  call: Pick<Call<unknown>, 'deps' | 'target'>,
  workflowId: string,
  adoption: Adoption,
): Promise<boolean> {
  try {
    await adopt(call, workflowId, adoption);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function adopt(
  call: Pick<Call<unknown>, 'deps' | 'target'>,
  workflowId: string,
  adoption: Adoption,
): Promise<StepAnswer> {
  const handle = call.deps.client.workflow.getHandle(workflowId);
  const updateId = `adopt:${call.target}`;
  return ask(call.deps, () =>
    handle.executeUpdate<StepAnswer, [Adoption]>('adopt', { args: [adoption], updateId }),
  );
}

export const processRoutes = [adoptPolicy, publishYear];
