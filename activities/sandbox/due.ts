import { contracts } from '../../workflows/contracts';
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

/** When a notice of the project must be sent next (clients' in their hours only); 0 while one is on its way. */
export async function nextNotice({ models, settings }: Deps, projectId: string): Promise<number> {
  const [{ staff, clients }, onItsWay, project] = await Promise.all([
    new Outbox(models, projectId, '').next(),
    models.outbox.exists({ projectId, state: 'sending' }),
    models.projects.findById(projectId, { zone: 1 }).lean(),
  ]);
  if (onItsWay) return 0;
  const { clientHours } = settings.delivery;
  const opening = clients !== undefined && project ? clientSendAt(clients, clientHours, project.zone) : clients;
  return Math.min(staff ?? Infinity, opening ?? Infinity);
}

/** Who was told something by what has happened in a project since `since` (business instant), by audit entry. */
export async function toldSince(
  { models }: Deps,
  projectId: string,
  since: number,
): Promise<Map<string, string[]>> {
  const entries = await models.audit
    .find({ projectId, at: { $gte: new Date(since) }, told: { $exists: true } }, { told: 1 })
    .lean();
  return new Map(entries.map(({ _id, told = [] }) => [_id, told]));
}
