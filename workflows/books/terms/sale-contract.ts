import type { z } from 'zod';
import type { contractTerms } from './schema';

/** What the contract says where the law leaves it to the parties; `serviceAddress` is the id of a personal text. */
export type ContractTerms = z.output<typeof contractTerms>;
