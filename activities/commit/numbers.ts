import type { Models } from '../../models';
import type { NumberRequest } from '../../workflows/kernel/change';
import { isDuplicateKey } from './guards';

/**
 * Give each request the next number of its series, for ever its owner's. The next one is inserted under a
 * unique index with the owner's key: a crash leaves the number with its owner, never a gap.
 */
export async function takeNumbers(
  models: Models,
  owner: string,
  requests: NumberRequest[],
): Promise<Record<string, string>> {
  const numbers: Record<string, string> = {};
  for (const { token, series, format } of requests) {
    numbers[token] = formatNumber(format, await takeNumber(models, series, `${owner}${token}`));
  }
  return numbers;
}

async function takeNumber(models: Models, series: string, owner: string): Promise<number> {
  for (;;) {
    const mine = await models.numbers.findOne({ series, owner }).lean();
    if (mine) return mine.n;
    const last = await models.numbers.findOne({ series }).sort({ n: -1 }).lean();
    const n = (last?.n ?? 0) + 1;
    try {
      await models.numbers.collection.insertOne({ _id: `${series}/${n}`, series, n, owner } as never);
      return n;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** `VB-20260310-{000}` with 7 is `VB-20260310-007`. */
function formatNumber(format: string, n: number): string {
  return format.replace(/\{(0+)\}/, (_, zeros: string) => String(n).padStart(zeros.length, '0'));
}
