import { collectionRunContract } from '../../../workflows/money/collection-run/contract';
import { workflowIdOf } from '../../../workflows/kernel/contract';
import { isDeepStrictEqual } from 'node:util';
import type { mongo } from 'mongoose';
import type { OutboxRow } from '../../../models/kernel';
import type { CalendarData } from '../../../workflows/kernel/calendar';
import { isDuplicateKey } from '../../commit/keys';
import type { Deps } from '../../deps';
import { askPeople } from '../../notices/for-people';
import type { DueNotice, RunLineRow } from './run-lines';

/**
 * Put the notices in the outbox; those there before, from an earlier attempt or run, stay as they are. Who is not
 * written to is a task to call.
 */
export async function queueNotices(
  deps: Deps,
  { runId, projectId, at }: { runId: string; projectId: string; at: number },
  notices: readonly DueNotice[],
  calendar: CalendarData,
): Promise<{ queued: number; callNeeded: number }> {
  const instant = new Date(at);
  const rows = notices.map(
    ({ id, isCall, ...notice }): OutboxRow => ({
      _id: id,
      projectId,
      workflowId: workflowIdOf(collectionRunContract, runId),
      ...notice,
      template: 'collection.due-notice',
      kind: 'notice',
      state: isCall ? 'call-needed' : 'queued',
      queuedAt: instant,
      notBefore: instant,
      attempts: 0,
    }),
  );
  const calls = rows.filter(({ state }) => state === 'call-needed');
  await askPeople(deps.models, calls, 'phone', { now: at, within: deps.settings.delivery.callWithin, calendar });
  const outbox = deps.models.connection.collection<OutboxRow>('outbox');
  const ids = { $in: rows.map(({ _id }) => _id) };
  const there = await outbox.find({ _id: ids }, { projection: { state: 1 } }).toArray();
  const stateOf = new Map(there.map(({ _id, state }) => [_id, state]));
  const isNew = await insertMissing(
    outbox,
    rows.filter(({ _id }) => !stateOf.has(_id)),
  );
  if (isNew && there.length === 0) return { queued: rows.length, callNeeded: calls.length };
  // held back before, for a line that is held or was: what is told now goes
  const heldBack = rows.filter(({ _id }) => stateOf.get(_id) === 'withdrawn');
  if (heldBack.length > 0)
    await outbox.bulkWrite(
      heldBack.map(({ _id, title, text, state }) => ({
        updateOne: {
          filter: { _id, state: 'withdrawn' },
          update: { $set: { title, text, state, queuedAt: instant, notBefore: instant } },
        },
      })),
      { ordered: false },
    );
  // an attempt that was cut off has counted nothing: what this build has queued bears its instant
  const mine = { _id: ids, queuedAt: instant };
  return { queued: await outbox.countDocuments(mine), callNeeded: calls.length };
}

/** Lines by id: what people noted on them (held, contacts) stays; a line that is no longer due goes. */
export async function writeLines(
  { models }: Deps,
  rows: readonly RunLineRow[],
  before: readonly RunLineRow[],
): Promise<void> {
  const lines = models.connection.collection<RunLineRow>('collection_lines');
  const due = new Set(rows.map(({ _id }) => _id));
  const stale = before.filter(({ _id, contacts }) => !due.has(_id) && contacts === undefined);
  if (stale.length > 0)
    await lines.deleteMany({ _id: { $in: stale.map(({ _id }) => _id) }, contacts: { $exists: false } });
  const known = new Map(before.map((row) => [row._id, row]));
  await insertMissing(
    lines,
    rows.filter(({ _id }) => !known.has(_id)),
  );
  const changed = rows.filter((row) => {
    const old = known.get(row._id);
    return old && !isSameLine(old, row);
  });
  if (changed.length === 0) return;
  await lines.bulkWrite(
    changed.map(({ _id, rev: _rev, ...row }) => ({
      updateOne: { filter: { _id }, update: { $set: row, $inc: { rev: 1 } } },
    })),
    { ordered: false },
  );
}

/** Built again, most lines are as they were: they are left alone. */
function isSameLine(old: RunLineRow, row: RunLineRow): boolean {
  const { rev: _rev, builtAt: _builtAt, ...figures } = row;
  return Object.entries(figures).every(([field, value]) =>
    isDeepStrictEqual(old[field as keyof RunLineRow], value),
  );
}

/** Insert what is not there; answers whether all was inserted here. One call for all: several times faster than upserts. */
async function insertMissing<T extends { _id: string }>(
  rows: mongo.Collection<T>,
  wanted: readonly T[],
): Promise<boolean> {
  if (wanted.length === 0) return true;
  try {
    await rows.insertMany([...wanted] as never, { ordered: false });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}
