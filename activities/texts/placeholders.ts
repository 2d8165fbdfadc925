import Mustache from 'mustache';
import { amountInWords, formatYuan } from './money-words';

type Plain = string | number;
type Row = Readonly<Record<string, Plain | undefined>>;
/** What a field may be given: a value, several (read as 甲、乙), or the rows of a list. */
export type FieldValue = Plain | readonly Plain[] | readonly Row[];
export type FieldValues = Readonly<Record<string, FieldValue | undefined>>;

/**
 * The fields a template declares, by the names under which they are given. An amount is given in fen, as `amountFen`:
 * the text shows it as `{{amount}}` in figures and `{{amountInWords}}` in capital words, so that the two never differ.
 */
export interface DeclaredFields {
  /** Must be given. */
  fields: readonly string[];
  /** May be left out; the text says what stands there instead. */
  optional?: readonly string[];
  /** Rows, by list name: the columns of each row. */
  lists?: Readonly<Record<string, readonly string[]>>;
}

type OptionalOf<D> = D extends { optional: readonly (infer Name extends string)[] } ? Name : never;
type ListsOf<D> = D extends { lists: infer Lists } ? Lists : Record<never, never>;
type ColumnOf<List> = List extends readonly (infer Name extends string)[] ? Name : never;
type Amount = `${string}Fen`;

/** What must be given to a template that declares `D`. @typeParam Text what stands for a text: itself, or a reference */
export type GivenFields<D extends DeclaredFields, Text> = {
  [Name in D['fields'][number]]: Name extends Amount ? number : Text | readonly Text[];
} & {
  [Name in OptionalOf<D>]?: Name extends Amount ? number : Text | readonly Text[];
} & {
  [List in keyof ListsOf<D>]: readonly {
    [Name in ColumnOf<ListsOf<D>[List]>]: Name extends Amount ? number : Text;
  }[];
};

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
      const column = columns.find((one) => shownAs(one).includes(field));
      const declaredAs = known.find((one) => shownAs(one).includes(field));
      if (column) used.add(`${list}.${column}`);
      else if (declaredAs) used.add(declaredAs);
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
 * The values a template is rendered with. Throws an Error naming the template and the field if a declared field has no
 * value or a row lacks a column.
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
  const unknown = Object.keys(values).find((field) => !known.includes(field));
  if (unknown) throw new Error(`${name} has no field ${unknown}`);
}

function pick(name: string, required: readonly string[], optional: readonly string[], values: FieldValues) {
  const taken: Record<string, Plain> = {};
  for (const field of [...required, ...optional]) {
    const value = values[field] ?? undefined;
    const text = Array.isArray(value) ? value.join('、') : (value as Plain | undefined);
    if (text === undefined || text === '') {
      if (required.includes(field)) throw new Error(`${name} needs the field ${field}`);
    } else if (isAmount(field)) {
      const [figures, words] = shownAs(field) as [string, string];
      taken[figures] = formatYuan(Number(text));
      taken[words] = amountInWords(Number(text));
    } else taken[field] = text;
  }
  return taken;
}

function isAmount(field: string): field is Amount {
  return field.endsWith('Fen');
}

/** The names under which a text shows a field. */
function shownAs(field: string): string[] {
  if (!isAmount(field)) return [field];
  const name = field.slice(0, -'Fen'.length);
  return [name, `${name}InWords`];
}
