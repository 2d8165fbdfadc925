import { z } from 'zod';
import { client, project, sale, staff, text } from '../../workflows/kernel/fields';
import { settleNotice } from '../../activities/notices/settle';
import { type OutboxRow, outboxStates } from '../../models/kernel';
import { actorOf, requireProject } from '../kernel/caller';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound } from '../kernel/problems';
import { defineRoute } from '../kernel/route';
import { pageAnswer, time } from '../kernel/shown';
import { withIsoTimes, zoneOf, zonesOf } from '../kernel/time';

const filters = z.object({
  projectId: project('项目').optional(),
  clientId: client('客户').optional(),
  staffId: staff('员工').optional(),
  saleKey: sale('交易').optional(),
  workflowId: text('业务编号', { max: 200 }).optional(),
  template: text('模板').optional(),
  state: z.enum(outboxStates).optional(),
  ...pageQuery(),
});
const ORDER = { queuedAt: -1, _id: -1 } as const;

const noticeAnswer = z
  .object({
    id: z.string(),
    projectId: z.string(),
    workflowId: z.string(),
    saleKey: z.string().nullish(),
    template: z.string(),
    kind: z.enum(['reminder', 'demand', 'notice']),
    clientId: z.string().optional(),
    staffId: z.string().optional(),
    title: z.string(),
    text: z.string(),
    documentId: z.string().nullish(),
    state: z.enum(outboxStates),
    channel: z.string().optional(),
    queuedAt: time(),
    notBefore: time(),
    attempts: z.int(),
    sentAt: time().optional(),
    mergedInto: z.string().optional(),
    sendingBy: z.string().optional(),
    standInId: z.string().optional(),
    lastError: z.string().optional(),
    /** What the channel has said about it since. */
    reports: z.array(z.object({ eventId: z.string(), result: z.string(), at: time() })).optional(),
  })
  .meta({ title: 'Notice' });

function show({ _id, ...notice }: OutboxRow, zone: string) {
  return withIsoTimes({ id: _id, ...notice }, zone);
}

const list = defineRoute({
  method: 'get',
  path: '/notices',
  wing: 'work',
  summary: '通知 Notices, queued and sent',
  answer: pageAnswer(noticeAnswer),
  query: filters,
  async handle({ deps, caller, query }) {
    const { projectId, limit, cursor, ...fields } = query;
    if (projectId) requireProject(caller, projectId);
    const named = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const condition = { ...named, projectId: projectId ?? { $in: caller.projects } };
    const { page, nextCursor } = await readPage(deps.models.outbox, condition, ORDER, { limit, cursor });
    const zones = await zonesOf(
      deps,
      page.map((notice) => notice.projectId),
    );
    const items = page.map((notice) => show(notice, zones.get(notice.projectId) ?? ''));
    return { status: 200, body: { items, nextCursor } };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/notices/:id',
  wing: 'work',
  summary: '查看通知 Read a notice',
  answer: noticeAnswer,
  async handle({ deps, caller, params }) {
    const notice = await deps.models.outbox.findById(params.id).lean<OutboxRow | null>();
    if (!notice) throw notFound('通知 notice');
    requireProject(caller, notice.projectId);
    return { status: 200, body: show(notice, await zoneOf(deps, notice.projectId)) };
  },
});

/** A person has called, told the colleague, or found out whether a message was sent. */
const settle = defineRoute({
  method: 'post',
  path: '/notices/:id/settle',
  wing: 'work',
  summary: '人工处理通知 Settle a notice left to people',
  answer: noticeAnswer,
  roles: ['customer-service', 'admin'],
  body: z.strictObject({ answer: z.enum(['told', 'was-sent', 'was-not-sent']) }),
  async handle({ deps, caller, params, body }) {
    const notice = await deps.models.outbox.findById(params.id).lean<OutboxRow | null>();
    if (!notice) throw notFound('通知 notice');
    requireProject(caller, notice.projectId);
    await settleNotice(deps, notice._id, body.answer, actorOf(caller), await deps.businessNow(notice.projectId));
    const now = await deps.models.outbox.findById(notice._id).lean<OutboxRow | null>();
    return { status: 200, body: show(now ?? notice, await zoneOf(deps, notice.projectId)) };
  },
});

export const noticeRoutes = [list, one, settle];
