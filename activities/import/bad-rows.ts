/** One thing wrong in one line of one file. */
export interface BadRow {
  file: string;
  /** 1-based; 1 also for what concerns the file as a whole. */
  line: number;
  field: string;
  reason: string;
}

/** `units.csv:12: area: must be square metres with at most two decimals` */
export function formatBadRow(row: BadRow): string {
  return `${row.file}:${row.line}: ${row.field}: ${row.reason}`;
}

/** The folder was refused as a whole; nothing of it was written. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  readonly badRows: BadRow[];

  constructor(badRows: BadRow[]) {
    const sorted = [...badRows].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
    super(`nothing was imported:\n${sorted.map(formatBadRow).join('\n')}`);
    this.badRows = sorted;
  }
}
