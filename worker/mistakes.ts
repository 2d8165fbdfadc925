import type { InjectedSinks } from '@temporalio/worker';
import { reportDefect } from '../activities/commit/defect';
import type { Deps } from '../activities/deps';
import type { MistakeSinks } from '../workflows/kernel/mistakes';

/**
 * Tells the admins and the log of a mistake that a workflow met. Not waited for, because a database that is away must
 * not hold up a workflow task; the next try of the task tells it again.
 */
export function mistakeSinks(deps: Deps): InjectedSinks<MistakeSinks> {
  return {
    mistakes: {
      met: {
        fn(_info, mistake) {
          reportDefect(deps, mistake).catch((error: Error) =>
            deps.log.error(
              { ...mistake, error: error.message },
              'a mistake in the program, of which nobody was told',
            ),
          );
        },
        callDuringReplay: false,
      },
    },
  };
}
