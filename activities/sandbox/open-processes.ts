import { contracts } from '../../workflows/contracts';
import { deliveryId } from '../../workflows/office/notices/contract';
import type { ProcessRecord } from '../../workflows/kernel/change';
import { nextInstant } from '../../workflows/kernel/instants';
import type { Deps } from '../deps';
import { Outbox } from '../notices/outbox';
import { clientSendAt } from '../notices/rules';

/** What still runs in a project, and what will come due there next. */
export interface OpenProcesses {
  workflowIds: string[];
  /** Earliest first. `workflowId` is who will act. */
  instants: { at: number; workflowId: string; name: string }[];
}

/**
 * Every open workflow of a project: those with an open record, those that Temporal lists (runs and processes that are
 * just beginning have no record; the list lags a little), and its delivery.
 */
export async function openProcesses(deps: Deps, projectId: string): Promise<OpenProcesses> {
  const [records, listed, notices] = await Promise.all([
    openRecords(deps, projectId),
    runningIn(deps, projectId),
    waitingNotices(deps, projectId),
  ]);
  const due = records.flatMap((record) => {
    const next = nextInstant(record);
    return next ? [{ at: next.at, workflowId: record.workflowId, name: next.name }] : [];
  });
  const ids = [...records.map(({ workflowId }) => workflowId), ...listed, deliveryId(projectId)];
  return { workflowIds: [...new Set(ids)], instants: [...due, ...notices].sort((a, b) => a.at - b.at) };
}

/** All collections of records in one query: it is asked again and again. */
async function openRecords({ models }: Deps, projectId: string): Promise<ProcessRecord[]> {
  const [first, ...others] = contracts.map(({ collection }) => collection);
  const step = { 'openSteps.step': 1, 'openSteps.remindAt': 1, 'openSteps.escalations.at': 1 };
  const open = [
    { $match: { projectId, open: true } },
    { $project: { workflowId: 1, open: 1, 'deadlines.at': 1, 'deadlines.name': 1, ...step } },
  ];
  const unions = others.map((coll) => ({ $unionWith: { coll, pipeline: open } }));
  return models.connection
    .collection(first as string)
    .aggregate<ProcessRecord>([...open, ...unions])
    .toArray();
}

async function runningIn({ client }: Deps, projectId: string): Promise<string[]> {
  const query = `ProjectId = '${projectId.replaceAll("'", "''")}' AND ExecutionStatus = 'Running'`;
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1000 })) ids.push(workflowId);
  return ids;
}

/** When delivery must send next: as it reckons itself, clients' notices in their hours only. */
async function waitingNotices({ models, settings }: Deps, projectId: string): Promise<OpenProcesses['instants']> {
  const [{ staff, clients }, onItsWay, project] = await Promise.all([
    new Outbox(models, projectId, '').next(),
    models.outbox.exists({ projectId, state: 'sending' }),
    models.projects.findById(projectId, { zone: 1 }).lean(),
  ]);
  const instants = [
    onItsWay ? 0 : undefined,
    staff,
    clients === undefined || !project
      ? clients
      : clientSendAt(clients, settings.delivery.clientHours, project.zone),
  ];
  return instants
    .filter((at) => at !== undefined)
    .map((at) => ({ at, workflowId: deliveryId(projectId), name: 'notice' }));
}
