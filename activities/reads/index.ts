import type { Deps } from '../deps';
import { booksReads } from './books';
import { dealReads } from './deal';
import { frontReads } from './front';
import { kernelReads } from './kernel';
import { serviceReads } from './service';

/** Everything a process may look up: read-only, run as local activities. */
export const createReads = (deps: Deps) => ({
  ...kernelReads(deps),
  ...booksReads(deps),
  ...frontReads(deps),
  ...dealReads(deps),
  ...serviceReads(deps),
});

export type Reads = ReturnType<typeof createReads>;
