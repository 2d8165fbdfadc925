import { ApplicationFailure } from '@temporalio/common';
import type { Change, CommitResult } from '../../workflows/kernel/change';
import type { Deps } from '../deps';
import { poke } from '../notices/poke';
import { askAPerson } from './ask-a-person';
import { hashOf, writeAudit } from './audit';
import { numbersOfDocuments, writeDocuments } from './documents';
import { Names } from './fields';
import { passGuards, tokenOf } from './guards';
import { queueNotices } from './notices';
import { takeNumbers } from './numbers';
import { writeRecord } from './record';
import { writeRows } from './rows';
import { writeTasks } from './tasks';
import { startOthers, tellOthers } from './others';

/**
 * Write one transition, in a fixed order: guards (the only writes that may refuse), numbers, rows, documents,
 * tasks, outbox, audit, the record last; then other processes hear of it. Every write is keyed by workflow id,
 * revision and item, so a retry finds its own writes and finishes the rest.
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
  const changeHash = hashOf(asked);
  const written = await models.audit.findById(tokenOf(asked), { changeHash: 1 }).lean();
  if (written && written.changeHash !== changeHash) {
    throw ApplicationFailure.nonRetryable(
      `another change is already written as ${tokenOf(asked)}`,
      'change-diverged',
    );
  }
  if (!written) await passGuards(models, asked);
  const numbers = await takeNumbers(models, tokenOf(asked), [...asked.numbers, ...numbersOfDocuments(asked)]);
  const change = fillIn(asked, numbers);
  const names = new Names(models);
  await writeRows(models, change);
  await writeDocuments(models, change, names);
  await writeTasks(models, change);
  const notices = await queueNotices(models, change, names);
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
  if (notices > 0) await poke(deps, change.projectId);
  return { numbers };
}

/** Put the numbers where their tokens stand. */
function fillIn(change: Change, numbers: Record<string, string>): Change {
  if (Object.keys(numbers).length === 0) return change;
  let text = JSON.stringify(change);
  for (const [token, value] of Object.entries(numbers)) text = text.split(token).join(value);
  return JSON.parse(text) as Change;
}
