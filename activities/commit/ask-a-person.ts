import type { Models } from '../../models';
import type { Change } from '../../workflows/kernel/change';
import type { Bilingual } from '../../workflows/kernel/words';

/** What the system cannot see to is not swallowed: it becomes a task for the admins, once. */
export async function askAPerson(
  models: Models,
  change: Change,
  { id, step, title, about }: { id: string; step: string; title: Bilingual; about: string },
): Promise<void> {
  await models.tasks.collection.updateOne(
    { _id: id } as never,
    {
      $setOnInsert: {
        workflowId: change.workflowId,
        process: change.process,
        key: change.key,
        projectId: change.projectId,
        step,
        title,
        about,
        roles: ['admin'],
        staffIds: null,
        since: new Date(change.at),
        due: null,
        escalatedTo: [],
        state: 'open',
        rev: change.rev,
      },
    },
    { upsert: true },
  );
}
