import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Change, CommitResult } from '../workflows/kernel/change';

/** Ours beside them: one bundle, one worker. */
export * from '../workflows';

const { commit } = proxyActivities<{ commit(change: Change): Promise<CommitResult> }>({
  startToCloseTimeout: '20 seconds',
});

/** The baseline of a step: an Update whose handler awaits one ordinary activity with the same write. */
export async function rawStep(): Promise<void> {
  setHandler(defineUpdate<CommitResult, [Change]>('step'), (change) => commit(change));
  await condition(() => false);
}

/** The baseline of memory: a workflow that only waits. */
export async function bare(): Promise<void> {
  await condition(() => false);
}

const { billOne } = proxyActivities<{ billOne(saleKey: string): Promise<void> }>({
  startToCloseTimeout: '20 seconds',
});

/** The baseline of a collection run: an activity per item, one after the other. */
export async function billOneByOne(saleKeys: string[]): Promise<void> {
  for (const saleKey of saleKeys) await billOne(saleKey);
}
