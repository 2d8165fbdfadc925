/** Numbered versions of a project's price list or release plan: drafted by the controller, confirmed by the manager. */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { isDuplicateKey } from '../../activities/commit/keys';
import { type Version, versionId, versionStatuses } from '../../models/resources/version';
import { requireRole } from '../kernel/caller';
import { notFound, Problem } from '../kernel/problems';
import type { Call } from '../kernel/route';
import { time } from '../kernel/shown';

/** What every version is shown with. */
export const versionAnswer = z.object({
  id: z.string(),
  projectId: z.string(),
  no: z.int(),
  status: z.enum(versionStatuses),
  createdBy: z.string(),
  createdAt: time(),
  confirmedBy: z.string().optional(),
  confirmedAt: time().optional(),
  note: z.string().optional(),
  units: z.int(),
});

type Request = Pick<Call, 'deps' | 'caller' | 'params' | 'target'>;

/** Insert the next version of a project; the same request again finds its own. */
export async function insertVersion<T extends Version>(
  model: Model<T>,
  { caller, target }: Request,
  projectId: string,
  at: number,
  fields: Omit<T, keyof Version>,
): Promise<T> {
  for (;;) {
    const mine = await model.findOne({ projectId, createdBy: caller.staffId, lastChange: target } as object).lean();
    if (mine) return mine as unknown as T;
    const newest = await model
      .findOne({ projectId } as object, { no: 1 })
      .sort({ no: -1 })
      .lean();
    const no = ((newest as unknown as Version | null)?.no ?? 0) + 1;
    const version: Version = {
      _id: versionId(projectId, no),
      rev: 1,
      lastChange: target,
      projectId,
      no,
      status: 'draft',
      createdBy: caller.staffId,
      createdAt: new Date(at),
    };
    try {
      await model.create([{ ...version, ...fields }] as never);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** @throws Problem `not-found` */
export async function versionOf<T extends Version>(
  model: Model<T>,
  projectId: string,
  no: string | undefined,
): Promise<T> {
  const version = await model.findById(versionId(projectId, Number(no))).lean();
  if (!version) throw notFound(`版本 version ${no}`);
  return version as unknown as T;
}

/**
 * The written confirmation [S1]: nobody confirms their own. The same request again is harmless.
 * @throws Problem `own-request`, `forbidden`, `already-confirmed`
 */
export async function confirmVersion<T extends Version>(
  model: Model<T>,
  call: Request,
  version: T,
  at: number,
): Promise<T> {
  const { caller, target } = call;
  if (version.createdBy === caller.staffId)
    throw new Problem('own-request', '不能确认自己拟定的内容 nobody confirms what they drew up themselves');
  requireRole(caller, ['sales-manager']);
  const confirmed = {
    status: 'confirmed',
    confirmedBy: caller.staffId,
    confirmedAt: new Date(at),
    lastChange: target,
  };
  await model.updateOne(
    { _id: version._id, status: 'draft' } as object,
    { $set: confirmed, $inc: { rev: 1 } } as object,
  );
  const now = await versionOf(model, version.projectId, String(version.no));
  if (now.lastChange !== target)
    throw new Problem('already-confirmed', `第 ${version.no} 版已确认 version ${version.no} is in force already`);
  return now;
}

/** A version as it is shown in a list: without its rows. */
export function showVersion<T extends Version & { rows: unknown[] }>(version: T) {
  const { _id, rev: _rev, lastChange: _lastChange, rows, projectId, ...shown } = version;
  return { id: _id, projectId, ...shown, units: rows.length };
}
