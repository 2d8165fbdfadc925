import type { Deps } from '../../deps';
import { beating } from '../../heart';
import { type ChunkDone, type ChunkOfList, listChunk } from './list-chunk';

/** A chunk is usually done before its first one. */
const HEARTBEAT_MS = 4_000;

/** The bulk work of collection, on a task queue of its own. */
export function collectionActivities(deps: Deps) {
  return {
    listChunk: (chunk: ChunkOfList): Promise<ChunkDone> => beating(HEARTBEAT_MS, () => listChunk(deps, chunk)),
  };
}

export type CollectionActivities = ReturnType<typeof collectionActivities>;
