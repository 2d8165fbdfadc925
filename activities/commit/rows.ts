import type { Models } from '../../models';
import type { Change } from '../../workflows/kernel/change';
import { tokenOf } from './guards';
import { revive } from './revive';

/** Write the plain rows of a change by id; a retry writes the same again. */
export async function writeRows(models: Models, change: Change): Promise<void> {
  for (const { collection, id, set } of change.rows) {
    await models.connection
      .collection<{ _id: string }>(collection)
      .updateOne(
        { _id: id },
        { $set: { ...(revive(set) as object), lastChange: tokenOf(change) } },
        { upsert: true },
      );
  }
}
