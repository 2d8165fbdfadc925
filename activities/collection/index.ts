import { Context } from '@temporalio/activity';
import type { Deps } from '../deps';
import { type ChunkDone, type ChunkOfList, listChunk } from './list-chunk';

/** A chunk is usually done before its first one. */
const HEARTBEAT_MS = 4_000;

/** The bulk work of collection, on a task queue of its own. */
export function collectionActivities(deps: Deps) {
  return {
    async listChunk(chunk: ChunkOfList): Promise<ChunkDone> {
      const context = Context.current();
      const heart = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
      try {
        return await listChunk(deps, chunk);
      } finally {
        clearInterval(heart);
      }
    },
  };
}

export type CollectionActivities = ReturnType<typeof collectionActivities>;
