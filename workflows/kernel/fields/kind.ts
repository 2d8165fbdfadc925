import { z } from 'zod';

/** How what is entered finds what is stored: by the whole value in its normal form, by a part of it, or by a range. */
type FoundBy = 'value' | 'part' | 'range' | 'nothing';

interface KindSpec {
  /** The form in which it is stored and compared, as `docs/glossary.md` says it. */
  normalForm: string;
  /** How an answer shows it. */
  shown: string;
  /** Shown in full only to those whom the contract of the process names. */
  masked: boolean;
  foundBy: FoundBy;
}

const id = (of: string): KindSpec => ({
  normalForm: `编号 id of ${of}`,
  shown: '编号 id',
  masked: false,
  foundBy: 'value',
});

/** Every kind of field: what all fields of it have in common, whatever process they stand in. */
export const KINDS = {
  fen: { normalForm: '整数分 integer fen', shown: '整数分 integer fen', masked: false, foundBy: 'range' },
  instant: {
    normalForm: '时刻 epoch milliseconds',
    shown: '带时区的时间 ISO 8601 with the offset of the project',
    masked: false,
    foundBy: 'range',
  },
  day: { normalForm: '日期 2026-03-10', shown: '日期 2026-03-10', masked: false, foundBy: 'range' },
  month: { normalForm: '月份 2026-03', shown: '月份 2026-03', masked: false, foundBy: 'value' },
  period: { normalForm: '期限 3 workdays', shown: '期限 3 workdays', masked: false, foundBy: 'nothing' },
  text: {
    normalForm: 'NFC，无首尾空白及不可见字符 NFC without blanks around it',
    shown: '文字 text',
    masked: false,
    foundBy: 'part',
  },
  personal: {
    normalForm: '同 text，另行存放 as text, stored under an id',
    shown: '文字 text',
    masked: false,
    foundBy: 'nothing',
  },
  phone: {
    normalForm: '手机 13900010001，固话 027-88886666转801，境外 +85291234567',
    shown: '139****0001',
    masked: true,
    foundBy: 'value',
  },
  idNumber: {
    normalForm: '半角大写，无空白，校验码相符 capital letters, check digit holds',
    shown: '9999…0126',
    masked: true,
    foundBy: 'value',
  },
  address: {
    normalForm: '同 text，另行存放 as text, stored under an id',
    shown: '省市以外隐去 all but province and city hidden',
    masked: true,
    foundBy: 'nothing',
  },
  reference: {
    normalForm: 'NFKC，无空白，大写 half-width, no blanks, capital letters',
    shown: '号码 number',
    masked: false,
    foundBy: 'value',
  },
  project: id('a project'),
  staff: id('a member of staff'),
  client: id('a client'),
  unit: id('a unit'),
  sale: id('a sale'),
  bank: id('a bank'),
  contractor: id('a contractor'),
  file: id('a file'),
  document: id('a document'),
  payment: id('a payment'),
  choice: { normalForm: '选项 one of a list', shown: '选项 one of a list', masked: false, foundBy: 'value' },
  integer: { normalForm: '整数 whole number', shown: '整数 whole number', masked: false, foundBy: 'range' },
  flag: { normalForm: '是否 true or false', shown: '是否 true or false', masked: false, foundBy: 'value' },
} as const satisfies Record<string, KindSpec>;

export type Kind = keyof typeof KINDS;

/** What a field says about itself: to the OpenAPI document, to forms, to masks, to the glossary. */
export interface FieldMeta {
  /** The Chinese label given where the field is used. */
  title: string;
  'x-kind': Kind;
  'x-masked'?: true;
  /** Stored outside the process, which carries its id. */
  'x-personal'?: true;
  /** Chinese labels of the values of a choice. */
  'x-labels'?: Readonly<Record<string, string>>;
}

/** Give a schema its kind and its Chinese label. */
export function asField<Schema extends z.ZodType>(
  schema: Schema,
  kind: Kind,
  title: string,
  more: Partial<FieldMeta> & { description?: string } = {},
): Schema {
  return schema.meta({ title, 'x-kind': kind, ...(KINDS[kind].masked ? { 'x-masked': true } : {}), ...more });
}

/** What the field says about itself, through everything it is wrapped in; nothing when it is no field. */
export function fieldMetaOf(schema: z.ZodType): FieldMeta | undefined {
  const meta = z.globalRegistry.get(schema);
  if (meta?.['x-kind']) return meta as unknown as FieldMeta;
  const inner = insideOf(schema);
  return inner && fieldMetaOf(inner);
}

/** The schema that an optional, a default or a transformation is made around. */
export function insideOf(schema: z.ZodType): z.ZodType | undefined {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  )
    return schema.unwrap() as z.ZodType;
  return schema instanceof z.ZodPipe ? (schema.in as z.ZodType) : undefined;
}
