import { setTimeout as pause } from 'node:timers/promises';
import type { Deps } from '../activities/deps';
import { isOnItsWay, nextNotice } from '../activities/sandbox/due';

const LOOK_EVERY_MS = 20;

/** Wait until nothing is under way in a project: no task of a workflow and no activity pending, no notice unsent. */
export async function comeToRest(deps: Deps, projectId: string): Promise<void> {
  for (let last = ''; ; await pause(LOOK_EVERY_MS)) {
    const events = await eventsOfIdle(deps, projectId);
    const now = Date.now();
    const isSent = (await nextNotice(deps, projectId)) > now && !(await isOnItsWay(deps, projectId, now));
    // Seen idle one after the other, one may have told another in between: only two equal looks show a rest.
    if (isSent && events !== undefined && events === last) return;
    last = events ?? '';
  }
}

/** How far the history of each running workflow goes; undefined while one of them is busy. */
async function eventsOfIdle({ client, settings }: Deps, projectId: string): Promise<string | undefined> {
  const query = `ProjectId = '${projectId}' AND ExecutionStatus = 'Running'`;
  const events: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) {
    const { workflowExecutionInfo, pendingActivities, pendingWorkflowTask } =
      await client.workflowService.describeWorkflowExecution({
        namespace: settings.connection.namespace,
        execution: { workflowId },
      });
    if (pendingActivities?.length || pendingWorkflowTask) return undefined;
    events.push(`${workflowId} ${workflowExecutionInfo?.historyLength}`);
  }
  return events.sort().join();
}
