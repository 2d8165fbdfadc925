import { z } from 'zod';
import { flagInQuery, project, text } from '../../workflows/kernel/fields';
import { ROLES, type Role } from '../../workflows/kernel/words';
import { auditAct } from '../kernel/act-on-row';
import { requireProject } from '../kernel/caller';
import { pageQuery, readPage } from '../kernel/paging';
import { Problem } from '../kernel/problems';
import { defineRoute } from '../kernel/route';
import { pageAnswer } from '../kernel/shown';
import { absenceRoutes } from './absences';
import { findStaff, showStaff, staffAnswer } from './staff-view';

const roles = Object.keys(ROLES) as [Role, ...Role[]];
const filters = z.object({
  projectId: project('项目').optional(),
  role: z.enum(roles).optional(),
  group: text('销售组').optional(),
  active: flagInQuery('在职').optional(),
  ...pageQuery(200),
});

const list = defineRoute({
  method: 'get',
  path: '/staff',
  wing: 'resources',
  summary: '员工 Staff',
  answer: pageAnswer(staffAnswer),
  query: filters,
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
    const items = await Promise.all(page.map((person) => showStaff(call, person)));
    return { status: 200, body: { items, nextCursor } };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/staff/:id',
  wing: 'resources',
  summary: '查看员工 One member of staff',
  answer: staffAnswer,
  handle: async (call) => ({ status: 200, body: await showStaff(call, await findStaff(call)) }),
});

const changes = z.strictObject({
  roles: z.array(z.enum(roles)).optional(),
  groups: z.array(text('销售组')).optional(),
  projects: z.array(project('项目')).optional(),
  active: z.boolean().optional(),
  rev: z.int(),
});

/** Groups, roles, projects; `rev` is the one that was read, so that two editors do not overwrite each other. */
const edit = defineRoute({
  method: 'put',
  path: '/staff/:id',
  wing: 'resources',
  summary: '修改员工岗位 Change roles, groups, projects',
  answer: staffAnswer,
  roles: ['admin'],
  body: changes,
  async handle(call) {
    const person = await findStaff(call);
    if (person._id === call.caller.staffId)
      throw new Problem('own-request', '不能修改自己的岗位 nobody changes their own roles');
    const { rev, ...set } = call.body;
    const { matchedCount } = await call.deps.models.staff.updateOne(
      { _id: person._id, rev },
      { $set: set, $inc: { rev: 1 } },
    );
    if (matchedCount === 0)
      throw new Problem(
        'changed-meanwhile',
        '已被他人修改，请重新读取后再改 somebody has changed it since you read it',
      );
    const projectId = person.projects[0] ?? '';
    await auditAct(call, {
      projectId,
      chain: `staff:${person._id}`,
      action: 'edit',
      outcome: 'changed',
      facts: set,
    });
    return { status: 200, body: await showStaff(call, await findStaff(call)) };
  },
});

export const staffRoutes = [list, one, edit, ...absenceRoutes];
