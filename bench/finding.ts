import { show } from './statistics';

/** What may be said on the command line: `--faster=5`. */
export interface Options {
  /** How many times faster than in life people come. */
  faster?: number;
}

/** One comparison of the house with a baseline. */
export interface Benchmark {
  /** What is compared with what. */
  what: string;
  /** How: pairs, rounds, order. */
  protocol: string[];
  /** @throws Error when it cannot be carried out */
  run(log: (line: string) => void, options: Options): Promise<Finding[]>;
}

/** What was found: a ratio (`×`) or a number. */
export interface Finding {
  what: string;
  value: number;
  /** `×` by default. */
  unit?: string;
  /** Least and greatest of the rounds. */
  spread?: [number, number];
  goal?: Goal;
  /** Why the run as a whole has failed; a goal that is missed is no failure. */
  failed?: string;
}

export type Goal = { atMost: number } | { atLeast: number } | { exactly: number };

/** The table at the end: a line per finding. */
export function reportOf(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => [
    finding.what,
    Number.isNaN(finding.value) ? '–' : amount(finding.value, finding.unit),
    finding.spread ? `${show(finding.spread[0])}–${show(finding.spread[1])}` : '',
    finding.goal ? goalText(finding.goal, finding.unit) : '',
    finding.failed ?? (finding.goal ? verdict(finding.value, finding.goal) : ''),
  ]);
  const table = [['what', 'found', 'rounds', 'goal', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, nth) => cell.padEnd(widths[nth] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function verdict(value: number, goal: Goal): string {
  const met =
    'atMost' in goal ? value <= goal.atMost : 'atLeast' in goal ? value >= goal.atLeast : value === goal.exactly;
  return met ? 'met' : 'NOT met';
}

function goalText(goal: Goal, unit?: string): string {
  if ('exactly' in goal) return `= ${goal.exactly}`;
  return 'atMost' in goal ? `≤ ${amount(goal.atMost, unit)}` : `≥ ${amount(goal.atLeast, unit)}`;
}

function amount(value: number, unit = '×'): string {
  return unit === '×' ? `${show(value)}×` : Number.isInteger(value) ? `${value} ${unit}` : show(value, unit);
}
