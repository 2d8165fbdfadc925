import type { Project } from './project';

/** All that the history of a workflow tells in clear. */
export async function toldBy({ deps }: Project, workflowId: string): Promise<string> {
  const { events } = await deps.client.workflow.getHandle(workflowId).fetchHistory();
  const payloads = JSON.stringify(events).matchAll(/"data":"([A-Za-z0-9+/=]+)"/g);
  return [...payloads].map(([, data]) => Buffer.from(data as string, 'base64').toString()).join();
}
