import { z } from 'zod';
import { type Answer, settleNotice } from '../../activities/notices/settle';
import { type OutboxRow, outboxStates } from '../../models/kernel';
import { actorOf, requireProject } from '../kernel/caller';
import { word } from '../kernel/fields';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound } from '../kernel/problems';
import { type Call, defineRoute } from '../kernel/route';
import { withIsoTimes, zonesOf } from '../kernel/time';

const filters = z.object({
  projectId: word().optional(),
  clientId: word().optional(),
  staffId: word().optional(),
  saleKey: word().optional(),
  workflowId: word(200).optional(),
  template: word().optional(),
  state: z.enum(outboxStates).optional(),
  ...pageQuery(),
});
const ORDER = { queuedAt: -1, _id: -1 } as const;
type Filters = z.infer<typeof filters>;

async function show({ deps }: Pick<Call<unknown, unknown>, 'deps'>, notices: OutboxRow[]) {
  const zones = await zonesOf(
    deps,
    notices.map(({ projectId }) => projectId),
  );
  return notices.map(({ _id, ...notice }) =>
    withIsoTimes({ id: _id, ...notice }, zones.get(notice.projectId) ?? ''),
  );
}

const list = defineRoute<unknown, Filters>({
  method: 'get',
  path: '/notices',
  wing: 'work',
  summary: '通知 Notices, queued and sent',
  query: filters as z.ZodType<Filters>,
  async handle(call) {
    const { deps, caller, query } = call;
    const { projectId, limit, cursor, ...fields } = query;
    if (projectId) requireProject(caller, projectId);
    const named = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const condition = { ...named, projectId: projectId ?? { $in: caller.projects } };
    const { page, nextCursor } = await readPage(deps.models.outbox, condition, ORDER, { limit, cursor });
    return { status: 200, body: { items: await show(call, page), nextCursor } };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/notices/:id',
  wing: 'work',
  summary: '查看通知 Read a notice',
  async handle(call) {
    const notice = await call.deps.models.outbox.findById(call.params.id).lean<OutboxRow | null>();
    if (!notice) throw notFound('通知 notice');
    requireProject(call.caller, notice.projectId);
    return { status: 200, body: (await show(call, [notice]))[0] };
  },
});

/** A person has called, told the colleague, or found out whether a message was sent. */
const settle = defineRoute<{ answer: Answer }>({
  method: 'post',
  path: '/notices/:id/settle',
  wing: 'work',
  summary: '人工处理通知 Settle a notice left to people',
  roles: ['customer-service', 'admin'],
  body: z.strictObject({ answer: z.enum(['told', 'was-sent', 'was-not-sent']) }),
  async handle(call) {
    const { deps, caller, params, body } = call;
    const notice = await deps.models.outbox.findById(params.id).lean<OutboxRow | null>();
    if (!notice) throw notFound('通知 notice');
    requireProject(caller, notice.projectId);
    await settleNotice(deps, notice._id, body.answer, actorOf(caller), await deps.businessNow(notice.projectId));
    const now = await deps.models.outbox.findById(notice._id).lean<OutboxRow>();
    return { status: 200, body: (await show(call, now ? [now] : []))[0] };
  },
});

export const noticeRoutes = [list, one, settle];
