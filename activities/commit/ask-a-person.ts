import type { Models } from '../../models';
import type { Change } from '../../workflows/kernel/change';
import type { Bilingual } from '../../workflows/kernel/words';

/** The process and the instant that a task for the admins is about. */
export type Concerned = Pick<Change, 'workflowId' | 'process' | 'key' | 'projectId' | 'at' | 'rev'>;

/** What the system cannot see to is not swallowed: it becomes a task for the admins, once. Answers whether it is new. */
export async function askAPerson(
  models: Models,
  { workflowId, process, key, projectId, at, rev }: Concerned,
  { id, step, part, title, about }: { id: string; step: string; part?: string; title: Bilingual; about: string },
): Promise<boolean> {
  const { upsertedCount } = await models.tasks.collection.updateOne(
    { _id: id } as never,
    {
      $setOnInsert: {
        workflowId,
        process,
        key,
        projectId,
        step,
        ...(part ? { part } : {}),
        title,
        about,
        roles: ['admin'],
        staffIds: null,
        since: new Date(at),
        due: null,
        escalatedTo: [],
        state: 'open',
        rev,
      },
    },
    { upsert: true },
  );
  return upsertedCount === 1;
}
