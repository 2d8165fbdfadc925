import type { Deps } from '../../deps';
import { runReads } from './runs';
import { staffReads } from './staff';

export const kernelReads = (deps: Deps) => ({
  ...runReads(deps),
  ...staffReads(deps),
});
