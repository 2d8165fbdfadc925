import Mustache from 'mustache';
import type { Field } from '../../../workflows/kernel/words';
import { booksDocuments } from '../books';
import { dealDocuments } from '../deal';
import { frontDocuments } from '../front';
import { chineseDate } from '../money-words';
import { moneyDocuments } from '../money';
import {
  checkPlaceholders,
  type FieldValues,
  type GivenFields,
  refuseUndeclared,
  takeFields,
} from '../placeholders';
import { serviceDocuments } from '../service';
import type { DocumentKind } from './kind';
import { pageAround, pageFields, pageMarks, sheetColumns } from './page';

export type { DocumentKind } from './kind';

/** 副本 on a reprint, 作废 on a document that no longer counts. */
export type DocumentMark = 'copy' | 'void';

export interface DocumentToRender {
  number: string;
  projectName: string;
  companyName: string;
  /** Epoch milliseconds; printed as the date in `zone`. */
  issuedAt: number;
  zone: string;
  marks?: readonly DocumentMark[];
  /** What the kind declares. */
  fields: FieldValues;
}

const all = [
  ...booksDocuments,
  ...frontDocuments,
  ...dealDocuments,
  ...moneyDocuments,
  ...serviceDocuments,
] as const;

type AnyDocument = (typeof all)[number];
/** Every kind of document. */
export type DocumentName = AnyDocument['kind'];
type FieldsOfDocuments = { [Kind in AnyDocument as Kind['kind']]: GivenFields<Kind, Field> };
/** What is filled into a document of a kind. References to people and homes are resolved at the commit. */
export type DocumentFields<Name extends DocumentName> = FieldsOfDocuments[Name];

/** The kinds of document by name. */
export const documentKinds: ReadonlyMap<string, DocumentKind> = new Map<string, DocumentKind>(
  all.map((kind) => [kind.kind, kind]),
);

/** The prefix of a kind's number series: RG for a subscription form. Throws an Error for an unknown kind. */
export function seriesOf(kind: string): string {
  return kindOf(kind).prefix;
}

/**
 * Throws an Error naming kind and field for a field used but not declared, declared but not used, unescaped, or a
 * kind or number series given twice. To be called at start.
 */
export function checkDocuments(kinds: readonly DocumentKind[] = all): void {
  const names = new Set<string>();
  for (const kind of kinds) {
    for (const name of [kind.kind, kind.prefix]) {
      if (names.has(name)) throw new Error(`Two document kinds have the name or series ${name}`);
      names.add(name);
    }
    if (/\{\{\{|\{\{&/.test(kind.body)) throw new Error(`Document ${kind.kind} has a field that is not escaped`);
    const onPage = {
      fields: [...pageFields, ...kind.fields],
      optional: [...pageMarks, ...(kind.optional ?? [])],
      lists: { sheets: sheetColumns, ...kind.lists },
    };
    checkPlaceholders(kind.kind, onPage, [pageAround(kind.body)]);
  }
}

/**
 * The document as a whole HTML page, ready to print: one sheet for each copy. Throws an Error naming kind and
 * field for an unknown kind, a missing field, or a field that the kind does not have.
 */
export function renderDocument(kind: string, document: DocumentToRender): string {
  const declared = kindOf(kind);
  refuseUndeclared(`Document ${kind}`, declared, document.fields);
  const holders = declared.copies ?? [''];
  return Mustache.render(pageAround(declared.body), {
    ...takeFields(`Document ${kind}`, declared, document.fields),
    number: document.number,
    title: declared.title,
    projectName: document.projectName,
    companyName: document.companyName,
    issuedOn: chineseDate(document.issuedAt, document.zone),
    copyMark: document.marks?.includes('copy') ? '副本' : '',
    voidMark: document.marks?.includes('void') ? '作废' : '',
    sheets: holders.map((holder, i) => ({ copyNo: i + 1, copyCount: holders.length, holder })),
  });
}

function kindOf(kind: string): DocumentKind {
  const found = documentKinds.get(kind);
  if (!found) throw new Error(`There is no document kind ${kind}`);
  return found;
}
