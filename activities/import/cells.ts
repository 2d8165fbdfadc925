import { z } from 'zod';
import { cleanText, objectionToText } from '../../workflows/kernel/fields/clean';
import { idNumber, phone as phoneField, reference as referenceField } from '../../workflows/kernel/fields';

/** What a cell of a sales centre's table may hold, and the exact value it stands for. A blank cell is `undefined`. */

export const text = z
  .string({ error: 'is missing' })
  .overwrite(cleanText)
  .min(1, 'is missing')
  .superRefine((cell, issues) => {
    const objection = objectionToText(cell);
    if (objection) issues.addIssue({ code: 'custom', message: objection });
  });

export const id = text.regex(/^[a-z0-9][a-z0-9-]*$/, 'must be an id of small letters, digits and hyphens');

export const phone = phoneField('电话');

/** The number of an identity card, a passport or a travel permit. */
export const identity = idNumber('证件号码');

/** The number of a paper or an account. */
export const number = referenceField('编号');

/** A date as `2026-03-10` that exists in the calendar, of a year that people can mean. */
export const date = text.refine(isDate, 'must be a date such as 2026-03-10');

export const wholeNumber = text.regex(/^-?\d{1,6}$/, 'must be a whole number').transform(Number);

/** ㎡ with up to two decimals, to hundredths of a ㎡. */
export const area = text
  .regex(/^\d{1,6}(\.\d{1,2})?$/, 'must be square metres with at most two decimals')
  .transform(hundredths)
  .refine((value) => value > 0, 'must be more than zero');

/** Yuan with up to two decimals, to fen. */
export const yuan = text
  .regex(/^\d{1,10}(\.\d{1,2})?$/, 'must be yuan with at most two decimals')
  .transform(hundredths)
  .refine((value) => value > 0, 'must be more than zero');

export const yesNo = z.enum(['yes', 'no'], { error: 'must be yes or no' }).transform((value) => value === 'yes');

/** One of the words of a closed list. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` });
}

/** Words separated by `;`, each checked by `item`; a blank cell is an empty list. */
export function listOf<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .string()
    .optional()
    .transform((cell) =>
      (cell ?? '')
        .split(';')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    )
    .pipe(z.array(item));
}

function hundredths(digits: string): number {
  const [whole = '0', part = ''] = digits.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

export function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  if (value < '1900' || value >= '3000') return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
}
