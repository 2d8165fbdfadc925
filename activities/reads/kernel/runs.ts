import type { ProcessRecord } from '../../../workflows/kernel/change';
import type { Deps } from '../../deps';

/** Where the last run of a process that comes and goes left its record. */
export function runReads({ models }: Deps) {
  return {
    async lastRun(collection: string, key: string): Promise<{ rev: number; record: ProcessRecord } | undefined> {
      const row = await models.records(collection).findById(key).lean();
      if (!row) return undefined;
      const { _id, rev, ...record } = row;
      return { rev, record };
    },
  };
}
