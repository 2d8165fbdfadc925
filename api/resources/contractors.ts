import { z } from 'zod';
import { phone, project, text } from '../../workflows/kernel/fields';
import { covers } from '../../activities/import/responsibilities';
import type { Contractor } from '../../models/resources/contractor';
import { type DefectClass, defectClasses } from '../../models/resources/defect-classes';
import { monthsBelowLaw } from '../../workflows/service/repair/warranty.rules';
import { auditAct } from '../kernel/act-on-row';
import { mayEnter, requireProject } from '../kernel/caller';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound, Problem, validationFailed } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { pageAnswer } from '../kernel/shown';

const contractorAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    contactName: z.string(),
    contactPhone: z.string(),
    email: z.string().optional(),
    responsibilities: z.array(
      z.object({
        projectId: z.string(),
        building: z.string().optional(),
        unitPrefix: z.string().optional(),
        classes: z.array(z.enum(defectClasses)),
      }),
    ),
    warrantyMonths: z.partialRecord(z.enum(defectClasses), z.int()).optional(),
    rev: z.int(),
  })
  .meta({ title: 'Contractor' });

function show({ _id, lastChange: _token, ...rest }: Contractor) {
  return { id: _id, ...rest };
}

/** A contractor is known where it answers for something; its own people see their own row only. */
function maySee({ caller }: Pick<Call, 'caller'>, { _id, responsibilities }: Contractor): boolean {
  if (caller.contractorId !== undefined) return caller.contractorId === _id;
  return responsibilities.length === 0 || responsibilities.some(({ projectId }) => mayEnter(caller, projectId));
}

const filters = z.object(pageQuery());

const list = defineRoute({
  method: 'get',
  path: '/contractors',
  wing: 'resources',
  outsiders: true,
  summary: '施工责任单位 Responsible contractors',
  answer: pageAnswer(contractorAnswer),
  query: filters,
  async handle(call) {
    const { page, nextCursor } = await readPage(call.deps.models.contractors, {}, { _id: 1 }, call.query);
    return { status: 200, body: { items: page.filter((row) => maySee(call, row)).map(show), nextCursor } };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/contractors/:id',
  wing: 'resources',
  outsiders: true,
  summary: '查看施工责任单位 One contractor',
  answer: contractorAnswer,
  async handle(call) {
    const row = await call.deps.models.contractors.findById(call.params.id).lean<Contractor | null>();
    if (!row || !maySee(call, row)) throw notFound('责任单位 contractor');
    return { status: 200, body: show(row) };
  },
});

const responsibility = z
  .strictObject({
    projectId: project('项目'),
    building: text('楼栋').optional(),
    unitPrefix: text('房号开头').optional(),
    classes: z.array(z.enum(defectClasses)).min(1),
  })
  .refine(({ building, unitPrefix }) => (building === undefined) !== (unitPrefix === undefined), {
    path: ['building'],
    error: '楼栋与房号开头二选一',
  });

const contractor = z.strictObject({
  name: text('单位名称'),
  contactName: text('联系人'),
  contactPhone: phone('联系电话'),
  email: z.email().optional(),
  responsibilities: z.array(responsibility),
  warrantyMonths: z.partialRecord(z.enum(defectClasses), z.int().min(1).max(9999)).optional(),
  /** The revision that was read; absent: a new contractor. */
  rev: z.int().optional(),
});
type Body = z.infer<typeof contractor>;

/** Put a contractor, and with it the table unit × class of its projects. */
const put = defineRoute({
  method: 'put',
  path: '/contractors/:id',
  wing: 'resources',
  summary: '修改施工责任单位 Put a contractor',
  answer: contractorAnswer,
  roles: ['admin'],
  body: contractor,
  async handle(call) {
    const { contractors } = call.deps.models;
    const id = call.params.id ?? '';
    const { rev, ...fields } = call.body;
    for (const { projectId } of fields.responsibilities) requireProject(call.caller, projectId);
    const below = monthsBelowLaw(fields.warrantyMonths ?? {});
    if (below.length > 0)
      throw validationFailed(below.map((cls) => ({ field: `warrantyMonths.${cls}`, message: '低于法定保修期' })));
    const before = await contractors.findById(id).lean<Contractor | null>();
    if ((before?.rev ?? 0) !== (rev ?? 0))
      throw new Problem('changed-meanwhile', '已被他人修改，请重新读取后再改 it is not as you read it');
    const table = await tableOf(call, id, fields.responsibilities);
    const gone = (['email', 'warrantyMonths'] as const).filter((field) => fields[field] === undefined);
    const $unset = Object.fromEntries(gone.map((field) => [field, '']));
    if (before) {
      const { matchedCount } = await contractors.updateOne(
        { _id: id, rev },
        { $set: fields, $unset, $inc: { rev: 1 } },
      );
      if (matchedCount === 0)
        throw new Problem(
          'changed-meanwhile',
          '已被他人修改，请重新读取后再改 somebody has changed it since you read it',
        );
    } else await contractors.updateOne({ _id: id }, { $setOnInsert: { ...fields, rev: 1 } }, { upsert: true });
    await writeTable(call, table);
    const projects = new Set(
      [...fields.responsibilities, ...(before?.responsibilities ?? [])].map((r) => r.projectId),
    );
    for (const projectId of projects) {
      const facts = { responsibilities: fields.responsibilities, warrantyMonths: fields.warrantyMonths };
      await auditAct(call, { projectId, chain: `contractor:${id}`, action: 'put', outcome: 'changed', facts });
    }
    return { status: 200, body: show((await contractors.findById(id).lean<Contractor>()) as Contractor) };
  },
});

type Table = { unitId: string; contractors: Partial<Record<DefectClass, string>> }[];

/**
 * The units whose row changes, with their contractors by class.
 * @throws Problem `responsibility-taken` when another contractor answers for a class of a unit
 */
async function tableOf(call: Call<Body>, id: string, responsibilities: Body['responsibilities']): Promise<Table> {
  const before = await call.deps.models.contractors.findById(id, { responsibilities: 1 }).lean();
  const projects = [...(before?.responsibilities ?? []), ...responsibilities].map(({ projectId }) => projectId);
  const units = await call.deps.models.units
    .find({ projectId: { $in: projects } }, { projectId: 1, building: 1, contractors: 1 })
    .lean();
  const table: Table = [];
  for (const unit of units) {
    const others = Object.entries(unit.contractors ?? {}).filter(([, holder]) => holder !== id);
    const now: Partial<Record<DefectClass, string>> = Object.fromEntries(others);
    for (const { projectId, building, unitPrefix, classes } of responsibilities) {
      const isHere =
        projectId === unit.projectId &&
        covers(unitPrefix ?? building ?? '', { id: unit._id, building: unit.building } as never);
      if (!isHere) continue;
      for (const cls of classes) {
        if (now[cls] !== undefined && now[cls] !== id) {
          throw new Problem(
            'responsibility-taken',
            `${unit._id} 的该类别已由 ${now[cls]} 负责 it answers for ${cls} there`,
            { unitId: unit._id, defectClass: cls },
          );
        }
        now[cls] = id;
      }
    }
    if (JSON.stringify(now) !== JSON.stringify(unit.contractors ?? {}))
      table.push({ unitId: unit._id, contractors: now });
  }
  return table;
}

async function writeTable({ deps }: Pick<Call, 'deps'>, table: Table): Promise<void> {
  if (table.length === 0) return;
  await deps.models.units.bulkWrite(
    table.map(({ unitId, contractors }) => ({
      updateOne: { filter: { _id: unitId }, update: { $set: { contractors }, $inc: { rev: 1 } } },
    })),
  );
}

export const contractorRoutes: Route[] = [list, one, put] as Route[];
