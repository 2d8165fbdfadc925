import { instantOf, localDate, localTime } from '../../../workflows/kernel/calendar';
import type { NoticeRequest } from '../../../workflows/kernel/change';
import { unitControlContract } from '../../../workflows/front/unit-control/contract';
import { Names } from '../../commit/fields';
import { noticesOf, queueNotices } from '../../commit/notices';
import type { Deps } from '../../deps';
import { poke } from '../../notices/poke';
import type { NoticeFields } from '../../texts/notices';

/**
 * Tell the sales manager that the day's 房号核查 has not been done. Once per day.
 * @param at business instant of the check, epoch milliseconds
 */
export async function tellMissingReview(deps: Deps, projectId: string, at: number): Promise<{ told: boolean }> {
  const { models, settings } = deps;
  const calendar = await deps.calendarOf(projectId);
  const date = localDate(at, calendar);
  const reviewed = await models.connection
    .collection<{ _id: string }>('daily_reviews')
    .findOne({ _id: `${projectId}:${date}` });
  if (reviewed) return { told: false };
  const reviewBy = String(settings.policyOf(unitControlContract.name, projectId).reviewBy);
  const workflowId = `daily-review:${projectId}:${date}`;
  const fields: NoticeFields<'unit-control.review-missed'> = {
    date,
    reviewBy: `${date} ${localTime(instantOf(date, reviewBy, calendar), calendar)}`,
  };
  const notices: NoticeRequest[] = [
    { id: workflowId, template: 'unit-control.review-missed', to: { roles: ['sales-manager'] }, fields },
  ];
  await queueNotices(models, await noticesOf(models, { projectId, workflowId, at, notices }, new Names(models)));
  await poke(deps, projectId);
  return { told: true };
}
