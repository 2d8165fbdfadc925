import { z } from 'zod';
import { period, project } from '../../workflows/kernel/fields';
import { offsetOf } from '../../activities/sandbox/clock';
import { fastForward } from '../../activities/sandbox/fast-forward';
import { deadlineAfter } from '../../workflows/kernel/period';
import { requireProject } from '../kernel/caller';
import type { ApiDeps } from '../kernel/deps';
import { notFound } from '../kernel/problems';
import { defineRoute } from '../kernel/route';
import { time } from '../kernel/shown';
import { isoIn } from '../kernel/time';

/** The project's clock against the server's. Only in the sandbox. */
export const sandboxClock = defineRoute({
  method: 'get',
  path: '/sandbox/clock',
  wing: 'sandbox',
  summary: '查看项目时钟 The business time of a project',
  query: z.object({ projectId: project('项目') }),
  answer: z.object({
    projectId: z.string(),
    now: time(),
    offset: z.int().meta({ description: 'ms' }),
    sandbox: z.literal(true),
  }),
  async handle({ deps, caller, query: { projectId } }) {
    requireProject(caller, projectId);
    const zone = await zoneOfProject(deps, projectId);
    const offset = await offsetOf(deps.models, projectId);
    return {
      status: 200,
      body: { projectId, now: isoIn(zone, Date.now() + offset), offset, sandbox: true as const },
    };
  },
});

/** Answers when all that became due on the way has happened. */
export const sandboxFastForward = defineRoute({
  method: 'post',
  path: '/sandbox/fast-forward',
  wing: 'sandbox',
  summary: '快进项目时钟 Move the clock of a project on',
  body: z.object({ projectId: project('项目'), by: period('推进多久') }),
  answer: z.object({
    projectId: z.string(),
    from: time(),
    to: time(),
    acts: z.array(z.object({ at: time(), workflowId: z.string(), name: z.string() })),
  }),
  async handle({ deps, caller, body: { projectId, by } }) {
    requireProject(caller, projectId);
    const zone = await zoneOfProject(deps, projectId);
    const now = await deps.businessNow(projectId);
    const { at } = deadlineAfter(now, by, await deps.calendarOf(projectId));
    const { from, to, acts } = await fastForward(deps, projectId, at - now);
    const iso = (instant: number) => isoIn(zone, instant);
    const told = acts.map((act) => ({ ...act, at: iso(act.at) }));
    return { status: 200, body: { projectId, from: iso(from), to: iso(to), acts: told } };
  },
});

/** @throws Problem `not-found` */
async function zoneOfProject({ models }: ApiDeps, projectId: string): Promise<string> {
  const project = await models.projects.findById(projectId, { zone: 1 }).lean();
  if (!project) throw notFound(`项目 project ${projectId}`);
  return project.zone;
}
