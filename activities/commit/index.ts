import { ApplicationFailure } from '@temporalio/common';
import type { Models } from '../../models';
import type { Change, CommitResult } from '../../workflows/kernel/change';
import type { Deps } from '../deps';
import { poke } from '../notices/poke';
import { askAPerson } from './ask-a-person';
import { type AuditEntry, hashOf, readChain, writeAudit } from './audit';
import { documentWrites, numbersOfDocuments, writeDocuments } from './documents';
import { Names } from './fields';
import { fillIn } from './fill-in';
import { passedRules, passGuards, readRows, tokenOf } from './guards';
import { outboxRows, writeOutbox } from './notices';
import { readSeries, takeNumbers } from './numbers';
import { writeRecord } from './record';
import { writeRows } from './rows';
import { writeTasks } from './tasks';
import { together } from './together';
import { startOthers, tellOthers } from './others';

/**
 * Write one transition. Everything it stands on is read at the same time. Then in a fixed order: guards (the only
 * writes that may refuse); numbers; rows, documents, tasks, outbox and audit entry, which do not depend on each other;
 * the record last; then other processes hear of it. Every write is keyed by workflow id, revision and item, so a retry
 * finds its own writes and finishes the rest.
 * @throws ApplicationFailure the refusal of a guard, or `change-diverged` when another change stands under this revision
 */
export async function commit(deps: Deps, asked: Change): Promise<CommitResult> {
  try {
    return await write(deps, asked);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'change-diverged') await page(deps, asked, error);
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
  const names = new Names(models);
  const requests = [...asked.numbers, ...numbersOfDocuments(asked)];
  const [chain, rows, series, rendered] = await Promise.all([
    readChain(models, asked.workflowId, asked.rev),
    readRows(models, asked.guards),
    readSeries(models, token, requests),
    render(models, asked, names),
  ]);
  if (chain.written && chain.written.changeHash !== changeHash) {
    throw ApplicationFailure.nonRetryable(`another change is already written as ${token}`, 'change-diverged');
  }
  const decided = await (chain.written ? passedRules : passGuards)(models, asked, rows);
  const numbers = { ...decided, ...(await takeNumbers(models, token, requests, series)) };
  const change = fillIn(asked, numbers);
  const { documents, notices } = change === asked ? rendered : await render(models, change, names);
  await together([
    writeRows(models, change),
    writeDocuments(models, documents),
    writeTasks(models, change),
    writeOutbox(models, notices),
    writeAudit(models, auditEntryOf(change, changeHash), change.rev, chain.prevHash),
  ]);
  await writeRecord(models, change);
  await together([
    startOthers(deps, change).then(() => tellOthers(deps, change)),
    ...(notices.length > 0 ? [poke(deps, change.projectId)] : []),
  ]);
  return { numbers };
}

/**
 * The documents and notices of a change as they are to be written. Before the first write as well, while tokens still
 * stand for numbers: what cannot be rendered must not be half written, and the names in it are read with the rest.
 */
async function render(models: Models, change: Change, names: Names) {
  const [documents, notices] = await Promise.all([
    documentWrites(change, names),
    outboxRows(models, change, names),
  ]);
  return { documents, notices };
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
