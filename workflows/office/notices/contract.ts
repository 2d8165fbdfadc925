/** Delivery of a project's notices: names and shapes shared by the workflow, its starter and its activity. */

export const DELIVERY = 'delivery';
export const POKE = 'poke';

/** One per project. */
export function deliveryId(projectId: string): string {
  return `${DELIVERY}:${projectId}`;
}

export interface DeliveryStart {
  projectId: string;
  /** History length, in events, at which the process continues as new. */
  continueAsNewAfter?: number;
}

export interface ChunkRequest {
  projectId: string;
}

/** Counts only: no personal data enters a history. */
export interface ChunkResult {
  sent: number;
  /** Given up, unsure, or left to a person's call: each of them is a task. */
  forPeople: number;
  /** More is due now. */
  more: boolean;
  /**
   * The earliest that is due later: its business instant, epoch milliseconds, in how many, and as the project's clock
   * shows it; absent: nothing is queued.
   */
  next?: { at: number; inMs: number; shown: string };
}
