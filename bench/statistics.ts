/** The value below which a share of the samples lies; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** Least and greatest. */
export function spreadOf(samples: readonly number[]): [number, number] {
  return [Math.min(...samples), Math.max(...samples)];
}

/** `12.3 ms`, or `0.012`: three significant digits, whole numbers in full. */
export function show(value: number, unit = ''): string {
  const rounded = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return `${rounded}${unit && ` ${unit}`}`;
}

/** How long it takes, milliseconds. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await act();
  return performance.now() - before;
}
