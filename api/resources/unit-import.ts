import { z } from 'zod';
import { day, unit } from '../../workflows/kernel/fields';
import type { Unit } from '../../models/resources';
import { auditAct } from '../kernel/act-on-row';
import { mayEnter } from '../kernel/caller';
import { validationFailed } from '../kernel/problems';
import { defineRoute, type Route } from '../kernel/route';

const row = z
  .object({
    unitId: unit('房号'),
    deliveredOn: day('交房日期').optional(),
    completionAcceptedOn: day('竣工验收日期').optional(),
  })
  .refine((r) => r.deliveredOn ?? r.completionAcceptedOn, { path: ['deliveredOn'], error: '至少填写一个日期' });
const body = z.object({ rows: z.array(row).min(1).max(5000) });

/** Handover and completion dates from paper: all rows, or none when one is wrong. */
const importUnits = defineRoute({
  method: 'post',
  path: '/units/import',
  wing: 'resources',
  summary: '导入交房、竣工验收日期 Import dates of handover and completion',
  answer: z.object({ imported: z.int() }),
  roles: ['admin'],
  body,
  keyRequired: true,
  async handle(call) {
    const { deps, caller, target } = call;
    const { rows } = call.body;
    const found = await deps.models.units.find({ _id: { $in: rows.map(({ unitId }) => unitId) } }).lean<Unit[]>();
    const units = new Map(
      found.filter(({ projectId }) => mayEnter(caller, projectId)).map((unit) => [unit._id, unit]),
    );
    const errors = rows.flatMap(({ unitId }, i) =>
      units.has(unitId) ? [] : [{ field: `rows.${i}.unitId`, message: '没有该房号 no such unit' }],
    );
    if (errors.length > 0) throw validationFailed(errors);
    await deps.models.units.bulkWrite(
      rows.map(({ unitId, ...dates }) => ({
        updateOne: {
          filter: { _id: unitId, lastChange: { $ne: target } },
          update: { $set: { ...dates, lastChange: target }, $inc: { rev: 1 } },
        },
      })),
    );
    for (const projectId of new Set([...units.values()].map((unit) => unit.projectId))) {
      const mine = rows.filter(({ unitId }) => units.get(unitId)?.projectId === projectId);
      await auditAct(call, {
        projectId,
        chain: `project:${projectId}`,
        action: 'units imported',
        outcome: 'imported',
        facts: { rows: mine },
      });
    }
    return { status: 200, body: { imported: rows.length } };
  },
});

export const unitImportRoutes: Route[] = [importUnits];
