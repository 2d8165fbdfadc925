import { dealContracts } from './deal/contracts';
import { frontContracts } from './front/contracts';
import type { AnyContract } from './kernel/contract';
import { moneyContracts } from './money/contracts';
import { serviceContracts } from './service/contracts';

/** Every process there is. */
export const contracts: readonly AnyContract[] = [
  ...frontContracts,
  ...dealContracts,
  ...moneyContracts,
  ...serviceContracts,
];

/** The contract of a process word; throws for a word there is not. */
export function contractNamed(name: string): AnyContract {
  const contract = contracts.find((c) => c.name === name);
  if (!contract) throw new Error(`no process is called ${name}`);
  return contract;
}
