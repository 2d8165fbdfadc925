import { ApplicationFailure } from '@temporalio/common';
import type { Change, CommitResult } from '../../workflows/kernel/change';
import { DEFECT } from '../../workflows/kernel/refusal';
import type { Deps } from '../deps';
import { poke } from '../notices/poke';
import { askAPerson } from './ask-a-person';
import { hashOf, writeAudit } from './audit';
import { isBegun, openDefects, reportDefect } from './defect';
import { numbersOfDocuments, writeDocuments } from './documents';
import { fillIn } from './fill-in';
import { passGuards, tokenOf } from './guards';
import { queueNotices } from './notices';
import { takeNumbers } from './numbers';
import { prepare } from './prepare';
import { writeRecord } from './record';
import { writeRows } from './rows';
import { writeTasks } from './tasks';
import { startOthers, tellOthers } from './others';

/**
 * Write one transition. Everything in it that our own code may have got wrong is checked and rendered before the first
 * write; then, in a fixed order: guards (the only writes that may refuse), numbers, rows, documents, tasks, outbox,
 * audit, the record last; then other processes hear of it. Every write is keyed by workflow id, revision and item, so a
 * retry finds its own writes and finishes the rest.
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
  const changeHash = hashOf(asked);
  const [written, mended] = await Promise.all([
    models.audit.findById(tokenOf(asked), { changeHash: 1 }).lean(),
    openDefects(models, asked),
  ]);
  if (written && written.changeHash !== changeHash) {
    throw ApplicationFailure.nonRetryable(
      `another change is already written as ${tokenOf(asked)}`,
      'change-diverged',
    );
  }
  const prepared = await prepare(models, asked);
  if (!written) await passGuards(models, asked);
  const numbers = await takeNumbers(models, tokenOf(asked), [...asked.numbers, ...numbersOfDocuments(asked)]);
  const change = fillIn(asked, numbers);
  await writeRows(models, change);
  await writeDocuments(models, fillIn(prepared.documents, numbers));
  await writeTasks(models, change, mended);
  await queueNotices(models, fillIn(prepared.notices, numbers));
  await writeAudit(
    models,
    {
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
    },
    change.rev,
  );
  await writeRecord(models, change);
  await startOthers(deps, change);
  await tellOthers(deps, change);
  if (prepared.notices.length > 0) await poke(deps, change.projectId);
  return { numbers };
}
