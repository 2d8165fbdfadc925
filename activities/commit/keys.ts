import { MongoServerError } from 'mongodb';
import type { Change } from '../../workflows/kernel/change';

/** What a row carries as the token of the change that wrote it last. */
export function tokenOf(change: Pick<Change, 'workflowId' | 'rev'>): string {
  return `${change.workflowId}#${change.rev}`;
}

/** What a unique index answers when a key is taken. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11000;
}
