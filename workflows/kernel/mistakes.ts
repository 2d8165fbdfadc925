import { ActivityFailure, ApplicationFailure, proxySinks, type Sinks, TemporalFailure } from '@temporalio/workflow';
import type { Change } from './change';
import { DEFECT } from './refusal';

/** A mistake in our own code, as the worker tells the admins and the log of it. */
export type MistakeMet = Pick<Change, 'workflowId' | 'process' | 'key' | 'projectId' | 'at' | 'rev' | 'action'> & {
  what: string;
};

/** Kept by the worker, which can reach the database and the log when the workflow task itself fails. */
export interface MistakeSinks extends Sinks {
  mistakes: { met(mistake: MistakeMet): void };
}

const { mistakes } = proxySinks<MistakeSinks>();

/** Errors that only a mistake in our own code throws; never retried in a look-up, which would make it again. */
export const MISTAKES_OF_CODE: readonly string[] = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];

/**
 * What an error of a handler means for the workflow. A refusal stays one. A mistake in a look-up becomes `defect`: it
 * stands in the history, so the step is answered with it. Any other error is a mistake of the handler: the admins are
 * told, and it is thrown on to fail the workflow task, which Temporal tries again until the repaired code heals it.
 */
export function meetMistake(error: unknown, about: Omit<MistakeMet, 'what'>): unknown {
  if (error instanceof TemporalFailure && !isOfLookUp(error)) return error;
  const what = isOfLookUp(error) ? (error.cause as ApplicationFailure).message : messageOf(error);
  mistakes.met({ ...about, what });
  return error instanceof TemporalFailure ? ApplicationFailure.nonRetryable(what, DEFECT) : error;
}

/** Could not be written, or not even decided, and is tried again: nothing has changed. */
export function isStall(error: unknown): boolean {
  return error instanceof ActivityFailure || (error instanceof ApplicationFailure && error.type === DEFECT);
}

function isOfLookUp(error: unknown): error is ActivityFailure {
  if (!(error instanceof ActivityFailure)) return false;
  return error.cause instanceof ApplicationFailure && MISTAKES_OF_CODE.includes(error.cause.type ?? '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
