import type { OutboxRow } from '../../models/kernel';
import { contracts } from '../../workflows/contracts';
import { SYSTEM } from '../../workflows/kernel/words';
import type { Deps } from '../deps';
import { Outbox } from '../notices/outbox';
import { clientSendAt } from '../notices/rules';

/** A process that will act by itself, and when (business instant, epoch milliseconds). */
export interface Due {
  workflowId: string;
  at: number;
}

/** Open processes of a project that act by themselves not after `until`, earliest first: one query over all records. */
export async function dueUntil({ models }: Deps, projectId: string, until: number): Promise<Due[]> {
  const [first, ...others] = [...new Set(contracts.map(({ collection }) => collection))];
  const due = [
    { $match: { projectId, open: true, nextAt: { $lte: until } } },
    { $project: { _id: 0, workflowId: 1, at: '$nextAt' } },
  ];
  const unions = others.map((coll) => ({ $unionWith: { coll, pipeline: due } }));
  return models.connection
    .collection(first as string)
    .aggregate<Due>([...due, ...unions, { $sort: { at: 1 } }])
    .toArray();
}

/** When a notice of the project must be sent next (clients' in their hours only); Infinity when none is queued. */
export async function nextNotice({ models, settings }: Deps, projectId: string): Promise<number> {
  const [{ staff, clients }, project] = await Promise.all([
    new Outbox(models, projectId, '').next(),
    models.projects.findById(projectId, { zone: 1 }).lean(),
  ]);
  const { clientHours } = settings.delivery;
  const opening = clients !== undefined && project ? clientSendAt(clients, clientHours, project.zone) : clients;
  return Math.min(staff ?? Infinity, opening ?? Infinity);
}

/** Is a notice that was due by `at` on its way? */
export async function isOnItsWay({ models }: Deps, projectId: string, at: number): Promise<boolean> {
  const state: OutboxRow['state'] = 'sending';
  return (await models.outbox.exists({ projectId, state, notBefore: { $lte: new Date(at) } })) !== null;
}

/** What has happened in a project: one transition of one process. */
export interface Happened {
  /** Id of its audit entry. */
  id: string;
  workflowId: string;
  at: number;
  /** Nobody asked for it: a deadline, an event, a run of a schedule. */
  isUnasked: boolean;
  /** Workflow ids of those who were told of it. */
  told: string[];
}

/** Everything that has happened in a project since an instant (business, epoch milliseconds). */
export async function happenedSince({ models }: Deps, projectId: string, since: number): Promise<Happened[]> {
  const entries = await models.audit
    .find({ projectId, at: { $gte: new Date(since) } }, { chain: 1, at: 1, told: 1, actor: 1 })
    .lean();
  return entries.map(({ _id: id, chain: workflowId, at, told = [], actor }) => ({
    id,
    workflowId,
    at: at.getTime(),
    isUnasked: actor.staffId === SYSTEM.staffId,
    told,
  }));
}
