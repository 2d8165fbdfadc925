import { z } from 'zod';
import type { Project } from '../../models/resources';
import type { Json } from '../../workflows/kernel/words';
import { auditAct } from '../kernel/act-on-row';
import { requireProject } from '../kernel/caller';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { pageAnswer, projectAnswer } from './answers';

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
type Filters = z.infer<typeof filters>;

const list = defineRoute<unknown, Filters>({
  method: 'get',
  path: '/projects',
  wing: 'resources',
  summary: '项目列表 The projects one works in',
  answer: pageAnswer(projectAnswer),
  query: filters as z.ZodType<Filters>,
  async handle({ deps, caller, query }) {
    const { projects } = deps.models;
    const { page, nextCursor } = await readPage(projects, { _id: { $in: caller.projects } }, { _id: 1 }, query);
    const items = page.map(({ _id: id, name, companyName, city, zone }) => ({ id, name, companyName, city, zone }));
    return { status: 200, body: { items, nextCursor } };
  },
});

export const projectRoutes: Route[] = [list, one];
