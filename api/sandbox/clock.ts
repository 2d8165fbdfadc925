import { z } from 'zod';
import { instant, period, project } from '../../workflows/kernel/fields';
import { offsetOf } from '../../activities/sandbox/clock';
import { fastForward } from '../../activities/sandbox/fast-forward';
import { deadlineAfter } from '../../workflows/kernel/period';
import { refusal } from '../../workflows/kernel/refusal';
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

const byOrTo = z
  .object({
    projectId: project('项目'),
    by: period('推进多久').optional(),
    to: instant('推进到').optional(),
  })
  .refine(({ by, to }) => (by === undefined) !== (to === undefined), {
    path: ['by'],
    error: '须填快进多久（by）或快进到何时（to），二者之一 either by or to',
  });

/** Answers when all that became due on the way has happened. */
export const sandboxFastForward = defineRoute({
  method: 'post',
  path: '/sandbox/fast-forward',
  wing: 'sandbox',
  summary: '快进项目时钟 Move the clock of a project on',
  body: byOrTo,
  answer: z.object({
    projectId: z.string(),
    from: time(),
    to: time(),
    acts: z.array(z.object({ at: time(), workflowId: z.string(), name: z.string() })),
  }),
  async handle({ deps, caller, target: token, body: { projectId, by, to: asked } }) {
    requireProject(caller, projectId);
    const zone = await zoneOfProject(deps, projectId);
    const calendar = await deps.calendarOf(projectId);
    const target = (now: number) => {
      if (by !== undefined) return deadlineAfter(now, by, calendar).at;
      if (asked === undefined || asked < now)
        throw refusal('validation-failed', '该时刻已过，时钟只能前进 the clock only goes forward', { field: 'to' });
      return asked;
    };
    const { from, to, acts } = await fastForward(deps, projectId, target, token);
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
