import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Models } from '../../models';
import type { Change } from '../../workflows/kernel/change';
import { DEFECT } from '../../workflows/kernel/refusal';
import type { Deps } from '../deps';
import { askAPerson, type Concerned } from './ask-a-person';
import { tokenOf } from './keys';

/**
 * A mistake in our own code, found before anything was written. Marked benign, because it is logged once by
 * `reportDefect`, and not again with every attempt.
 */
function defect(what: string): ApplicationFailure {
  return ApplicationFailure.create({
    message: what,
    type: DEFECT,
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** Do something that only a mistake in our own code can make fail. @throws ApplicationFailure `defect` */
export function flawless<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw defect(`${doing}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where a mistake was met. */
export interface Mistake extends Concerned {
  /** `begin`, a step, `deadline <name>`, `event <name>`. */
  action: string;
  /** What is wrong, for whoever mends it; no personal data. */
  what: string;
}

/**
 * Tell the admins and the log of a mistake, once for a process and an action as long as their task is open: what is
 * tried again and again (a deadline, a failed workflow task) is not told again and again.
 */
export async function reportDefect({ models, log }: Pick<Deps, 'models' | 'log'>, mistake: Mistake): Promise<void> {
  const { workflowId, process, rev, action, what } = mistake;
  if (await models.tasks.exists({ workflowId, step: DEFECT, part: action, state: 'open' })) return;
  const isNew = await askAPerson(models, mistake, {
    id: `${DEFECT}#${workflowId}#${rev}#${action}`,
    step: DEFECT,
    part: action,
    title: {
      zh: `程序有误，须修复：${process} “${action}”`,
      en: `A mistake in the program, to be mended: ${process} "${action}"`,
    },
    about: what,
  });
  if (isNew) log.error({ workflowId, process, action, rev, what }, 'a mistake in the program');
}

/** The mistakes of which the admins still have a task, and which are mended when this change is written. */
export async function openDefects(models: Models, { workflowId, action, record }: Change): Promise<string[]> {
  const which = record.open ? { part: action } : {};
  const tasks = await models.tasks.find({ workflowId, step: DEFECT, state: 'open', ...which }, { _id: 1 }).lean();
  return tasks.map(({ _id }) => _id);
}

/**
 * Has an earlier attempt at this change written something? Then it is no longer refused, whatever has come between
 * (newer code with a mistake): it is finished when the mistake is mended.
 */
export async function isBegun(models: Models, change: Change): Promise<boolean> {
  const token = tokenOf(change);
  const isMine = { $or: [{ lastChange: token }, { lastChanges: token }] };
  const rowsOf = (collection: string) => models.connection.collection<{ _id: string }>(collection);
  const guarded = change.guards.flatMap((guard) => {
    if (guard.kind === 'insert-row') return [{ collection: guard.collection, id: guard.row._id }];
    return guard.kind === 'change-row' || guard.kind === 'rule'
      ? [{ collection: guard.collection, id: guard.id }]
      : [];
  });
  const rows = [...guarded, ...change.rows].map(({ collection, id }) =>
    rowsOf(collection).findOne({ _id: id, ...isMine } as never),
  );
  const owners = [...change.numbers, ...change.documents].map((request) => `${token}${request.token}`);
  const issued = change.documents.filter(({ fillsIn }) => !fillsIn).map(({ id }) => id);
  const found = await Promise.all([
    ...rows,
    rowsOf('claims').findOne({ lastChange: token } as never),
    models.numbers.exists({ owner: { $in: owners } }),
    models.documents.exists({ _id: { $in: issued } }),
    models.tasks.exists({ _id: { $in: change.tasks.map(({ id }) => id) }, rev: change.rev }),
    models.outbox.exists({ _id: { $gte: `${token}#`, $lt: `${token}#~` } }),
    models.audit.exists({ _id: token }),
  ]);
  return found.some(Boolean);
}
