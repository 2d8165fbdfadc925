import { ApplicationFailure } from '@temporalio/common';
import type { Models } from '../../models';
import type { RecordRow } from '../../models/kernel';
import type { Change } from '../../workflows/kernel/change';
import { nextInstant } from '../../workflows/kernel/instants';
import { isDuplicateKey } from './keys';

/** Write the record, last of all, over the revision before it. Written before by this very change: nothing to do. */
export async function writeRecord(models: Models, change: Change): Promise<void> {
  const records = models.records(change.collection).collection;
  const { key, rev, record } = change;
  const row: RecordRow = { ...record, _id: key, rev, nextAt: nextInstant(record)?.at };
  try {
    const written = await records.replaceOne({ _id: change.key, rev: change.rev - 1 } as never, row as never, {
      upsert: change.rev === 1,
    });
    if (written.matchedCount + written.upsertedCount === 1) return;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const there = await models.records(change.collection).findById(change.key, { rev: 1, workflowId: 1 }).lean();
  if (there && there.rev >= change.rev && there.workflowId === change.workflowId) return;
  throw ApplicationFailure.nonRetryable(
    `record ${change.collection}/${change.key} is at revision ${there?.rev}, not ${change.rev - 1}`,
    'change-diverged',
  );
}
