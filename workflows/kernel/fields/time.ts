import { z } from 'zod';
import { isPeriod } from '../period';
import { asField } from './kind';
import './messages';

/** A slip of the pen like 0206 or 9999 is refused here: no date rule is asked about such years. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2999;
const OUT_OF_RANGE = `年份须在 ${FIRST_YEAR} 至 ${LAST_YEAR} 之间 a year from ${FIRST_YEAR} to ${LAST_YEAR}`;

function isInRange(text: string): boolean {
  const year = Number(text.slice(0, 4));
  // What is no date at all has been told so.
  return Number.isNaN(year) || (year >= FIRST_YEAR && year <= LAST_YEAR);
}

/** An instant: ISO 8601 with offset outside, epoch milliseconds inside. */
export function instant(title: string) {
  const schema = z.iso
    .datetime({ offset: true })
    .refine(isInRange, { error: OUT_OF_RANGE })
    .meta({ description: 'ISO 8601 with offset' })
    .transform((text): number => Date.parse(text));
  return asField(schema, 'instant', title);
}

/** A date of the project's calendar, `2026-03-10`. */
export function day(title: string) {
  return asField(z.iso.date().refine(isInRange, { error: OUT_OF_RANGE }), 'day', title);
}

/** A month of the project's calendar, `2026-03`. */
export function month(title: string) {
  const schema = z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: '须为月份，如 2026-03 must be a month' })
    .refine(isInRange, { error: OUT_OF_RANGE });
  return asField(schema, 'month', title);
}

/** A period as people write it, `3 months`, `30 calendar-days`. */
export function period(title: string) {
  const schema = z
    .string()
    .trim()
    .min(1)
    .max(40)
    .refine((text) => text === '' || isPeriod(text), {
      error: '须为期限，如 3 months、30 calendar-days、5 workdays must be a period',
    });
  return asField(schema, 'period', title);
}
