import type { Models } from '../../models';
import type { AuditRow } from '../../models/kernel';
import { contracts } from '../../workflows/contracts';
import { CHAIN_START, hashOf } from '../commit/audit';
import { ANCHOR_START, type AnchorRow, anchorHash, anchorsOf } from './anchor';

/** What is wrong with the audit, in one sentence each; empty when nothing is. */
export async function verifyAudit(
  models: Models,
): Promise<{ entries: number; chains: number; problems: string[] }> {
  const problems: string[] = [];
  const heads = new Map<string, { seq: number; hash: string; hashes: string[] }>();
  let entries = 0;
  const cursor = models.audit.find().sort({ chain: 1, seq: 1 }).lean<AuditRow>().cursor();
  for await (const row of cursor as unknown as AsyncIterable<AuditRow>) {
    entries += 1;
    const head = heads.get(row.chain) ?? { seq: 0, hash: CHAIN_START, hashes: [] };
    const { hash, ...content } = row;
    if (row.seq !== head.seq + 1) problems.push(`${row.chain}: entry ${head.seq + 1} is missing before ${row.seq}`);
    else if (row.prevHash !== head.hash)
      problems.push(`${row.chain}: entry ${row.seq} does not follow entry ${head.seq}`);
    if (hashOf(content) !== hash) problems.push(`${row.chain}: entry ${row.seq} has been changed`);
    heads.set(row.chain, { seq: row.seq, hash: row.hash, hashes: [...head.hashes, row.hash] });
  }
  problems.push(...(await cutChains(models, heads)), ...(await brokenAnchors(models, heads)));
  return { entries, chains: heads.size, problems };
}

type Heads = Map<string, { seq: number; hash: string; hashes: string[] }>;

/** A record tells how many transitions it has had: a shorter chain has been cut. */
async function cutChains(models: Models, heads: Heads): Promise<string[]> {
  const problems: string[] = [];
  for (const { collection } of contracts) {
    const records = await models.records(collection).find({}, { rev: 1, workflowId: 1 }).lean();
    for (const { workflowId, rev } of records) {
      const seq = heads.get(workflowId)?.seq ?? 0;
      if (seq < rev) problems.push(`${workflowId}: ${rev - seq} of ${rev} entries are cut off`);
    }
  }
  return problems;
}

/** An anchor fixes every chain's head of its day: what stood there must still stand at the same place. */
async function brokenAnchors(models: Models, heads: Heads): Promise<string[]> {
  const problems: string[] = [];
  let previous: Pick<AnchorRow, 'seq' | 'hash'> = { seq: 0, hash: ANCHOR_START };
  for (const anchor of await anchorsOf(models).find().sort({ seq: 1 }).toArray()) {
    if (anchor.seq !== previous.seq + 1 || anchor.prevHash !== previous.hash) {
      problems.push(`anchor ${anchor._id}: does not follow the one before`);
    }
    if (anchorHash(anchor) !== anchor.hash) problems.push(`anchor ${anchor._id}: has been changed`);
    for (const { chain, seq, hash } of anchor.heads) {
      const now = heads.get(chain);
      if (!now || now.seq < seq) problems.push(`${chain}: cut after anchor ${anchor._id}, entry ${seq} is gone`);
      else if (now.hashes[seq - 1] !== hash)
        problems.push(`${chain}: entry ${seq} is not the one anchored on ${anchor._id}`);
    }
    previous = anchor;
  }
  return problems;
}
