import { day, project } from '../../workflows/kernel/fields';
import type { Project } from '../../models/resources';
import { addDays, instantOf } from '../../workflows/kernel/calendar';
import type { Role } from '../../workflows/kernel/words';
import { requireProject } from '../kernel/caller';
import { notFound, validationFailed } from '../kernel/problems';
import type { Call } from '../kernel/route';

/** Who reads the reports of the sales centre. */
export const READERS: Role[] = [
  'team-leader',
  'assistant',
  'supervisor',
  'sales-manager',
  'controller',
  'customer-service',
  'finance',
  'executive',
  'auditor',
  'admin',
];

/** The days of a report, both included. */
export const periodQuery = { projectId: project('项目'), from: day('开始日期'), to: day('结束日期') };
export type Period = { projectId: string; from: string; to: string };

export interface Days {
  project: Project;
  /** Instants: from the first day's 00:00, before the last one's 24:00. */
  start: Date;
  end: Date;
}

/** @throws Problem `forbidden`, `not-found`, `validation-failed` when the days are turned round */
export async function daysOf<Q extends Period>({
  deps,
  caller,
  query,
}: Pick<Call<unknown, Q>, 'deps' | 'caller' | 'query'>): Promise<Days> {
  const { projectId, from, to } = query;
  requireProject(caller, projectId);
  if (to < from) throw validationFailed([{ field: 'to', message: '须不早于开始日期' }]);
  const project = await deps.models.projects.findById(projectId).lean<Project | null>();
  if (!project) throw notFound('项目 project');
  const calendar = await deps.calendarOf(projectId);
  return {
    project,
    start: new Date(instantOf(from, '00:00', calendar)),
    end: new Date(instantOf(addDays(to, 1), '00:00', calendar)),
  };
}
