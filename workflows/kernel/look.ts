import { proxyLocalActivities } from '@temporalio/workflow';
import type { Reads } from '../../activities/reads';
import { MISTAKES_OF_CODE } from './mistakes';

/**
 * Look-ups. Local activities, so that they cost no round trip and no action; they only read: a
 * local activity that wrote and was killed would leave what nobody decided. Retried for a minute, then the step is refused by the failure itself.
 */
export const look = proxyLocalActivities<Reads>({
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '1 minute',
  retry: {
    initialInterval: '100 milliseconds',
    maximumInterval: '5 seconds',
    nonRetryableErrorTypes: [...MISTAKES_OF_CODE],
  },
});
