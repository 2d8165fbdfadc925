import { deadlineAfter } from '../../../workflows/kernel/period';
import { workflowIdOf } from '../../../workflows/kernel/contract';
import { mortgageContract } from '../../../workflows/deal/mortgage/contract';
import type { Call } from '../../kernel/route';

type Request = Pick<Call<unknown>, 'deps' | 'caller'>;

/** A line of a bank list that fits no mortgage is finance's to find out. Asked once. */
export async function askFinance(
  { deps, caller }: Request,
  taskId: string,
  key: string,
  about: string,
): Promise<void> {
  const projectId = caller.projects[0] ?? '';
  const now = await deps.businessNow(projectId);
  const within = String(deps.settings.policyOf(mortgageContract.name, projectId).reconcile);
  await deps.models.tasks.collection.updateOne(
    { _id: taskId } as never,
    {
      $setOnInsert: {
        workflowId: workflowIdOf(mortgageContract, key),
        process: mortgageContract.name,
        key,
        projectId,
        step: 'unmatched-line',
        title: { zh: '银行名单未匹配', en: 'A line of a bank list fits no mortgage' },
        about,
        roles: ['finance'],
        staffIds: null,
        since: new Date(now),
        due: new Date(deadlineAfter(now, within, await deps.calendarOf(projectId)).at),
        escalatedTo: [],
        state: 'open',
        rev: 1,
      },
    },
    { upsert: true },
  );
}

/** The task of a line closes; answers whether there was one. */
export async function clearLine(
  { deps, caller }: Request,
  taskId: string,
  outcome: 'matched' | 'cleared',
): Promise<boolean> {
  const closed = {
    state: 'done',
    closedBy: caller.staffId,
    closedAt: new Date(await deps.businessNow(caller.projects[0] ?? '')),
    outcome,
  };
  const { matchedCount } = await deps.models.tasks.collection.updateOne({ _id: taskId, state: 'open' } as never, {
    $set: closed,
  });
  return matchedCount === 1;
}
