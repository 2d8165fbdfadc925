import { WorkflowNotFoundError } from '@temporalio/client';
import type { CalendarYear } from '../../workflows/office/calendar-year';
import { contracts } from '../../workflows/contracts';
import type { Adoption } from '../../workflows/kernel/adopt';
import type { StepAnswer } from '../../workflows/kernel/change';
import type { Deps } from '../deps';
import { beating } from '../heart';
import { isRefusal } from '../scheduled';

/** A running process, by its ids. */
export interface OpenProcess {
  workflowId: string;
  projectId: string;
}

export interface YearChunk {
  moved: number;
  /** They did not answer; they are tried again in the end. */
  missed: OpenProcess[];
  next?: string;
}

const HEARTBEAT_MS = 2_000;
const CHUNK = 100;
const AT_ONCE = 10;
/** One that stands still must not hold up the others. */
const ANSWER_WITHIN_MS = 10_000;

/** Moves the open processes of all projects to the calendar as it is published now. Again: nothing. */
export function calendarActivities(deps: Deps) {
  return {
    /** The next hundred. @param after `''`, then what the chunk before answered as `next` */
    adoptYear: (order: CalendarYear, after: string): Promise<YearChunk> =>
      beating(HEARTBEAT_MS, async () => {
        const { open, next } = await openAfter(deps, after);
        return { ...(await adoptAll(deps, order, open)), next };
      }),

    /** @throws Error naming those that still do not answer */
    adoptMissed: (order: CalendarYear, open: OpenProcess[]): Promise<number> =>
      beating(HEARTBEAT_MS, async () => {
        const { moved, missed } = await adoptAll(deps, order, open);
        if (missed.length === 0) return moved;
        throw new Error(`these do not answer: ${missed.map(({ workflowId }) => workflowId).join(', ')}`);
      }),
  };
}

export type CalendarActivities = ReturnType<typeof calendarActivities>;

/** One kind of process after the other, by key; the cursor is `<process>/<key>`. */
async function openAfter({ models }: Deps, after: string): Promise<{ open: OpenProcess[]; next?: string }> {
  const [name, key] = after.split(/\/(.*)/s);
  const nth = Math.max(
    0,
    contracts.findIndex((one) => one.name === name),
  );
  const contract = contracts[nth];
  if (!contract) return { open: [] };
  const rows = await models
    .recordsOf(contract)
    .find({ open: true, _id: { $gt: key ?? '' } }, { workflowId: 1, projectId: 1 })
    .sort({ _id: 1 })
    .limit(CHUNK)
    .lean();
  const open = rows.map(({ workflowId, projectId }) => ({ workflowId, projectId }));
  const last = rows[CHUNK - 1];
  if (last) return { open, next: `${contract.name}/${last._id}` };
  const following = contracts[nth + 1];
  return { open, next: following && `${following.name}/` };
}

async function adoptAll(deps: Deps, order: CalendarYear, open: readonly OpenProcess[]) {
  const missed: OpenProcess[] = [];
  let moved = 0;
  for (let n = 0; n < open.length; n += AT_ONCE) {
    const some = open.slice(n, n + AT_ONCE);
    const outcomes = await Promise.allSettled(some.map((one) => adopt(deps, order, one)));
    for (const [nth, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') moved += 1;
      else if (!hasEnded(outcome.reason)) missed.push(some[nth] as OpenProcess);
    }
  }
  return { moved, missed };
}

/** Before the order came, or while it was on its way: it has nothing to re-time. */
function hasEnded(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || isRefusal(error, 'AcceptedUpdateCompletedWorkflow');
}

async function adopt(deps: Deps, { year, actor, token }: CalendarYear, { workflowId, projectId }: OpenProcess) {
  const [calendar, offsetMs] = await Promise.all([deps.calendarOf(projectId), deps.offsetOf(projectId)]);
  const adoption: Adoption = { actor, reason: `公布 ${year} 年节假日安排`, calendar, offsetMs };
  const handle = deps.client.workflow.getHandle(workflowId);
  await deps.client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
    handle.executeUpdate<StepAnswer, [Adoption]>('adopt', { args: [adoption], updateId: `adopt:${token}` }),
  );
}
