import { MongoServerError } from 'mongodb';
import type { Models } from '../../models';
import type { Change, Guard, GuardRefusal } from '../../workflows/kernel/change';
import { CHANGED_MEANWHILE, refusal } from '../../workflows/kernel/refusal';
import { revive } from './revive';

type Row = Record<string, unknown> & { _id: string; lastChanges?: string[] };

/** Changes a row remembers: as many may come between a crash and the retry that looks for its own. */
const REMEMBERED_CHANGES = 50;

/**
 * Take every guard of a change, in order. The first that refuses undoes those before it and throws its code.
 * Taking a guard again for the same change finds it taken, also when others have changed the row since. Releases
 * come last: what was given away could not be taken back.
 */
export async function passGuards(models: Models, change: Change): Promise<void> {
  const token = tokenOf(change);
  const guards = [...change.guards].sort((a, b) => Number(a.kind === 'release') - Number(b.kind === 'release'));
  for (const [nth, guard] of guards.entries()) {
    const refused = await take(models, guard, change.workflowId, token);
    if (!refused) continue;
    for (const taken of guards.slice(0, nth).reverse()) await undo(models, taken, token);
    throw refusal(refused.code, refused.message, refused.details);
  }
}

/** What a row carries as the token of the change that wrote it last. */
export function tokenOf(change: Pick<Change, 'workflowId' | 'rev'>): string {
  return `${change.workflowId}#${change.rev}`;
}

/** What a unique index answers when a key is taken. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11000;
}

async function take(models: Models, guard: Guard, owner: string, token: string): Promise<GuardRefusal | undefined> {
  switch (guard.kind) {
    case 'claim':
      return takeClaim(models, guard, owner, token);
    case 'release':
      await models.claims.deleteOne({ _id: `${guard.scope}/${guard.key}`, owner });
      return undefined;
    case 'insert-row':
      return insertRow(models, guard, token);
    case 'change-row':
      return changeRow(models, guard, token);
  }
}

async function takeClaim(
  models: Models,
  { scope, key, refusal }: Extract<Guard, { kind: 'claim' }>,
  owner: string,
  token: string,
): Promise<GuardRefusal | undefined> {
  const _id = `${scope}/${key}`;
  try {
    await models.claims.collection.insertOne({ _id, scope, key, owner, lastChange: token } as never);
    return undefined;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const held = await models.claims.findById(_id).lean();
    if (!held) return takeClaim(models, { kind: 'claim', scope, key, refusal }, owner, token);
    if (held.owner === owner) return undefined;
    return { ...refusal, details: { ...refusal.details, heldBy: held.owner } };
  }
}

async function insertRow(
  models: Models,
  { collection, row, refusal }: Extract<Guard, { kind: 'insert-row' }>,
  token: string,
): Promise<GuardRefusal | undefined> {
  const rows = models.connection.collection<Row>(collection);
  try {
    await rows.insertOne({ ...(revive(row) as Row), lastChange: token, lastChanges: [token] });
    return undefined;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const there = await rows.findOne({ _id: row._id });
    return isChangedBy(there, token) ? undefined : refusal;
  }
}

/** Compare and set; the values before are kept on the row until the next change, so that it can be undone. */
async function changeRow(
  models: Models,
  guard: Extract<Guard, { kind: 'change-row' }>,
  token: string,
): Promise<GuardRefusal | undefined> {
  const rows = models.connection.collection<Row>(guard.collection);
  const expect = Object.entries(guard.expect).map(([field, value]) => [field, matching(value)]);
  for (;;) {
    const row = await rows.findOne({ _id: guard.id });
    if (isChangedBy(row, token)) return undefined;
    const refused = guard.refusal ?? {
      code: CHANGED_MEANWHILE,
      message: `数据刚被他人改动，请重试 ${guard.collection}/${guard.id} changed meanwhile`,
    };
    if (!row) return refused;
    const before = Object.fromEntries(
      [...Object.keys(guard.set), ...(guard.unset ?? [])].map((f) => [f, row[f] ?? null]),
    );
    const update = {
      $set: { ...(revive(guard.set) as object), lastChange: token, lastBefore: before },
      $inc: { rev: 1 },
      $push: { lastChanges: { $each: [token], $slice: -REMEMBERED_CHANGES } },
      ...(guard.unset?.length ? { $unset: Object.fromEntries(guard.unset.map((f) => [f, ''])) } : {}),
    };
    try {
      const current = { $and: [{ _id: guard.id, rev: row.rev as number }, Object.fromEntries(expect)] };
      const written = await rows.updateOne(current, update as never);
      if (written.matchedCount === 1) return undefined;
    } catch (error) {
      // another row has the key that this one wants
      if (!isDuplicateKey(error)) throw error;
      return refused;
    }
    const now = await rows.findOne({ _id: guard.id });
    if (now?.rev === row.rev) return refused;
  }
}

function isChangedBy(row: Row | null, token: string): boolean {
  return row !== null && (row.lastChange === token || row.lastChanges?.includes(token) === true);
}

/** null also matches a missing field; a list matches any of its values. */
function matching(value: unknown): unknown {
  const revived = revive(value);
  return Array.isArray(revived) ? { $in: revived } : revived;
}

/** Only what this very change has done: a claim held since an earlier one stays. */
async function undo(models: Models, guard: Guard, token: string): Promise<void> {
  if (guard.kind === 'claim') {
    await models.claims.collection.deleteOne({ _id: `${guard.scope}/${guard.key}`, lastChange: token } as never);
  }
  if (guard.kind === 'insert-row') {
    await models.connection.collection<Row>(guard.collection).deleteOne({ _id: guard.row._id, lastChange: token });
  }
  if (guard.kind !== 'change-row') return;
  const rows = models.connection.collection<Row>(guard.collection);
  const row = await rows.findOne({ _id: guard.id, lastChange: token });
  if (!row) return;
  const before = Object.entries((row.lastBefore ?? {}) as Record<string, unknown>);
  const gone = before.filter(([, value]) => value === null).map(([field]) => [field, '']);
  await rows.updateOne({ _id: guard.id, lastChange: token }, {
    $set: Object.fromEntries(before.filter(([, value]) => value !== null)),
    $unset: { ...Object.fromEntries(gone), lastChange: '', lastBefore: '' },
    $pull: { lastChanges: token },
    $inc: { rev: 1 },
  } as never);
}
