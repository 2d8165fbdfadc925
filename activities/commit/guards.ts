import type { Models } from '../../models';
import type { Change, Guard, GuardRefusal } from '../../workflows/kernel/change';
import { CHANGED_MEANWHILE, refusal } from '../../workflows/kernel/refusal';
import { type Decided, decideByRule } from './by-rule';
import { isDuplicateKey, tokenOf } from './keys';
import { revive } from './revive';

/** A row as guards see it. */
export type Row = Record<string, unknown> & { _id: string; lastChanges?: string[] };

/** Changes a row remembers: as many may come between a crash and the retry that looks for its own. */
const REMEMBERED_CHANGES = 50;

/** Rows that guards are about, as they were before the first of them was taken, by collection and id. */
type FoundRows = Map<string, Row | null>;

/** The order in which guards are taken: what is decided by a rule cannot be undone, what was given away not taken back. */
const ORDER: Record<Guard['kind'], number> = { claim: 0, 'insert-row': 0, 'change-row': 0, rule: 1, release: 2 };

/** What guards have to know of the rows they are about: read together with everything else that a commit reads. */
export async function readRows(models: Models, guards: readonly Guard[]): Promise<FoundRows> {
  const about = guards.flatMap((guard) => (guard.kind === 'change-row' || guard.kind === 'rule' ? [guard] : []));
  const read = about.map(async ({ collection, id }): Promise<[string, Row | null]> => {
    const row = await models.connection.collection<Row>(collection).findOne({ _id: id });
    return [`${collection}/${id}`, row];
  });
  return new Map(await Promise.all(read));
}

/**
 * Take every guard of a change, in order. The first that refuses undoes those before it and throws its code.
 * Taking a guard again for the same change finds it taken, also when others have changed the row since. Answers what
 * rules have decided, by token.
 */
export async function passGuards(
  models: Models,
  change: Change,
  found: FoundRows,
): Promise<Record<string, string>> {
  const token = tokenOf(change);
  const guards = inOrder(change.guards);
  const decided: Record<string, string> = {};
  for (const [nth, guard] of guards.entries()) {
    const key = guard.kind === 'change-row' || guard.kind === 'rule' ? `${guard.collection}/${guard.id}` : '';
    const outcome = await take(models, guard, change.workflowId, token, found.get(key));
    found.delete(key); // another guard on the same row reads it again
    if (outcome === undefined) continue;
    if ('answer' in outcome) {
      decided[outcome.token] = outcome.answer;
      continue;
    }
    for (const taken of guards.slice(0, nth).reverse()) await undo(models, taken, token);
    throw refusal(outcome.code, outcome.message, outcome.details);
  }
  return decided;
}

/** What the rules of a change have decided when its guards were passed: they find their own decisions. */
export async function passedRules(
  models: Models,
  change: Change,
  found: FoundRows,
): Promise<Record<string, string>> {
  return passGuards(models, { ...change, guards: change.guards.filter(({ kind }) => kind === 'rule') }, found);
}

function inOrder(guards: readonly Guard[]): Guard[] {
  return [...guards].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}

async function take(
  models: Models,
  guard: Guard,
  owner: string,
  token: string,
  found: Row | null | undefined,
): Promise<GuardRefusal | Decided | undefined> {
  switch (guard.kind) {
    case 'claim':
      return takeClaim(models, guard, owner, token);
    case 'release':
      await models.claims.deleteOne({ _id: `${guard.scope}/${guard.key}`, owner });
      return undefined;
    case 'insert-row':
      return insertRow(models, guard, token);
    case 'change-row':
      return changeRow(models, guard, token, found);
    case 'rule':
      return decideByRule(models, guard, token, found);
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
  found: Row | null | undefined,
): Promise<GuardRefusal | undefined> {
  const rows = models.connection.collection<Row>(guard.collection);
  const expect = Object.entries(guard.expect).map(([field, value]) => [field, matching(value)]);
  for (let known = found; ; known = undefined) {
    const row = known === undefined ? await rows.findOne({ _id: guard.id }) : known;
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
