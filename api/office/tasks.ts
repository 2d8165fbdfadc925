import { z } from 'zod';
import { flagInQuery, instant, personal, project, sale, staff, text } from '../../workflows/kernel/fields';
import type { TaskRow } from '../../models/kernel';
import type { Role } from '../../workflows/kernel/words';
import { auditAct } from '../kernel/act-on-row';
import { type Caller, requireProject } from '../kernel/caller';
import { storingPersonal } from '../kernel/personal-store';
import { pageQuery, readPage } from '../kernel/paging';
import { forbidden, notFound, Problem } from '../kernel/problems';
import { type Call, defineRoute } from '../kernel/route';
import { bilingual, pageAnswer, time, who } from '../kernel/shown';
import { withIsoTimes, zoneOf, zonesOf } from '../kernel/time';

const filters = z.object({
  /** `mine`: waiting for me by name, taken by me, or handed to me; `roles`: for one of my roles; default both. */
  scope: z.enum(['mine', 'roles']).optional(),
  projectId: project('项目').optional(),
  process: text('业务').optional(),
  saleKey: sale('交易').optional(),
  workflowId: text('业务编号', { max: 200 }).optional(),
  step: text('步骤').optional(),
  late: flagInQuery('已逾期').optional(),
  dueBefore: instant('期限早于').optional(),
  state: z.enum(['open', 'done', 'shut']).default('open'),
  ...pageQuery(),
});
const taskAnswer = z
  .object({
    id: z.string(),
    workflowId: z.string(),
    process: z.string(),
    key: z.string(),
    projectId: z.string(),
    saleKey: z.string().optional(),
    step: z.string(),
    answers: z.array(z.object({ step: z.string(), title: bilingual })).nullish(),
    part: z.string().optional(),
    title: bilingual,
    about: z.string().nullish(),
    staffIds: z.array(z.string()).nullish(),
    roles: z.array(z.string()).nullish(),
    notBy: z.array(z.string()).nullish(),
    since: time(),
    due: time().nullish(),
    calendarKnown: z.boolean().optional(),
    escalatedTo: z.array(who),
    state: z.enum(['open', 'done', 'shut']),
    closedBy: z.string().optional(),
    closedAt: time().optional(),
    outcome: z.string().optional(),
    claimedBy: z.string().nullish(),
    delegatedTo: z.string().nullish(),
    rev: z.int(),
  })
  .meta({ title: 'Task' });

/** What has no due time comes first. */
const ORDER = { due: 1, since: 1, _id: 1 } as const;

/** The caller, and the absent people in whose place the caller acts. */
function selves({ staffId, actingFor = [] }: Caller): string[] {
  return [staffId, ...actingFor];
}

/**
 * What waits for the caller. A task of an absent person is offered to the stand-in, and comes back by itself. Whoever
 * has asked for something is not offered its approval.
 */
function forCaller(caller: Caller, scope?: 'mine' | 'roles') {
  const $or = waysTo(caller, scope);
  return { $or, notBy: { $nin: selves(caller) } };
}

function waysTo(caller: Caller, scope?: 'mine' | 'roles') {
  const mine = selves(caller);
  const byName = [{ staffIds: { $in: mine } }, { claimedBy: { $in: mine } }, { delegatedTo: caller.staffId }];
  const roles = caller.roles as Role[];
  const byRole = [{ staffIds: null, roles: { $in: roles } }, { 'escalatedTo.roles': { $in: roles } }];
  const escalated = { 'escalatedTo.staffIds': { $in: mine } };
  if (scope === 'mine') return [...byName, escalated];
  return scope === 'roles' ? byRole : [...byName, escalated, ...byRole];
}

function show({ _id, ...task }: TaskRow, zone: string) {
  return withIsoTimes({ id: _id, ...task }, zone);
}

const list = defineRoute({
  method: 'get',
  path: '/tasks',
  wing: 'work',
  outsiders: true,
  summary: '待办 The inbox',
  answer: pageAnswer(taskAnswer),
  query: filters,
  async handle(call) {
    const { deps, caller, query } = call;
    if (query.projectId) requireProject(caller, query.projectId);
    const anyone = caller.roles.some((role) => role === 'admin' || role === 'auditor');
    const now = new Date(await deps.businessNow(query.projectId ?? caller.projects[0] ?? ''));
    const before = [
      ...(query.late ? [now] : []),
      ...(query.dueBefore === undefined ? [] : [new Date(query.dueBefore)]),
    ];
    const condition = {
      projectId: query.projectId ?? { $in: caller.projects as string[] },
      state: query.state,
      ...(anyone && !query.scope ? {} : forCaller(caller, query.scope)),
      ...(query.process ? { process: query.process } : {}),
      ...(query.saleKey ? { saleKey: query.saleKey } : {}),
      ...(query.workflowId ? { workflowId: query.workflowId } : {}),
      ...(query.step ? { step: query.step } : {}),
      ...(before.length ? { due: { $lt: new Date(Math.min(...before.map(Number))), $ne: null } } : {}),
    };
    const { page, nextCursor } = await readPage(deps.models.tasks, condition, ORDER, query);
    const zones = await zonesOf(
      deps,
      page.map(({ projectId }) => projectId),
    );
    const items = page.map((task) => show(task, zones.get(task.projectId) ?? ''));
    return { status: 200, body: { items, nextCursor } };
  },
});

function ownRequest(): Problem {
  return new Problem('own-request', '申请人不能审批自己的申请 whoever asked for it does not decide on it');
}

/** The open task of the path, if it waits for the caller. */
async function openTask(call: Call<unknown, unknown>): Promise<TaskRow> {
  const task = await call.deps.models.tasks.findById(call.params.id).lean<TaskRow | null>();
  if (!task) throw notFound('待办 task');
  requireProject(call.caller, task.projectId);
  if (task.state !== 'open') throw new Problem('step-not-open', '该待办已关闭 the task is closed');
  if (task.notBy?.some((id) => selves(call.caller).includes(id))) throw ownRequest();
  const waits = await call.deps.models.tasks.exists({ _id: task._id, ...forCaller(call.caller) } as never);
  if (!waits) throw forbidden('该待办由其他人办理 this task waits for somebody else');
  return task;
}

/** Change a task if it still is as it was seen; audited. */
async function change(
  call: Call<unknown, unknown>,
  task: TaskRow,
  action: string,
  set: Partial<TaskRow>,
  facts: object = {},
) {
  const { claimedBy = null, delegatedTo = null } = task;
  const { matchedCount } = await call.deps.models.tasks.collection.updateOne(
    { _id: task._id, state: 'open', claimedBy, delegatedTo } as never,
    { $set: set },
  );
  if (matchedCount === 0)
    throw new Problem('task-changed', '该待办刚被他人认领或关闭 somebody else has just taken or closed it');
  await auditAct(call, {
    projectId: task.projectId,
    chain: `task:${task._id}`,
    action,
    outcome: action,
    facts: { step: task.step, workflowId: task.workflowId, ...facts },
  });
  const now = await call.deps.models.tasks.findById(task._id).lean<TaskRow | null>();
  return { status: 200, body: show(now ?? task, await zoneOf(call.deps, task.projectId)) };
}

const claim = defineRoute({
  method: 'post',
  path: '/tasks/:id/claim',
  wing: 'work',
  outsiders: true,
  summary: '认领待办 Take a task on',
  answer: taskAnswer,
  body: z.strictObject({}),
  async handle(call) {
    const task = await openTask(call);
    if (task.claimedBy && task.claimedBy !== call.caller.staffId)
      throw new Problem('task-claimed', '该待办已有人认领 somebody has taken it on');
    return change(call, task, 'claim', { claimedBy: call.caller.staffId });
  },
});

const release = defineRoute({
  method: 'post',
  path: '/tasks/:id/release',
  wing: 'work',
  outsiders: true,
  summary: '放回待办 Give a task back',
  answer: taskAnswer,
  body: z.strictObject({}),
  async handle(call) {
    const task = await openTask(call);
    if (task.claimedBy !== call.caller.staffId)
      throw new Problem('task-not-yours', '您没有认领该待办 you have not taken it on');
    return change(call, task, 'release', { claimedBy: null as never, delegatedTo: null as never });
  },
});

const delegate = defineRoute({
  method: 'post',
  path: '/tasks/:id/delegate',
  wing: 'work',
  outsiders: true,
  summary: '转交代办人 Hand a task to a stand-in',
  answer: taskAnswer,
  body: z.strictObject({ toStaffId: staff('转给'), reason: personal('原因') }),
  async handle(call) {
    const task = await openTask(call);
    const { deps, body, personal: values } = call;
    const to = await deps.models.staff
      .findOne({ _id: body.toStaffId, projects: task.projectId, active: true })
      .lean();
    if (!to)
      throw new Problem('unknown-stand-in', '本项目没有此人 no such person in this project', {
        errors: [{ field: 'toStaffId', message: '本项目没有此人' }],
      });
    if (task.notBy?.includes(to._id)) throw ownRequest();
    return storingPersonal(deps, task.projectId, values, () =>
      change(call, task, 'delegate', { delegatedTo: to._id }, { toStaffId: to._id, reason: body.reason }),
    );
  },
});

export const taskRoutes = [list, claim, release, delegate];
