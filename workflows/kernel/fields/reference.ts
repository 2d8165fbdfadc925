import { z } from 'zod';
import { normalNumber, objectionToText } from './clean';
import { asField } from './kind';

/**
 * The number that a bank, an office or a paper bears: a transfer's reference, a cheque, an invoice, a contract. One
 * number in whatever spelling is one number.
 */
export function reference(title: string, { max = 100 }: { max?: number } = {}) {
  const schema = z
    .string()
    .overwrite(normalNumber)
    .min(1)
    .max(max)
    .superRefine((number, issues) => {
      const objection = objectionToText(number);
      if (objection) issues.addIssue({ code: 'custom', message: objection });
    });
  return asField(schema, 'reference', title);
}
