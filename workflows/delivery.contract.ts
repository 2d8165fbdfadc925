/** Delivery of a project's notices: names and shapes shared by the workflow, its starter and its activity. */

export const DELIVERY = 'delivery';
export const POKE = 'poke';

/** One per project. */
export function deliveryId(projectId: string): string {
  return `${DELIVERY}:${projectId}`;
}

export interface DeliveryStart {
  projectId: string;
  /** Sandbox: wait until the workflow's clock shows the project's instant (epoch milliseconds). */
  from?: number;
  /** History length, in events, at which the process continues as new. */
  continueAsNewAfter?: number;
}

export interface ChunkRequest {
  projectId: string;
  /** Business instant, epoch milliseconds. */
  now: number;
}

/** Counts only: no personal data enters a history. */
export interface ChunkResult {
  sent: number;
  /** Given up, unsure, or left to a person's call: each of them is a task. */
  forPeople: number;
  /** More is due now. */
  more: boolean;
  /** Earliest instant at which something else is due; absent: nothing is queued. */
  nextAt?: number;
}
