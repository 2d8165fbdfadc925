import { z } from 'zod';
import type { AuditRow } from '../../models/kernel';
import { requireProject } from '../kernel/caller';
import { instant, word } from '../kernel/fields';
import { defineRoute } from '../kernel/route';
import { withIsoTimes, zoneOf } from '../kernel/time';

const filters = z.object({
  projectId: word().optional(),
  chain: word(300).optional(),
  saleKey: word().optional(),
  staffId: word().optional(),
  action: word().optional(),
  from: instant().optional(),
  to: instant().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
type Filters = z.infer<typeof filters>;

/** Who did what, when, in which role, on what, with which outcome: append-only, hash-chained. */
const list = defineRoute<unknown, Filters>({
  method: 'get',
  path: '/audit',
  wing: 'work',
  summary: '审计记录 Audit entries',
  roles: ['auditor', 'admin', 'executive'],
  query: filters as z.ZodType<Filters>,
  async handle({ deps, caller, query }) {
    const { projectId, chain, saleKey, staffId, action, from, to, limit } = query;
    if (projectId) requireProject(caller, projectId);
    const rows = await deps.models.audit
      .find({
        projectId: projectId ?? { $in: caller.projects as string[] },
        ...(chain ? { chain } : {}),
        ...(saleKey ? { saleKey } : {}),
        ...(staffId ? { 'actor.staffId': staffId } : {}),
        ...(action ? { action } : {}),
        ...(from === undefined && to === undefined
          ? {}
          : {
              at: {
                ...(from === undefined ? {} : { $gte: new Date(from) }),
                ...(to === undefined ? {} : { $lt: new Date(to) }),
              },
            }),
      } as never)
      .sort({ at: -1, chain: 1, seq: -1 })
      .limit(limit)
      .lean<AuditRow[]>();
    const zone = await zoneOf(deps, projectId ?? caller.projects[0] ?? '');
    return { status: 200, body: { items: rows.map(({ _id, ...row }) => withIsoTimes({ id: _id, ...row }, zone)) } };
  },
});

export const auditRoutes = [list];
