import { z } from 'zod';
import { instant, staff, text } from '../../workflows/kernel/fields';
import { renderNotice } from '../../activities/texts/notices';
import { poke } from '../../activities/notices/poke';
import type { TaskRow } from '../../models/kernel';
import type { Staff } from '../../models/resources';
import type { Role } from '../../workflows/kernel/words';
import { auditAct } from '../kernel/act-on-row';
import { forbidden, Problem, validationFailed } from '../kernel/problems';
import { type Call, defineRoute } from '../kernel/route';
import { isoIn, zoneOf } from '../kernel/time';
import { findStaff, showStaff, staffAnswer } from './staff-view';

/** Who plans other people's leave. */
const PLANNERS: readonly Role[] = ['team-leader', 'supervisor', 'sales-manager', 'service-supervisor', 'admin'];

const away = z.strictObject({
  from: instant('离岗时间'),
  to: instant('返岗时间'),
  reason: text('事由', { max: 200 }),
  standInId: staff('代办人'),
});
type Away = z.infer<typeof away>;

/** Leave and rotation: open tasks are offered to the stand-in from its start, and come back at its end. */
const absence = defineRoute({
  method: 'post',
  path: '/staff/:id/absences',
  wing: 'resources',
  summary: '请假轮休与代办人 Leave, with a stand-in',
  answer: staffAnswer,
  body: away,
  status: 201,
  async handle(call) {
    const { deps, body } = call;
    const person = await personToPlanFor(call);
    const projectId = person.projects[0] ?? '';
    const now = await deps.businessNow(projectId);
    if (body.to <= body.from) throw validationFailed([{ field: 'to', message: '须晚于开始时间' }]);
    if (body.to <= now)
      throw new Problem('date-in-past', '请假时间已过 the leave is over', {
        errors: [{ field: 'to', message: '已过去' }],
      });
    const standIn = await deps.models.staff
      .findOne({ _id: body.standInId, projects: projectId, active: true })
      .lean();
    if (!standIn || standIn._id === person._id || !standIn.roles.some((role) => person.roles.includes(role))) {
      throw new Problem(
        'unknown-stand-in',
        '代办人须为本项目同岗位的另一人 the stand-in is somebody else of the same role in the project',
        {
          errors: [{ field: 'standInId', message: '须为本项目同岗位的另一人' }],
        },
      );
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
      throw new Problem('absence-overlaps', '与已登记的请假时间重叠 another leave covers part of this time');
    await auditAct(call, {
      projectId,
      chain: `staff:${person._id}`,
      action: 'absence',
      outcome: 'planned',
      facts: { from: isoIn('UTC', body.from), to: isoIn('UTC', body.to), standInId: body.standInId },
    });
    await tellStandIn(call, person, standIn, Math.max(body.from, now));
    return { status: 201, body: await showStaff(call, await findStaff(call)) };
  },
});

/** Back before the leave is over: the tasks come back at once. */
const end = defineRoute({
  method: 'post',
  path: '/staff/:id/absences/end',
  wing: 'resources',
  summary: '提前返岗 Back from leave',
  answer: staffAnswer,
  body: z.strictObject({}),
  async handle(call) {
    const person = await personToPlanFor(call);
    const projectId = person.projects[0] ?? '';
    const now = new Date(await call.deps.businessNow(projectId));
    const running = person.absences.find(({ from, to }) => from <= now && now < to);
    if (!running) throw new Problem('not-absent', '没有正在进行的请假 no leave is running');
    const { from, to } = running;
    const { matchedCount } = await call.deps.models.staff.updateOne(
      { _id: person._id, absences: { $elemMatch: { from, to } } },
      { $set: { 'absences.$[leave].to': now }, $inc: { rev: 1 } },
      { arrayFilters: [{ 'leave.from': from, 'leave.to': to }] },
    );
    if (matchedCount === 0)
      throw new Problem(
        'changed-meanwhile',
        '已被他人修改，请重新读取后再改 somebody has changed it since you read it',
      );
    const facts = { planned: isoIn('UTC', to), standInId: running.standInId };
    await auditAct(call, {
      projectId,
      chain: `staff:${person._id}`,
      action: 'absence-end',
      outcome: 'back',
      facts,
    });
    return { status: 200, body: await showStaff(call, await findStaff(call)) };
  },
});

/** @throws Problem `forbidden` for somebody else's leave, unless the caller plans leave */
async function personToPlanFor<Body>(call: Call<Body>): Promise<Staff> {
  const person = await findStaff(call);
  const { staffId, roles } = call.caller;
  if (person._id === staffId || roles.some((role) => PLANNERS.includes(role))) return person;
  throw forbidden('只能登记自己的请假，或由负责排休的人登记 your own leave, or as somebody who plans leave');
}

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

export const absenceRoutes = [absence, end];
