import type { Models } from '../../models';
import type { Change } from '../../workflows/kernel/change';

/** Open, re-time and close the tasks of a change. An older revision's write never overtakes a newer one. */
export async function writeTasks(models: Models, change: Change): Promise<void> {
  if (change.tasks.length === 0) return;
  await models.tasks.collection.bulkWrite(
    change.tasks.map(({ id, open, closed }) =>
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
