import { z } from 'zod';
import { day, staff } from '../../workflows/kernel/fields';
import { isDuplicateKey } from '../../activities/commit/keys';
import { type DutyRota, dutyRotaId } from '../../models/resources/duty-rota';
import { localDate } from '../../workflows/kernel/calendar';
import type { ApiDeps } from '../kernel/deps';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound, Problem, validationFailed } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { date, pageAnswer, time } from '../kernel/shown';
import { withIsoTimes } from '../kernel/time';
import { auditChange, projectOf } from './projects';

const dutyRotaAnswer = z
  .object({
    projectId: z.string(),
    date: date(),
    order: z.array(z.string()),
    off: z.array(z.string()),
    turns: z.array(
      z.object({ visitId: z.string(), staffId: z.string(), startedAt: time(), endedAt: time().optional() }),
    ),
  })
  .meta({ title: 'DutyRota' });

const body = z.object({
  order: z.array(staff('轮值顺序')).min(1).max(200),
  off: z.array(staff('轮休')).max(200).default([]),
});
type Body = z.infer<typeof body>;

/** @throws Problem `validation-failed` with one entry per wrong name */
async function checkPeople(deps: ApiDeps, projectId: string, { order, off }: Body): Promise<void> {
  const rows = await deps.models.staff
    .find({ projects: projectId, roles: 'consultant', active: true }, { _id: 1 })
    .lean();
  const consultants = new Set(rows.map(({ _id }) => _id));
  const errors = [
    ...order.flatMap((id, i) =>
      consultants.has(id)
        ? []
        : [{ field: `order.${i}`, message: '不是本项目的置业顾问 no consultant of this project' }],
    ),
    ...order.flatMap((id, i) =>
      order.indexOf(id) < i ? [{ field: `order.${i}`, message: '重复 named twice' }] : [],
    ),
    ...off.flatMap((id, i) =>
      order.includes(id) ? [] : [{ field: `off.${i}`, message: '不在轮值顺序中 not in the order' }],
    ),
  ];
  if (errors.length > 0) throw validationFailed(errors);
}

function dateOf(params: Record<string, string>): string {
  const parsed = day('日期').safeParse(params.date);
  if (!parsed.success) throw validationFailed([{ field: 'date', message: '日期须写作 YYYY-MM-DD a date' }]);
  return parsed.data;
}

/** Order and who is off change; the turns of the day stay. Compare-and-set against receptions at the same moment. */
async function write(
  { deps, target }: Call,
  projectId: string,
  date: string,
  { order, off }: Body,
): Promise<DutyRota> {
  const { dutyRotas } = deps.models;
  const _id = dutyRotaId(projectId, date);
  for (;;) {
    const row = await dutyRotas.findById(_id).lean<DutyRota | null>();
    if (row?.lastChange === target) return row;
    if (row) {
      await dutyRotas.updateOne(
        { _id, rev: row.rev },
        { $set: { order, off, lastChange: target }, $inc: { rev: 1 } },
      );
      continue;
    }
    try {
      await dutyRotas.create({ _id, rev: 1, lastChange: target, projectId, date, order, off, turns: [] });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

function show(zone: string, { projectId, date, order, off, turns }: DutyRota) {
  return withIsoTimes({ projectId, date, order, off, turns }, zone);
}

const put = defineRoute({
  method: 'put',
  path: '/projects/:id/duty-rotas/:date',
  wing: 'resources',
  summary: '排轮值表 Set the rota of a day',
  answer: dutyRotaAnswer,
  roles: ['supervisor'],
  body,
  async handle(call) {
    const project = await projectOf(call);
    const { deps, params, body: asked } = call;
    const date = dateOf(params);
    const at = await deps.businessNow(project._id);
    const today = localDate(at, await deps.calendarOf(project._id));
    if (date < today)
      throw new Problem('date-in-past', `${date} 已过 it has passed`, {
        errors: [{ field: 'date', message: '日期已过' }],
      });
    await checkPeople(deps, project._id, asked);
    const rota = await write(call as Call, project._id, date, asked);
    await auditChange(call, project._id, { action: 'duty-rota set', outcome: 'set', facts: { date, ...asked } });
    return { status: 200, body: show(project.zone, rota) };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/projects/:id/duty-rotas/:date',
  wing: 'resources',
  summary: '轮值表 The rota of a day',
  answer: dutyRotaAnswer,
  async handle(call) {
    const project = await projectOf(call);
    const rota = await call.deps.models.dutyRotas
      .findById(dutyRotaId(project._id, dateOf(call.params)))
      .lean<DutyRota | null>();
    if (!rota) throw notFound('轮值表 rota');
    return { status: 200, body: show(project.zone, rota) };
  },
});

const filters = z.object(pageQuery(60));

const list = defineRoute({
  method: 'get',
  path: '/projects/:id/duty-rotas',
  wing: 'resources',
  summary: '轮值表 Rotas, the latest first',
  answer: pageAnswer(dutyRotaAnswer),
  query: filters,
  async handle(call) {
    const project = await projectOf(call);
    const { dutyRotas } = call.deps.models;
    const { page, nextCursor } = await readPage(dutyRotas, { projectId: project._id }, { date: -1 }, call.query);
    return { status: 200, body: { items: page.map((rota) => show(project.zone, rota)), nextCursor } };
  },
});

/** 轮值表: who receives the next visitor (S1). */
export const dutyRotaRoutes: Route[] = [put, one, list];
