import type { AnyContract } from './kernel/contract';
import { unitControlContract } from './sale/unit-control.contract';
import { visitClaimContract } from './sale/visit-claim.contract';

/** Every process there is. */
export const contracts: readonly AnyContract[] = [visitClaimContract, unitControlContract];

/** The contract of a process word; throws for a word there is not. */
export function contractNamed(name: string): AnyContract {
  const contract = contracts.find((c) => c.name === name);
  if (!contract) throw new Error(`no process is called ${name}`);
  return contract;
}
