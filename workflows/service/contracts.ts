import type { AnyContract } from '../kernel/contract';
import { repairContract } from './repair/contract';

export const serviceContracts: readonly AnyContract[] = [repairContract];
