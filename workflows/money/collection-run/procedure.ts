import { proxyActivities } from '@temporalio/workflow';
import type { CollectionActivities } from '../../../activities/bulk/money';
import { localTime } from '../../kernel/calendar';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { nextTimeOfDay } from '../../kernel/period';
import { defineProcess } from '../../kernel/process';
import { type CollectionRun, collectionRunContract, type RunCounts } from './contract';
import { buildAt, isSendingTime, monthFrom, windowOf } from './rules';

type Run = Draft<CollectionRun>;

/** Lines of so many sales are made by one activity; a broken one is a result, not a failure. */
const CHUNK = 100;

/** 月度催款: the list is built, each payer told once; customer service follows up; the next run closes it. */
export const collectionRun = defineProcess<CollectionRun>(collectionRunContract, {
  begin(run, { month, bulkQueue }) {
    const thisMonth = run.today.slice(0, 7);
    if (month > thisMonth)
      run.refuse('month-not-started', '该月尚未开始 this month has not begun', { field: 'month' });
    const window = windowOf(month, run.policy.day);
    const counts = { lines: 0, queued: 0, callNeeded: 0, failed: 0 };
    run.data = { month, bulkQueue, ...window, isPast: month < thisMonth, builds: 0, counts };
    run.about = month;
    run.allow('close');
    run.tell(
      collectionRunContract,
      `${run.projectId}-${monthFrom(month, -1)}`,
      'next-run-began',
      {},
      { optional: true },
    );
    const { holiday, sendFrom } = run.policy;
    run.until('build', buildAt(run.at, run.today, sendFrom, run.data.isPast ? 'same-day' : holiday, run.calendar));
  },

  steps: {
    rerun(run) {
      run.to('building');
      run.drop('checkSent');
      run.until('build', run.at);
    },

    close(run) {
      run.finish('closed');
    },
  },

  deadlines: {
    async build(run) {
      const { policy, data, calendar } = run;
      const mayTell = !data.isPast && isSendingTime(localTime(run.at, calendar), policy.sendFrom, policy.sendTo);
      data.counts = await build(run, mayTell);
      data.builds += 1;
      data.builtAt = run.at;
      askToRepair(run);
      if (data.isPast) return run.to('waiting');
      run.to('notifying');
      // Outside the hours clients are told at the next opening, with the amounts as of then.
      if (mayTell) run.after('checkSent', { quiet: true });
      else run.until('build', nextTimeOfDay(run.at, policy.sendFrom, calendar));
    },

    async checkSent(run) {
      const waiting = await look.noticesWaiting(run.workflowId);
      if (waiting > 0) run.after('checkSent', { quiet: true });
      else run.to('waiting');
    },
  },

  events: {
    'next-run-began'(run) {
      run.finish('closed');
    },
  },
});

/** The whole list, chunk by chunk, on the queue of bulk work: a person at the counter never waits for it. */
async function build(run: Run, mayTell: boolean): Promise<RunCounts> {
  const { listChunk } = proxyActivities<CollectionActivities>({
    taskQueue: run.data.bulkQueue,
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '10 seconds', // what a killed worker had in hand is soon done again
    // Until database and worker are back: a chunk that was written before is found as it is.
    retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
  });
  const { month, dayOn, throughOn } = run.data;
  const counts = { lines: 0, queued: 0, callNeeded: 0, failed: 0 };
  let after: string | undefined = '';
  while (after !== undefined) {
    const chunk: Awaited<ReturnType<CollectionActivities['listChunk']>> = await listChunk({
      runId: run.key,
      projectId: run.projectId,
      month,
      window: { dayOn, throughOn },
      at: run.at,
      after,
      size: CHUNK,
      mayTell,
      isPast: run.data.isPast,
    });
    counts.lines += chunk.counts.lines;
    counts.queued += chunk.counts.queued;
    counts.callNeeded += chunk.counts.callNeeded;
    counts.failed += chunk.counts.failed;
    after = chunk.next;
  }
  return counts;
}

/** Broken lines are a task for customer service; running again tries them anew. */
function askToRepair(run: Run): void {
  const { failed } = run.data.counts;
  if (failed === 0) {
    run.shut('rerun');
    return run.allow('rerun');
  }
  const { failedWithin, escalateAfter } = run.policy;
  run.shut('rerun');
  run.ask('rerun', {
    of: { roles: ['customer-service'] },
    about: `${run.data.month} 有 ${failed} 笔未能生成`,
    within: failedWithin,
    policyKey: 'failedWithin',
    escalate: [
      { to: { roles: ['service-supervisor'] } },
      { to: { roles: ['sales-manager'] }, after: escalateAfter },
    ],
    stays: true,
  });
}
