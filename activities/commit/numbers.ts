import type { Models } from '../../models';
import type { NumberRequest } from '../../workflows/kernel/change';
import { isDuplicateKey } from './keys';
import { inTurn } from './in-turn';
import { together } from './together';

/** Where a series stands: the number that this request has been given before, and the last one given to anybody. */
interface Standing {
  mine?: number;
  last: number;
}

/** What `takeNumbers` has to know, by token: read together with everything else that a commit reads. */
export async function readSeries(
  models: Models,
  owner: string,
  requests: readonly NumberRequest[],
): Promise<Map<string, Standing>> {
  const read = requests.map(async ({ token, series }): Promise<[string, Standing]> => {
    const [mine, last] = await Promise.all([mineOf(models, series, owner + token), lastOf(models, series)]);
    return [token, { mine, last }];
  });
  return new Map(await Promise.all(read));
}

/**
 * Give each request the next number of its series, for ever its owner's. The next one is inserted under a
 * unique index with the owner's key: a crash leaves the number with its owner, never a gap.
 */
export async function takeNumbers(
  models: Models,
  owner: string,
  requests: readonly NumberRequest[],
  standings?: Map<string, Standing>,
): Promise<Record<string, string>> {
  if (requests.length === 0) return {};
  const known = standings ?? (await readSeries(models, owner, requests));
  const numbers: Record<string, string> = {};
  const taking = [...new Set(requests.map(({ series }) => series))].map((name) =>
    inTurn(`numbers/${name}`, async (others) => {
      const asked = requests.filter(({ series }) => series === name);
      let last = others ? undefined : known.get(asked[0]?.token ?? '')?.last;
      for (const { token, format } of asked) {
        const mine = known.get(token)?.mine;
        const n = mine ?? (await takeNext(models, name, owner + token, last));
        if (mine === undefined) last = n;
        numbers[token] = formatNumber(format, n);
      }
    }),
  );
  await together(taking);
  return numbers;
}

/** @param last of the series as far as it is known */
async function takeNext(models: Models, series: string, owner: string, last: number | undefined): Promise<number> {
  for (let known = last; ; known = undefined) {
    const n = (known ?? (await lastOf(models, series))) + 1;
    try {
      await models.numbers.collection.insertOne({ _id: `${series}/${n}`, series, n, owner } as never);
      return n;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const mine = await mineOf(models, series, owner);
    if (mine !== undefined) return mine;
  }
}

async function mineOf(models: Models, series: string, owner: string): Promise<number | undefined> {
  return (await models.numbers.findOne({ series, owner }, { n: 1 }).lean())?.n;
}

async function lastOf(models: Models, series: string): Promise<number> {
  return (await models.numbers.findOne({ series }, { n: 1 }).sort({ n: -1 }).lean())?.n ?? 0;
}

/** `VB-20260310-{000}` with 7 is `VB-20260310-007`. */
function formatNumber(format: string, n: number): string {
  return format.replace(/\{(0+)\}/, (_, zeros: string) => String(n).padStart(zeros.length, '0'));
}
