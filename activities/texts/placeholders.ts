import Mustache from 'mustache';
import { amountInWords, formatYuan } from './money-words';

type Plain = string | number;
type Row = Readonly<Record<string, Plain | undefined>>;
/** What a field may be given: a value, several (read as 甲、乙), or the rows of a list. */
export type FieldValue = Plain | readonly Plain[] | readonly Row[];
export type FieldValues = Readonly<Record<string, FieldValue | undefined>>;

/** The fields a template declares. A list names the columns its rows have. */
export interface DeclaredFields {
  /** Must be given. */
  fields: readonly string[];
  /** May be left out; the text says what stands there instead. */
  optional?: readonly string[];
  /** Rows, by list name: the columns of each row. */
  lists?: Readonly<Record<string, readonly string[]>>;
}

type Token = [type: string, name: string, start: number, end: number, children?: Token[]];

/**
 * Throws an Error naming the template and the field if the texts use a field that is not declared, or leave a
 * declared one unused. Called at start, so that a wrong template stops the start, not a client's letter.
 */
export function checkPlaceholders(name: string, declared: DeclaredFields, texts: readonly string[]): void {
  const lists = declared.lists ?? {};
  const known = [...declared.fields, ...(declared.optional ?? []), ...Object.keys(lists)];
  const repeated = known.find((field, i) => known.indexOf(field) !== i);
  if (repeated) throw new Error(`Template ${name} declares the field ${repeated} twice`);

  const used = new Set<string>();
  const walk = (tokens: Token[], columns: readonly string[], list: string) => {
    for (const [type, field, , , children] of tokens) {
      if (type === 'text' || type === '!') continue;
      // Partials and changed delimiters would hide fields from this check.
      if (type === '>' || type === '=')
        throw new Error(`Template ${name} uses {{${type}${field}}}, which is not allowed`);
      if (columns.includes(field)) used.add(`${list}.${field}`);
      else if (known.includes(field)) used.add(field);
      else throw new Error(`Template ${name} uses the field ${field}, which it does not declare`);
      if (!children) continue;
      const rows = type === '#' ? lists[field] : undefined;
      walk(children, rows ?? columns, rows ? field : list);
    }
  };
  for (const text of texts) walk(Mustache.parse(text) as Token[], [], '');

  const columns = Object.entries(lists).flatMap(([list, names]) => names.map((column) => `${list}.${column}`));
  const unused = [...known, ...columns].find((field) => !used.has(field));
  if (unused) throw new Error(`Template ${name} declares the field ${unused}, which it does not use`);
}

/**
 * The values a template is rendered with. An amount may come in fen: `amountFen` gives `amount` in figures and
 * `amountInWords`, so that the two never differ. Throws an Error naming the template and the field if a declared
 * field has no value or a row lacks a column.
 */
export function takeFields(
  name: string,
  declared: DeclaredFields,
  values: FieldValues,
): Record<string, Plain | Row[]> {
  const taken: Record<string, Plain | Row[]> = pick(name, declared.fields, declared.optional ?? [], values);
  for (const [list, columns] of Object.entries(declared.lists ?? {})) {
    const rows = values[list];
    if (!Array.isArray(rows)) throw new Error(`${name} needs the list ${list}`);
    taken[list] = rows.map((row: Row, i) => pick(`${name}, row ${i + 1} of ${list},`, columns, [], row));
  }
  return taken;
}

/** Throws an Error naming the template and the field if a value is given that the template does not declare. */
export function refuseUndeclared(name: string, declared: DeclaredFields, values: FieldValues): void {
  const known = [...declared.fields, ...(declared.optional ?? []), ...Object.keys(declared.lists ?? {})];
  const unknown = Object.keys(values).find(
    (field) => !known.includes(field) && !known.some((name) => sourceOf(name) === field || `${name}Fen` === field),
  );
  if (unknown) throw new Error(`${name} has no field ${unknown}`);
}

function pick(name: string, required: readonly string[], optional: readonly string[], values: FieldValues) {
  const taken: Record<string, Plain> = {};
  for (const field of [...required, ...optional]) {
    const value = readable(field, values);
    if (value !== undefined && value !== '') taken[field] = value;
    else if (required.includes(field)) throw new Error(`${name} needs the field ${field}`);
  }
  return taken;
}

function readable(field: string, values: FieldValues): Plain | undefined {
  const value = values[field] ?? undefined;
  if (Array.isArray(value)) return value.join('、');
  if (value !== undefined) return value as Plain;
  const words = values[sourceOf(field)];
  if (field.endsWith('InWords') && typeof words === 'number') return amountInWords(words);
  const figures = values[`${field}Fen`];
  return typeof figures === 'number' ? formatYuan(figures) : undefined;
}

/** `amountInWords` is made from `amountFen`. */
function sourceOf(field: string): string {
  return field.replace(/InWords$/, 'Fen');
}
