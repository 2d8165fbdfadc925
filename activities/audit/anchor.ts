import type { Collection } from 'mongodb';
import type { Models } from '../../models';
import { hashOf } from '../commit/audit';
import { isDuplicateKey } from '../commit/keys';

/** One day's heads of the chains that moved, hashed over the anchor before it. `_id` is the local date. */
export interface AnchorRow {
  _id: string;
  seq: number;
  at: Date;
  heads: { chain: string; seq: number; hash: string }[];
  prevHash: string;
  hash: string;
}

export const ANCHOR_START = '0'.repeat(64);

export function anchorsOf(models: Models): Collection<AnchorRow> {
  return models.connection.collection<AnchorRow>('audit_anchors') as unknown as Collection<AnchorRow>;
}

export function anchorHash({ hash: _own, ...content }: AnchorRow): string {
  return hashOf(content);
}

/**
 * Anchor the heads of the chains that have moved since they were anchored last. Once a day; again on the same day does nothing.
 * @param day local date it is named by
 */
export async function anchorAudit(models: Models, day: string, at: number): Promise<AnchorRow | undefined> {
  const anchors = anchorsOf(models);
  const last = await anchors.find().sort({ seq: -1 }).limit(1).next();
  if (last && last._id >= day) return undefined;
  const anchored = new Map<string, string>();
  for await (const before of anchors.find().sort({ seq: 1 })) {
    for (const { chain, hash } of before.heads) anchored.set(chain, hash);
  }
  const heads = await models.audit.aggregate<{ _id: string; seq: number; hash: string }>([
    { $sort: { chain: 1, seq: 1 } },
    { $group: { _id: '$chain', seq: { $last: '$seq' }, hash: { $last: '$hash' } } },
    { $sort: { _id: 1 } },
  ]);
  const content = {
    _id: day,
    seq: (last?.seq ?? 0) + 1,
    at: new Date(at),
    heads: heads
      .map(({ _id: chain, seq, hash }) => ({ chain, seq, hash }))
      .filter(({ chain, hash }) => anchored.get(chain) !== hash),
    prevHash: last?.hash ?? ANCHOR_START,
  };
  const anchor: AnchorRow = { ...content, hash: hashOf(content) };
  try {
    await anchors.insertOne(anchor);
    return anchor;
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
}
