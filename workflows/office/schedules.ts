/** What the schedules of `temporal.yaml` start: each hands its work to activities on the queue of bulk work. */
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ScheduledActivities } from '../../activities/scheduled';

/** Input of every workflow that a schedule starts for a project. */
export interface Scheduled {
  projectId: string;
  /** Business instant it stands for, epoch milliseconds; absent: Temporal's own schedule started it. */
  nominalAt?: number;
}

/** Until database and worker are back; the work is found as far as it was done. */
const { beginMonthlyRun, sweepCollections, remindFirstPayers, tellMissingReview } =
  proxyActivities<ScheduledActivities>({
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '6 seconds', // what a killed worker had in hand is soon done again
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  });

/** 每月3日催款: begins the month's collection run, or runs it again. */
export async function monthlyCollection(scheduled: Scheduled): Promise<{ runId?: string }> {
  return beginMonthlyRun(occasionOf(scheduled));
}

/** 逾期巡查: opens a case for each sale whose instalment is past due. */
export async function collectionSweep(scheduled: Scheduled): Promise<{ opened: number }> {
  let opened = 0;
  let after: string | undefined = '';
  while (after !== undefined) {
    const chunk: Awaited<ReturnType<ScheduledActivities['sweepCollections']>> = await sweepCollections(
      occasionOf(scheduled),
      after,
    );
    opened += chunk.opened;
    after = chunk.next;
  }
  return { opened };
}

/** 首期款提示: reminds those whose first instalment after the deposit is near. */
export async function firstPaymentReminder(scheduled: Scheduled): Promise<{ reminded: number }> {
  let reminded = 0;
  let after: string | undefined = '';
  while (after !== undefined) {
    const chunk: Awaited<ReturnType<ScheduledActivities['remindFirstPayers']>> = await remindFirstPayers(
      occasionOf(scheduled),
      after,
    );
    reminded += chunk.reminded;
    after = chunk.next;
  }
  return { reminded };
}

/** 每日房号核查: the sales manager hears of a day that was not reviewed. */
export async function dailyReviewCheck(scheduled: Scheduled): Promise<{ told: boolean }> {
  return tellMissingReview(occasionOf(scheduled));
}

/** Which run of the schedule this is; Temporal's own tells it by a search attribute. */
function occasionOf({ projectId, nominalAt }: Scheduled) {
  if (nominalAt !== undefined) return { projectId, nominalAt, isFastForward: true };
  const [scheduled] = (workflowInfo().searchAttributes.TemporalScheduledStartTime ?? []) as Date[];
  return { projectId, nominalAt: scheduled?.getTime() ?? workflowInfo().startTime.getTime(), isFastForward: false };
}
