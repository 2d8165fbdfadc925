import { isDuplicateKey } from '../../../activities/commit/keys';
import type { Call } from '../../kernel/route';

/**
 * The client a visitor is: known by phone (in its normal form) in the project, else a new row under an id derived from the request, so
 * that the same request makes the same client. Personal data stays in `clients`.
 */
export async function clientOf(
  { deps, target }: Pick<Call, 'deps' | 'target'>,
  visitor: { projectId: string; name: string; phone?: string },
): Promise<string> {
  const { clients } = deps.models;
  const { projectId, phone } = visitor;
  const known = phone ? await clients.findOne({ projectId, phone }, { _id: 1 }).lean() : undefined;
  if (known) return known._id;
  const id = `client-${target}`;
  const row = { ...visitor, rev: 1, noticeChannel: { kind: 'phone' as const, address: phone ?? '' } };
  try {
    await clients.updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
    return id;
  } catch (error) {
    // Another request of the same number was a moment faster.
    if (!isDuplicateKey(error)) throw error;
    return clientOf({ deps, target }, visitor);
  }
}
