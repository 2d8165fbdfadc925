import { z } from 'zod';
import { asField } from './kind';
import './messages';

/** 100 亿元: no unit costs that, and sums of such amounts are still exact. */
const MOST_FEN = 1_000_000_000_000;

/** An amount of money in fen, at least 0 unless told otherwise. */
export function fen(title: string, { min = 0, max = MOST_FEN }: { min?: number; max?: number } = {}) {
  return asField(z.int().min(min).max(max), 'fen', title);
}

/** A whole number that is no money. */
export function integer(title: string, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) {
  return asField(z.int().min(min).max(max), 'integer', title);
}

/** A yes or no. */
export function flag(title: string) {
  return asField(z.boolean(), 'flag', title);
}

/** A yes or no in a query string. */
export function flagInQuery(title: string) {
  return asField(
    z.enum(['true', 'false']).transform((text) => text === 'true'),
    'flag',
    title,
  );
}

/** One of a closed list, with the Chinese label of each value. */
export function choice<const Labels extends Readonly<Record<string, string>>>(
  title: string,
  labels: Labels,
  { error }: { error?: string } = {},
) {
  const values = Object.keys(labels) as (keyof Labels & string)[];
  return asField(z.enum(values as [keyof Labels & string], error ? { error } : {}), 'choice', title, {
    'x-labels': labels,
  });
}
