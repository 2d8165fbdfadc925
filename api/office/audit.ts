import { z } from 'zod';
import { instant, project, sale, staff, text } from '../../workflows/kernel/fields';
import { requireProject } from '../kernel/caller';
import { pageQuery, readPage } from '../kernel/paging';
import { defineRoute } from '../kernel/route';
import { actor, pageAnswer, time } from '../kernel/shown';
import { withIsoTimes, zoneOf } from '../kernel/time';

const filters = z.object({
  projectId: project('项目').optional(),
  chain: text('审计链', { max: 300 }).optional(),
  saleKey: sale('交易').optional(),
  staffId: staff('员工').optional(),
  action: text('操作').optional(),
  from: instant('起').optional(),
  to: instant('止').optional(),
  ...pageQuery(200, 1000),
});
const entryAnswer = z
  .object({
    id: z.string(),
    chain: z.string(),
    seq: z.int(),
    at: time(),
    actor,
    action: z.string(),
    projectId: z.string(),
    saleKey: z.string().nullish(),
    outcome: z.string(),
    facts: z.record(z.string(), z.unknown()),
    told: z
      .array(z.string())
      .optional()
      .meta({ description: 'workflow ids of the processes that were told of it' }),
    changeHash: z.string(),
    prevHash: z.string(),
    hash: z.string(),
  })
  .meta({ title: 'AuditEntry' });

const ORDER = { at: -1, chain: 1, seq: -1 } as const;

/** Who did what, when, in which role, on what, with which outcome: append-only, hash-chained. */
const list = defineRoute({
  method: 'get',
  path: '/audit',
  wing: 'work',
  summary: '审计记录 Audit entries',
  answer: pageAnswer(entryAnswer),
  roles: ['auditor', 'admin', 'executive'],
  query: filters,
  async handle({ deps, caller, query }) {
    const { projectId, chain, saleKey, staffId, action, from, to, limit, cursor } = query;
    if (projectId) requireProject(caller, projectId);
    const condition = {
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
    };
    const { page, nextCursor } = await readPage(deps.models.audit, condition, ORDER, { limit, cursor });
    const zone = await zoneOf(deps, projectId ?? caller.projects[0] ?? '');
    const items = page.map(({ _id, ...row }) => withIsoTimes({ id: _id, ...row }, zone));
    return { status: 200, body: { items, nextCursor } };
  },
});

export const auditRoutes = [list];
