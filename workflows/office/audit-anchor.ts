import { proxyActivities } from '@temporalio/workflow';

interface AnchorActivities {
  anchorDay(at: number): Promise<{ day: string; chains: number } | undefined>;
}

/** Once anchored, a day is left alone, so a retry is harmless; given up after a day: the next anchor covers it too. */
const { anchorDay } = proxyActivities<AnchorActivities>({
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '1 day',
  retry: { maximumInterval: '5 minutes' },
});

/** 审计锚定: once a day the heads of all audit chains are hashed over the day before. */
export async function auditAnchor(): Promise<{ day: string; chains: number } | undefined> {
  return anchorDay(Date.now());
}
