import type { AuditRow, RecordRow, TaskRow } from '../../models/kernel';
import { type AnyContract, workflowIdOf } from '../../workflows/kernel/contract';
import type { ApiDeps } from './deps';

/** A process as it is shown: its record, and its history from the audit chain. */
export interface Whole {
  record: RecordRow | null;
  history: AuditRow[];
}

/** What a step needs to know before the process is told: the record, and the open tasks handed to the caller. */
export interface BeforeStep {
  record: RecordRow | null;
  handed: Pick<TaskRow, 'staffIds'>[];
}

/**
 * What a route of a process reads by its address alone, while the caller is looked up: before it is known whether the
 * caller may see it, so the route asks that first.
 */
export type Ahead = Whole | BeforeStep | { record: RecordRow | null };

export function readRecord(contract: AnyContract, { models }: ApiDeps, key: string): Promise<RecordRow | null> {
  return models.recordsOf(contract).findById(key).lean<RecordRow | null>().exec();
}

export async function readWhole(contract: AnyContract, deps: ApiDeps, key: string): Promise<Whole> {
  const [record, history] = await Promise.all([
    readRecord(contract, deps, key),
    deps.models.audit
      .find({ chain: workflowIdOf(contract, key) })
      .sort({ seq: 1 })
      .lean<AuditRow[]>(),
  ]);
  return { record, history };
}

export async function readBeforeStep(
  contract: AnyContract,
  deps: ApiDeps,
  { key, step, staffId }: { key: string; step: string; staffId: string },
): Promise<BeforeStep> {
  const handed = { workflowId: workflowIdOf(contract, key), step, state: 'open' as const, delegatedTo: staffId };
  const [record, tasks] = await Promise.all([
    readRecord(contract, deps, key),
    deps.models.tasks.find(handed, { staffIds: 1 }).lean(),
  ]);
  return { record, handed: tasks };
}
