import { z } from 'zod';
import type { ContractCopyRow } from '../../../models/deal';
import { time, type Told } from '../../kernel/shown';

/** 合同收发登记: who holds which copy now; not in a list. */
export const shownCopy = z.object({
  no: z.int(),
  for: z.enum(['client', 'company', 'bank', 'office']),
  holder: z.string(),
  void: z.boolean().optional(),
  since: time().optional(),
} satisfies Told<Pick<ContractCopyRow, 'no' | 'for' | 'holder'>> & { void: z.ZodType; since: z.ZodType });
