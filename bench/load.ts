import { show } from './statistics';

/** What came of many calls: how they were answered, how long each took, and how many were done in a second. */
export interface Load {
  /** Answers by status. */
  statuses: Map<number, number>;
  /** Of those that were done, milliseconds. */
  took: number[];
  perSecond: number;
}

/** Make so many calls, a fixed number at once: when one is answered the next is sent. */
export async function load(calls: number, atOnce: number, call: (nth: number) => Promise<number>): Promise<Load> {
  const statuses = new Map<number, number>();
  const took: number[] = [];
  let next = 0;
  const one = async () => {
    while (next < calls) {
      const nth = next++;
      const before = performance.now();
      const status = await call(nth);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status < 300) took.push(performance.now() - before);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - began) / 1000;
  return { statuses, took, perSecond: took.length / seconds };
}

/** Share of the calls that were answered so. */
export function shareOf({ statuses }: Load, status: number): number {
  const all = [...statuses.values()].reduce((sum, n) => sum + n, 0);
  return (statuses.get(status) ?? 0) / all;
}

/** `201: 120, 503: 8` */
export function answered({ statuses }: Pick<Load, 'statuses'>): string {
  return [...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, n]) => `${status}: ${n}`)
    .join(', ');
}

export function perSecond(value: number): string {
  return `${show(value)}/s`;
}
