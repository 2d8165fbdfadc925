import type { Deps } from '../../deps';
import { receptionReads } from './reception';

export const frontReads = (deps: Deps) => ({
  ...receptionReads(deps),
});
