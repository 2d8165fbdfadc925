import { CsvError, parse } from 'csv-parse/sync';
import type { BadRow } from './bad-rows';
import { type Row, type TableName, tables } from './tables';

/** The good rows of a table, and every id it names, those of bad rows too, so that one mistake is reported once. */
export interface Table<Name extends TableName> {
  rows: Row<Name>[];
  ids: Set<string>;
  /** False when the file is not there or its columns are wrong: then nothing can be said about its ids. */
  read: boolean;
}

export function unreadTable<Name extends TableName>(): Table<Name> {
  return { rows: [], ids: new Set(), read: false };
}

interface Record {
  record: string[];
  info: { lines: number };
}

/** Reads one table from the text of its CSV file, checks every cell by itself, and adds what is wrong to `bad`. */
export function readTable<Name extends TableName>(name: Name, csv: string, bad: BadRow[]): Table<Name> {
  const file = `${name}.csv`;
  const schema = tables[name];
  const columns = Object.keys(schema.shape);
  const [header, ...records] = parseRecords(file, csv, bad);
  const table = unreadTable<Name>();
  if (header === undefined) return table;

  const unknown = header.record.filter((column) => !columns.includes(column));
  const twice = header.record.filter((column, at) => header.record.indexOf(column) < at);
  const missing = columns.filter((column) => !header.record.includes(column));
  for (const column of unknown) bad.push({ file, line: 1, field: column, reason: 'is not a column of this table' });
  for (const column of twice) bad.push({ file, line: 1, field: column, reason: 'column is there twice' });
  for (const column of missing) bad.push({ file, line: 1, field: column, reason: 'column is missing' });
  if (unknown.length + twice.length + missing.length > 0) return table;

  table.read = true;
  const idAt = header.record.indexOf('id');
  for (const { record, info } of records) {
    const line = info.lines;
    table.ids.add(record[idAt] ?? '');
    if (record.length !== header.record.length) {
      const reason = `has ${record.length} cells, the header ${header.record.length}`;
      bad.push({ file, line, field: 'row', reason });
      continue;
    }
    const filled = header.record
      .map((column, at) => [column, record[at]] as const)
      .filter(([, cell]) => cell !== '');
    const checked = schema.safeParse(Object.fromEntries(filled));
    if (checked.success) {
      table.rows.push({ ...checked.data, line } as unknown as Row<Name>);
      continue;
    }
    for (const issue of checked.error.issues) {
      bad.push({ file, line, field: String(issue.path[0] ?? 'row'), reason: issue.message });
    }
  }
  return table;
}

function parseRecords(file: string, csv: string, bad: BadRow[]): Record[] {
  try {
    const options = {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    } as const;
    const records = parse(csv, options) as unknown as Record[];
    if (records.length === 0) bad.push({ file, line: 1, field: 'file', reason: 'is empty' });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    bad.push({
      file,
      line: Number(error.lines ?? 1),
      field: 'row',
      reason: `cannot be read as CSV: ${error.message}`,
    });
    return [];
  }
}
