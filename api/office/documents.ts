import { repairContract } from '../../workflows/service/repair/contract';
import { z } from 'zod';
import { flagInQuery, project, sale, text } from '../../workflows/kernel/fields';
import { renderDocument } from '../../activities/texts/documents';
import type { DocumentRow } from '../../models/kernel';
import { type Caller, requireProject } from '../kernel/caller';
import type { ApiDeps } from '../kernel/deps';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound } from '../kernel/problems';
import { defineRoute } from '../kernel/route';
import { pageAnswer, time } from '../kernel/shown';
import { withIsoTimes, zoneOf } from '../kernel/time';

const filters = z.object({
  projectId: project('项目').optional(),
  saleKey: sale('交易').optional(),
  workflowId: text('业务编号', { max: 200 }).optional(),
  kind: text('种类').optional(),
  number: text('编号').optional(),
  ...pageQuery(),
});
/** A document; in a list without what was filled in. */
const documentAnswer = z
  .object({
    id: z.string(),
    kind: z.string(),
    number: z.string(),
    projectId: z.string(),
    workflowId: z.string(),
    saleKey: z.string().nullish(),
    clientId: z.string().nullish(),
    issuedAt: time(),
    fields: z.record(z.string(), z.unknown()).optional(),
    filledInAt: time().optional(),
    replaces: z.string().optional(),
    void: z
      .object({ at: time(), by: z.string(), reason: z.string(), replacedBy: z.string().optional() })
      .optional(),
  })
  .meta({ title: 'Document' });

const ORDER = { issuedAt: -1, _id: -1 } as const;

const list = defineRoute({
  method: 'get',
  path: '/documents',
  wing: 'work',
  summary: '单据 Documents',
  answer: pageAnswer(documentAnswer),
  query: filters,
  async handle({ deps, caller, query }) {
    const { projectId, limit, cursor, ...fields } = query;
    if (projectId) requireProject(caller, projectId);
    const named = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const condition = { ...named, projectId: projectId ?? { $in: caller.projects } };
    const { page, nextCursor } = await readPage(deps.models.documents, condition, ORDER, { limit, cursor });
    const zone = await zoneOf(deps, projectId ?? caller.projects[0] ?? '');
    const items = page.map(({ _id, fields: _fields, ...row }) => withIsoTimes({ id: _id, ...row }, zone));
    return { status: 200, body: { items, nextCursor } };
  },
});

/** The forms that a contractor is handed for a repair of its own. */
const FOR_CONTRACTORS = ['repair-order', 'repair-task', 'takeover-notice'];

async function maySee(deps: ApiDeps, caller: Caller, row: DocumentRow): Promise<boolean> {
  const { contractorId } = caller;
  if (contractorId === undefined) return true;
  if (!FOR_CONTRACTORS.includes(row.kind)) return false;
  const { workflowId } = row;
  return (
    (await deps.models.recordsOf(repairContract).exists({ workflowId, 'data.contractorId': contractorId })) !== null
  );
}

/** The form as it is printed; `reprint` marks it 副本, a void one is marked 作废. */
const one = defineRoute({
  method: 'get',
  path: '/documents/:id',
  wing: 'work',
  outsiders: true,
  summary: '打印单据 Print a document',
  answer: documentAnswer,
  prints: 'text/html',
  query: z.object({ reprint: flagInQuery('补打').optional(), format: z.enum(['html', 'json']).default('html') }),
  async handle({ deps, caller, params, query }) {
    const row = await deps.models.documents.findById(params.id).lean<DocumentRow | null>();
    if (!row) throw notFound('单据 document');
    requireProject(caller, row.projectId);
    if (!(await maySee(deps, caller, row))) throw notFound('单据 document');
    const project = await deps.models.projects.findById(row.projectId).lean();
    const zone = project?.zone ?? 'Asia/Shanghai';
    if (query.format === 'json') {
      const { _id, ...shown } = row;
      return { status: 200, body: withIsoTimes({ id: _id, ...shown }, zone) };
    }
    const html = renderDocument(row.kind, {
      number: row.number,
      projectName: project?.name ?? row.projectId,
      companyName: project?.companyName ?? '',
      issuedAt: row.issuedAt.getTime(),
      zone,
      marks: [...(query.reprint ? (['copy'] as const) : []), ...(row.void ? (['void'] as const) : [])],
      fields: row.fields as never,
    });
    return { status: 200, body: html, type: 'html' };
  },
});

export const documentRoutes = [list, one];
