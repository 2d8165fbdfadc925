import type { Deps } from '../../deps';
import { repairReads } from './repair';

export const serviceReads = (deps: Deps) => ({
  ...repairReads(deps),
});
