import type { AnyContract } from '../kernel/contract';
import { visitClaimContract } from './visit-claim/contract';
import { unitControlContract } from './unit-control/contract';
import { subscriptionContract } from './subscription/contract';

export const frontContracts: readonly AnyContract[] = [
  visitClaimContract,
  unitControlContract,
  subscriptionContract,
];
