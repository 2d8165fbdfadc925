import type { Deps } from '../deps';
import { type ChunkDone, type ChunkOfList, listChunk } from './list-chunk';

/** The bulk work of collection, on a task queue of its own. */
export function collectionActivities(deps: Deps) {
  return {
    listChunk: (chunk: ChunkOfList): Promise<ChunkDone> => listChunk(deps, chunk),
  };
}

export type CollectionActivities = ReturnType<typeof collectionActivities>;
