import { z } from 'zod';
import { noticeChannelKinds } from '../../models/resources/client';
import { defectClasses } from '../../models/resources/defect-classes';
import type { Project } from '../../models/resources';
import type { Json } from '../../workflows/kernel/words';
import { auditAct } from '../kernel/act-on-row';
import { requireProject } from '../kernel/caller';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { date, pageAnswer } from '../kernel/shown';

/** A project; in a list it is only named. */
const projectAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    companyName: z.string(),
    city: z.string(),
    zone: z.string().meta({ description: 'IANA time zone' }),
    address: z.string().optional(),
    phone: z.string().optional(),
    centre: z.object({ closedDates: z.array(date()), closedWeekdays: z.array(z.int().min(1).max(7)) }).optional(),
    contractTemplate: z
      .object({
        latePaymentPpm: z.int().optional(),
        lateDeliveryPpm: z.int().optional(),
        lateTitlePpm: z.int().optional(),
        handoverOn: date().optional(),
        addressClause: z.boolean().optional(),
        noticeChannel: z.enum(noticeChannelKinds).optional(),
        demandPeriod: z.string().optional(),
        titlePeriod: z.string().optional(),
        rescissionPeriod: z.string().optional(),
        areaRefundPeriod: z.string().optional(),
      })
      .optional(),
    supervisedAccounts: z.array(z.object({ no: z.string(), bankId: z.string(), purpose: z.string() })).optional(),
    warrantyMonths: z.partialRecord(z.enum(defectClasses), z.int()).optional(),
  })
  .meta({ title: 'Project' });

type Request = Pick<Call, 'deps' | 'caller' | 'params' | 'target'>;

/**
 * The project an address names.
 * @throws Problem `forbidden` for somebody else's, `not-found`
 */
export async function projectOf({ deps, caller, params }: Request): Promise<Project> {
  const project = await deps.models.projects.findById(params.id).lean<Project | null>();
  if (!project) throw notFound('项目 project');
  requireProject(caller, project._id);
  return project;
}

/** Write down a change to a plain resource of a project, in the project's chain. */
export async function auditChange(
  call: Request,
  projectId: string,
  change: { action: string; outcome: string; facts: Record<string, Json | undefined> },
): Promise<void> {
  await auditAct(call, { projectId, chain: `project:${projectId}`, ...change });
}

const one = defineRoute({
  method: 'get',
  path: '/projects/:id',
  wing: 'resources',
  summary: '项目 A project',
  answer: projectAnswer,
  async handle(call) {
    const { _id, rev: _rev, lastChange: _lastChange, ...shown } = await projectOf(call);
    return { status: 200, body: { id: _id, ...shown } };
  },
});

const filters = z.object(pageQuery());

const list = defineRoute({
  method: 'get',
  path: '/projects',
  wing: 'resources',
  summary: '项目列表 The projects one works in',
  answer: pageAnswer(projectAnswer),
  query: filters,
  async handle({ deps, caller, query }) {
    const { projects } = deps.models;
    const { page, nextCursor } = await readPage(projects, { _id: { $in: caller.projects } }, { _id: 1 }, query);
    const items = page.map(({ _id: id, name, companyName, city, zone }) => ({ id, name, companyName, city, zone }));
    return { status: 200, body: { items, nextCursor } };
  },
});

export const projectRoutes: Route[] = [list, one];
