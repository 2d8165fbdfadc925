import type { Models } from '../../models';
import type { Change } from '../../workflows/kernel/change';
import { tokenOf } from './keys';
import { revive } from './revive';
import { together } from './together';

/** Write the plain rows of a change by id, each collection's in their order; a retry writes the same again. */
export async function writeRows(models: Models, change: Change): Promise<void> {
  const collections = [...new Set(change.rows.map(({ collection }) => collection))];
  await together(
    collections.map((name) => {
      const rows = change.rows.filter(({ collection }) => collection === name);
      return models.connection.collection<{ _id: string }>(name).bulkWrite(
        rows.map(({ id, set }) => ({
          updateOne: {
            filter: { _id: id },
            update: { $set: { ...(revive(set) as object), lastChange: tokenOf(change) } },
            upsert: true,
          },
        })),
      );
    }),
  );
}
