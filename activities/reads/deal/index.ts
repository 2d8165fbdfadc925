import type { Deps } from '../../deps';
import { salesReads } from './sale';
import { signingReads } from './signing';
import { mortgageReads } from './mortgage';

export const dealReads = (deps: Deps) => ({
  ...salesReads(deps),
  ...signingReads(deps),
  ...mortgageReads(deps),
});
