import { createHash } from 'node:crypto';
import type { Models } from '../../models';
import type { AuditRow } from '../../models/kernel';
import { isDuplicateKey } from './keys';

/** What an audit entry says; place in the chain and hashes are added when it is written. */
export type AuditEntry = Omit<AuditRow, '_id' | 'seq' | 'prevHash' | 'hash'>;

export const CHAIN_START = '0'.repeat(64);

/** SHA-256 of a plain value, with object keys in order, so that it does not depend on how a row is stored. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([field, v]) => `${JSON.stringify(field)}:${canonical(v)}`).join(',')}}`;
}

/** The entry as it stands in its chain, hashed over everything but its own hash. */
function chainEntry(entry: AuditEntry, seq: number, prevHash: string): AuditRow {
  const row = { _id: `${entry.chain}#${seq}`, ...entry, seq, prevHash };
  return { ...row, hash: hashOf(row) };
}

/** What a chain already has of a transition: its own entry, when it was written before, and the hash it goes on from. */
export interface ChainBefore {
  written?: Pick<AuditRow, 'changeHash'>;
  prevHash: string;
}

/** @throws Error when the entry before it is missing */
export async function readChain(models: Models, chain: string, seq: number): Promise<ChainBefore> {
  const entries = await models.audit
    .find({ _id: { $in: [`${chain}#${seq - 1}`, `${chain}#${seq}`] } }, { seq: 1, hash: 1, changeHash: 1 })
    .lean<AuditRow[]>();
  const before = entries.find((entry) => entry.seq === seq - 1);
  if (seq > 1 && !before) throw new Error(`audit chain ${chain} has no entry ${seq - 1}`);
  return { written: entries.find((entry) => entry.seq === seq), prevHash: before?.hash ?? CHAIN_START };
}

/** Write entry `seq` of a chain; written before for the same change, it is left alone. */
export async function writeAudit(models: Models, entry: AuditEntry, seq: number, prevHash: string): Promise<void> {
  const row = chainEntry(entry, seq, prevHash);
  try {
    await models.audit.collection.insertOne(row as never);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const there = await models.audit.findById(row._id).lean();
    if (there?.changeHash !== row.changeHash) throw new Error(`audit entry ${row._id} is another change's`);
  }
}

/** Append to a chain whose next place nobody else decides (plain resources): retried when another came first. */
export async function appendAudit(models: Models, entry: AuditEntry): Promise<void> {
  for (;;) {
    const last = await models.audit.findOne({ chain: entry.chain }).sort({ seq: -1 }).lean();
    if (last?.changeHash === entry.changeHash) return;
    try {
      await models.audit.collection.insertOne(
        chainEntry(entry, (last?.seq ?? 0) + 1, last?.hash ?? CHAIN_START) as never,
      );
      return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
