import type { Models } from '../../models';
import type { Change, TaskChange } from '../../workflows/kernel/change';

/**
 * Open, re-time and close the tasks of a change. An older revision's write never overtakes a newer one.
 * @param mended tasks of the admins that are done with it: it could be written
 */
export async function writeTasks(models: Models, change: Change, mended: string[]): Promise<void> {
  const closed: TaskChange['closed'] = { outcome: 'done', by: change.actor.staffId, at: change.at };
  const tasks: TaskChange[] = [...change.tasks, ...mended.map((id) => ({ id, closed }))];
  if (tasks.length === 0) return;
  await models.tasks.collection.bulkWrite(
    tasks.map(({ id, open, closed }) =>
      closed
        ? {
            updateOne: {
              filter: { _id: id, rev: { $lte: change.rev } },
              update: {
                $set: {
                  state: closed.outcome,
                  closedBy: closed.by,
                  closedAt: new Date(closed.at),
                  rev: change.rev,
                },
              },
            },
          }
        : {
            updateOne: {
              filter: { _id: id },
              update: {
                $setOnInsert: {
                  workflowId: change.workflowId,
                  process: change.process,
                  key: change.key,
                  projectId: change.projectId,
                  ...(change.saleKey ? { saleKey: change.saleKey } : {}),
                  state: 'open',
                },
                $set: {
                  step: open?.step,
                  ...(open?.part ? { part: open.part } : {}),
                  title: open?.title,
                  about: open?.about ?? null,
                  staffIds: open?.who.staffIds ?? null,
                  roles: open?.who.roles ?? null,
                  answers: open?.answers ?? null,
                  notBy: open?.notBy ?? null,
                  since: new Date(open?.since ?? change.at),
                  due: open?.due === undefined ? null : new Date(open.due),
                  calendarKnown: open?.calendarKnown ?? true,
                  escalatedTo: open?.escalatedTo ?? [],
                  rev: change.rev,
                },
              },
              upsert: true,
            },
          },
    ) as never,
    { ordered: false },
  );
}
