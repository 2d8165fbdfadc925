import { z } from 'zod';
import { renderNotice } from '../../activities/notices/templates';
import { poke } from '../../activities/notices/poke';
import type { TaskRow } from '../../models/kernel';
import type { Staff } from '../../models/resources';
import { ROLES, type Role } from '../../workflows/kernel/words';
import { auditAct } from '../kernel/act-on-row';
import { mayEnter, requireProject } from '../kernel/caller';
import { flag, instant, word } from '../kernel/fields';
import { pageQuery, readPage } from '../kernel/paging';
import { forbidden, notFound, Problem, validationFailed } from '../kernel/problems';
import { type Call, defineRoute } from '../kernel/route';
import { isoIn, withIsoTimes, zoneOf } from '../kernel/time';

type AnyCall = Call<unknown, unknown>;

async function show({ deps }: Pick<AnyCall, 'deps'>, person: Staff) {
  const { _id, lastChange: _token, ...rest } = person;
  return withIsoTimes({ id: _id, ...rest }, await zoneOf(deps, person.projects[0] ?? ''));
}

async function find(call: AnyCall): Promise<Staff> {
  const person = await call.deps.models.staff.findById(call.params.id).lean<Staff | null>();
  if (!person?.projects.some((id) => mayEnter(call.caller, id))) throw notFound('staff');
  return person;
}

const roles = Object.keys(ROLES) as [Role, ...Role[]];
const filters = z.object({
  projectId: word().optional(),
  role: z.enum(roles).optional(),
  group: word().optional(),
  active: flag().optional(),
  ...pageQuery(200),
});
type Filters = z.infer<typeof filters>;

const list = defineRoute<unknown, Filters>({
  method: 'get',
  path: '/staff',
  wing: 'resources',
  summary: '员工 Staff',
  query: filters as z.ZodType<Filters>,
  async handle(call) {
    const { projectId, role, group, active } = call.query;
    if (projectId) requireProject(call.caller, projectId);
    const condition = {
      projects: projectId ?? { $in: call.caller.projects },
      ...(role && { roles: role }),
      ...(group && { groups: group }),
      ...(active === undefined ? {} : { active }),
    };
    const { page, nextCursor } = await readPage(call.deps.models.staff, condition, { _id: 1 }, call.query);
    const items = await Promise.all(page.map((person) => show(call, person)));
    return { status: 200, body: { items, nextCursor } };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/staff/:id',
  wing: 'resources',
  summary: '查看员工 One member of staff',
  handle: async (call) => ({ status: 200, body: await show(call, await find(call)) }),
});

const changes = z.strictObject({
  roles: z.array(z.enum(roles)).optional(),
  groups: z.array(word()).optional(),
  projects: z.array(word()).optional(),
  active: z.boolean().optional(),
  rev: z.int(),
});

/** Groups, roles, projects; `rev` is the one that was read, so that two editors do not overwrite each other. */
const edit = defineRoute<z.infer<typeof changes>>({
  method: 'put',
  path: '/staff/:id',
  wing: 'resources',
  summary: '修改员工岗位 Change roles, groups, projects',
  roles: ['admin'],
  body: changes,
  async handle(call) {
    const person = await find(call);
    if (person._id === call.caller.staffId) throw new Problem('own-request', 'nobody changes their own roles');
    const { rev, ...set } = call.body;
    const { matchedCount } = await call.deps.models.staff.updateOne(
      { _id: person._id, rev },
      { $set: set, $inc: { rev: 1 } },
    );
    if (matchedCount === 0) throw new Problem('changed-meanwhile', 'somebody has changed it since you read it');
    const projectId = person.projects[0] ?? '';
    await auditAct(call, {
      projectId,
      chain: `staff:${person._id}`,
      action: 'edit',
      outcome: 'changed',
      facts: set,
    });
    return { status: 200, body: await show(call, await find(call)) };
  },
});

const away = z.strictObject({ from: instant(), to: instant(), reason: word(200), standInId: word() });
type Away = z.infer<typeof away>;

/** Leave and rotation: open tasks are offered to the stand-in from its start, and come back at its end. */
const absence = defineRoute<Away>({
  method: 'post',
  path: '/staff/:id/absences',
  wing: 'resources',
  summary: '请假轮休与代办人 Leave, with a stand-in',
  body: away,
  status: 201,
  async handle(call) {
    const { deps, caller, body } = call;
    const person = await find(call);
    const mayPlan = caller.roles.some((role) =>
      ['team-leader', 'supervisor', 'sales-manager', 'service-supervisor', 'admin'].includes(role),
    );
    if (person._id !== caller.staffId && !mayPlan)
      throw forbidden('your own leave, or as somebody who plans leave');
    const projectId = person.projects[0] ?? '';
    const now = await deps.businessNow(projectId);
    if (body.to <= body.from) throw validationFailed([{ field: 'to', message: '须晚于开始时间' }]);
    if (body.to <= now)
      throw new Problem('date-in-past', 'the leave is over', { errors: [{ field: 'to', message: '已过去' }] });
    const standIn = await deps.models.staff
      .findOne({ _id: body.standInId, projects: projectId, active: true })
      .lean();
    if (!standIn || standIn._id === person._id || !standIn.roles.some((role) => person.roles.includes(role))) {
      throw new Problem('unknown-stand-in', 'the stand-in is somebody else of the same role in the project', {
        errors: [{ field: 'standInId', message: '须为本项目同岗位的另一人' }],
      });
    }
    const absent = {
      from: new Date(body.from),
      to: new Date(body.to),
      reason: body.reason,
      standInId: body.standInId,
    };
    const { matchedCount } = await deps.models.staff.updateOne(
      {
        _id: person._id,
        absences: { $not: { $elemMatch: { from: { $lt: absent.to }, to: { $gt: absent.from } } } },
      },
      { $push: { absences: absent }, $inc: { rev: 1 } },
    );
    const isMine = (await deps.models.staff.exists({ _id: person._id, absences: { $elemMatch: absent } })) !== null;
    if (matchedCount === 0 && !isMine)
      throw new Problem('absence-overlaps', 'another leave covers part of this time');
    await auditAct(call, {
      projectId,
      chain: `staff:${person._id}`,
      action: 'absence',
      outcome: 'planned',
      facts: { from: isoIn('UTC', body.from), to: isoIn('UTC', body.to), standInId: body.standInId },
    });
    await tellStandIn(call, person, standIn, Math.max(body.from, now));
    return { status: 201, body: await show(call, await find(call)) };
  },
});

/** The stand-in hears of every task that is open already; later ones reach them as they come. */
async function tellStandIn({ deps, target }: Call<Away>, person: Staff, standIn: Staff, at: number): Promise<void> {
  const tasks = await deps.models.tasks.find({ state: 'open', staffIds: person._id }).lean<TaskRow[]>();
  if (tasks.length === 0) return;
  const zone = await zoneOf(deps, person.projects[0] ?? '');
  const rows = tasks.map((task) => {
    const fields = {
      title: task.title.zh,
      processName: task.process,
      subject: task.about ?? task.key,
      dueAt: task.due ? isoIn(zone, task.due).slice(0, 16).replace('T', ' ') : '未定',
      holder: person.name,
    };
    return {
      _id: `stand-in#${target}#${task._id}`,
      projectId: task.projectId,
      workflowId: task.workflowId,
      template: 'tasks.stand-in',
      kind: 'notice' as const,
      staffId: standIn._id,
      ...renderNotice('tasks.stand-in', fields),
      state: 'queued' as const,
      queuedAt: new Date(at),
      notBefore: new Date(at),
      attempts: 0,
    };
  });
  for (const row of rows)
    await deps.models.outbox.updateOne({ _id: row._id }, { $setOnInsert: row }, { upsert: true });
  for (const projectId of new Set(tasks.map((task) => task.projectId))) await poke(deps, projectId);
}

export const staffRoutes = [list, one, edit, absence];
