import { createHash } from 'node:crypto';
import { mongo } from 'mongoose';
import { ulid } from 'ulid';
import { changedNothing } from './failures';
import { Problem } from './problems';

type Rows = mongo.Collection<IdempotencyRow>;

/** What a route answers; stored as the first answer under its idempotency key. */
export interface Answer<Body = unknown> {
  status: number;
  /** JSON; a text is sent as it is, as HTML unless `type` says otherwise. */
  body: Body;
  type?: string;
  location?: string;
}

/** One key of one caller for one address. */
export interface IdempotencyRow {
  /** who, method, path and key: unique. */
  _id: string;
  bodyHash: string;
  /** ULID that update ids and the keys of started processes derive from. */
  target: string;
  at: Date;
  /** The first 2xx answer, once there is one. */
  answer?: Answer;
}

export interface Attempt {
  who: string;
  method: string;
  path: string;
  /** The caller's Idempotency-Key. */
  key: string;
  body: unknown;
}

/** Rows are forgotten after `days`; longer than Temporal's retention, so that no id is used twice. */
export async function createIdempotencyIndexes(rows: Rows, days: number): Promise<void> {
  await rows.createIndex({ at: 1 }, { expireAfterSeconds: days * 86_400, name: 'forgotten' });
}

/** What `once` puts together. */
interface Parts<Admitted, Shown> {
  /** Who may not is refused before the call; looked up while the row is written. */
  admit(): Promise<Admitted>;
  call(target: string, admitted: Admitted): Promise<Answer>;
  /** What the caller is told of an answer; made while it is stored. */
  show(answer: Answer): Promise<Shown>;
}

/**
 * Carry out a POST at most once per key. The row, with its target, is there before the call: a second attempt after
 * a crash or a 503 calls the same target again, which the process recognises. Two attempts at the same moment both
 * call, and both get the same answer.
 * @throws Problem `idempotency-mismatch` when the key was used with another body
 */
export async function once<Admitted, Shown>(
  rows: Rows,
  attempt: Attempt,
  { admit, call, show }: Parts<Admitted, Shown>,
): Promise<Shown> {
  const { who, method, path, key } = attempt;
  const _id = JSON.stringify([who, method, path, key]);
  const mine = { _id, bodyHash: hashOf(attempt.body), target: ulid(), at: new Date() };
  const [remembered, admitted] = await Promise.allSettled([remember(rows, mine), admit()]);
  if (admitted.status === 'rejected') {
    // What another attempt has left under this key is not this one's to remove.
    if (remembered.status === 'fulfilled' && remembered.value === mine) await free(rows, _id);
    throw admitted.reason;
  }
  if (remembered.status === 'rejected') throw remembered.reason;
  const row = remembered.value;
  if (row.answer) return show(row.answer);
  try {
    const answer = await call(row.target, admitted.value);
    const { bodyHash, target, at } = row;
    // As JSON has it: a field that was left out stays left out, so that the answer given again is the same.
    const options = { upsert: true, ignoreUndefined: true };
    const storing = rows.updateOne({ _id }, { $set: { answer }, $setOnInsert: { bodyHash, target, at } }, options);
    const [shown] = await Promise.all([show(answer), storing]);
    return shown;
  } catch (error) {
    // A refusal changed nothing: the key is free again, for a new target. After anything else the outcome is unknown.
    if (changedNothing(error)) await free(rows, _id);
    throw error;
  }
}

async function free(rows: Rows, _id: string): Promise<void> {
  await rows.deleteOne({ _id, answer: { $exists: false } });
}

/** The row of this key: mine, or the one that was there first. */
async function remember(rows: Rows, mine: IdempotencyRow): Promise<IdempotencyRow> {
  for (;;) {
    try {
      await rows.insertOne(mine);
      return mine;
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError) || error.code !== 11_000) throw error;
    }
    const first = await rows.findOne({ _id: mine._id });
    if (!first) continue; // refused and freed meanwhile
    if (first.bodyHash !== mine.bodyHash) {
      throw new Problem(
        'idempotency-mismatch',
        '该幂等键已用于其他内容 this Idempotency-Key was used with another body',
      );
    }
    return first;
  }
}

/** The same hash for the same content, whatever the order of its fields. */
function hashOf(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(body)) ?? '')
    .digest('hex');
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}
