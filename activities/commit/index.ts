import { ApplicationFailure } from '@temporalio/common';
import type { Change, CommitResult } from '../../workflows/kernel/change';
import { DEFECT } from '../../workflows/kernel/refusal';
import type { Deps } from '../deps';
import { poke } from '../notices/poke';
import { askAPerson } from './ask-a-person';
import { type AuditEntry, hashOf, readChain, writeAudit } from './audit';
import { isBegun, openDefects, reportDefect } from './defect';
import { numbersOfDocuments, writeDocuments } from './documents';
import { Names } from './fields';
import { fillIn } from './fill-in';
import { passedRules, passGuards, readRows } from './guards';
import { tokenOf } from './keys';
import { queueNotices } from './notices';
import { readSeries, takeNumbers } from './numbers';
import { prepare } from './prepare';
import { writeRecord } from './record';
import { writeRows } from './rows';
import { writeTasks } from './tasks';
import { together } from './together';
import { startOthers, tellOthers } from './others';

/**
 * Write one transition. Everything it stands on is read at the same time, and everything in it that our own code may
 * have got wrong is checked and rendered before the first write. Then, in a fixed order: guards (the only writes that
 * may refuse); numbers; rows, documents, tasks, outbox and audit entry, which do not depend on each other; the record
 * last; then other processes hear of it. Every write is keyed by workflow id, revision and item, so a retry finds its
 * own writes and finishes the rest.
 * @throws ApplicationFailure the refusal of a guard; `defect` when a mistake in our own code was found and nothing is
 *   written; `change-diverged` when another change stands under this revision
 */
export async function commit(deps: Deps, asked: Change): Promise<CommitResult> {
  try {
    return await write(deps, asked);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (error.type === 'change-diverged') await page(deps, asked, error);
    if (error.type !== DEFECT) throw error;
    await reportDefect(deps, { ...asked, what: error.message });
    if (await isBegun(deps.models, asked)) throw ApplicationFailure.retryable(error.message, DEFECT);
    throw error;
  }
}

/** The process stands still from now on: somebody has to know, not only who looks at it. */
async function page({ models, log }: Deps, change: Change, error: Error): Promise<void> {
  log.error({ workflowId: change.workflowId, rev: change.rev }, error.message);
  await askAPerson(models, change, {
    id: `diverged#${tokenOf(change)}`,
    step: 'change-diverged',
    title: { zh: '流程停止：写入冲突，请立即排查', en: 'The process has stopped: its writes diverged' },
    about: tokenOf(change),
  });
}

async function write(deps: Deps, asked: Change): Promise<CommitResult> {
  const { models } = deps;
  const token = tokenOf(asked);
  const changeHash = hashOf(asked);
  const names = new Names(models, asked);
  const requests = [...asked.numbers, ...numbersOfDocuments(asked)];
  const [chain, rows, series, mended, prepared] = await Promise.all([
    readChain(models, asked.workflowId, asked.rev),
    readRows(models, asked.guards),
    readSeries(models, token, requests),
    openDefects(models, asked),
    prepare(models, asked, names),
  ]);
  if (chain.written && chain.written.changeHash !== changeHash) {
    throw ApplicationFailure.nonRetryable(`another change is already written as ${token}`, 'change-diverged');
  }
  const decided = await (chain.written ? passedRules : passGuards)(models, asked, rows);
  const numbers = { ...decided, ...(await takeNumbers(models, token, requests, series)) };
  const change = fillIn(asked, numbers);
  // What a rule decides may be somebody whose name stands in a text.
  const { documents, notices } =
    Object.keys(decided).length > 0 ? await prepare(models, change, names) : fillIn(prepared, numbers);
  await together([
    writeRows(models, change),
    writeDocuments(models, documents),
    writeTasks(models, change, mended),
    queueNotices(models, notices),
    writeAudit(models, auditEntryOf(change, changeHash), change.rev, chain.prevHash),
  ]);
  await writeRecord(models, change);
  await together([
    startOthers(deps, change).then(() => tellOthers(deps, change)),
    ...(notices.length > 0 ? [poke(deps, change.projectId)] : []),
  ]);
  return { numbers };
}

function auditEntryOf(change: Change, changeHash: string): AuditEntry {
  return {
    chain: change.workflowId,
    at: new Date(change.at),
    actor: change.actor,
    action: change.action,
    projectId: change.projectId,
    ...(change.saleKey ? { saleKey: change.saleKey } : {}),
    outcome: change.record.status,
    facts: change.notes,
    ...(change.tells.length > 0 ? { told: [...new Set(change.tells.map(({ workflowId }) => workflowId))] } : {}),
    changeHash,
  };
}
