/** The value below which a share of the samples lies; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** `12.3 ms`, or `0.012`, with three significant digits. */
export function show(value: number, unit = ''): string {
  return `${Number(value.toPrecision(3))}${unit && ` ${unit}`}`;
}

/** What one comparison found. */
export interface Ratio {
  what: string;
  ratio: number;
  /** Of the rounds' ratios. */
  spread: [number, number];
  goal: number;
}

export function report({ what, ratio, spread: [low, high], goal }: Ratio): string {
  const verdict = ratio <= goal ? 'met' : 'NOT met';
  return `  ${what}: ${show(ratio)}× (rounds ${show(low)}–${show(high)}), goal ≤ ${goal}×: ${verdict}`;
}
