import type { AnyContract } from '../kernel/contract';
import { saleContract } from './sale/contract';
import { signingContract } from './signing/contract';
import { mortgageContract } from './mortgage/contract';

export const dealContracts: readonly AnyContract[] = [saleContract, signingContract, mortgageContract];
