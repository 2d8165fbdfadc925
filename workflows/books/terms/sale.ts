import type { z } from 'zod';
import type { plan, saleTerms } from './schema';

/** How the price is paid, as the 认购书 says; sums to the price. */
export type Plan = z.output<typeof plan>;

/** What the subscription hands on to the phases after it. No personal data. */
export type SaleTerms = z.output<typeof saleTerms>;
