/** The few kinds of fields that bodies are made of, beside zod's own. Messages are in Chinese. */
import { z } from 'zod';
import { isPeriod } from '../../workflows/kernel/period';

const { localeError: chinese } = z.locales.zhCN();
/** A field that is left out is asked for in plain words, not by its type. */
z.config({
  localeError: (issue) =>
    issue.code === 'invalid_type' && issue.input === undefined ? '必填 required' : chinese(issue),
});

/** A slip of the pen like 0206 or 9999 is refused here: no date rule is asked about such years. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2999;
const OUT_OF_RANGE = `年份须在 ${FIRST_YEAR} 至 ${LAST_YEAR} 之间`;

function isInRange(text: string): boolean {
  const year = Number(text.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/** An instant: ISO 8601 with offset outside, epoch milliseconds inside. */
export function instant() {
  return z.iso
    .datetime({ offset: true })
    .refine(isInRange, { error: OUT_OF_RANGE })
    .meta({ description: 'ISO 8601 with offset' })
    .transform((text): number => Date.parse(text));
}

/** A date of the project's calendar, `2026-03-10`. */
export function date() {
  return z.iso.date().refine(isInRange, { error: OUT_OF_RANGE });
}

/** A month of the project's calendar, `2026-03`. */
export function month() {
  return z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .refine(isInRange, { error: OUT_OF_RANGE });
}

/** 100 亿元: no unit costs that, and sums of such amounts are still exact. */
const MOST_FEN = 1_000_000_000_000;

/** An amount in fen, at least 0 unless told otherwise. */
export function fen(min = 0) {
  return z.int().min(min).max(MOST_FEN);
}

/** A short text that holds no personal data: an id, a number, a code. */
export function word(max = 100) {
  return z.string().trim().min(1).max(max);
}

/** A period as people write it, `3 months`, `30 calendar-days`. */
export function period() {
  return word().refine(isPeriod, { error: '期限须写作 such as 3 months, 30 calendar-days, 5 workdays' });
}

/** A yes or no in a query string. */
export function flag() {
  return z.enum(['true', 'false']).transform((text) => text === 'true');
}
