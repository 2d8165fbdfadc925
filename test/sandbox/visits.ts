import { startProcess } from '../../activities/start-process';
import type { RecordRow } from '../../models/kernel';
import { visitClaimContract } from '../../workflows/front/visit-claim/contract';
import type { Project } from '../harness/project';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A visitor who does not remember the consultant: received, now being served. */
export async function receive({ deps, projectId, idOf }: Project, key: string): Promise<string> {
  await startProcess(deps, visitClaimContract, {
    key,
    projectId,
    input: { contactedBefore: 'forgotten', clientId: idOf('client-001') },
    actor: { staffId: idOf('assistant-1'), roles: ['assistant'] },
    startToken: `start-${key}`,
  });
  return `visit-claim:${key}`;
}

/** … and gone: from now on its deadlines run, one after the other, up to `unclaimed`. */
export async function receiveAndLeave(world: Project, key: string): Promise<RecordRow> {
  const workflowId = await receive(world, key);
  const offsetMs = await world.deps.offsetOf(world.projectId);
  const { servedBy } = (await visit(world, key)).data as { servedBy: string };
  await world.deps.client.workflow.getHandle(workflowId).executeUpdate('leave', {
    args: [
      {
        actor: { staffId: servedBy, roles: ['consultant'] },
        body: { packComplete: true, unitsShown: [], notes: '看过样板间' },
        offsetMs,
      },
    ],
  });
  return visit(world, key);
}

export async function visit({ deps }: Project, key: string): Promise<RecordRow> {
  const record = await deps.models.records('visits').findById(key).lean();
  if (!record) throw new Error(`no visit ${key}`);
  return record;
}
