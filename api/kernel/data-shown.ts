/** What the API shows of what a process knows, derived from its schema: instants as ISO 8601, the rest as it is. */
import { z } from 'zod';
import { type FieldMeta, fieldMetaOf, insideOf } from '../../workflows/kernel/fields';
import { isoIn } from './time';

/** The schema of an answer that shows what the schema describes. */
export function shownSchema(schema: z.ZodObject): z.ZodObject {
  return shown(schema) as z.ZodObject;
}

function shown(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return shown(schema.unwrap() as z.ZodType).optional();
  const meta = fieldMetaOf(schema);
  if (meta) return shownField(schema, meta).meta({ ...meta });
  if (schema instanceof z.ZodObject)
    return z.object(Object.fromEntries(Object.entries(schema.shape).map(([key, item]) => [key, shown(item)])));
  if (schema instanceof z.ZodArray) return z.array(shown(schema.element as z.ZodType));
  if (schema instanceof z.ZodRecord) return z.record(z.string(), shown(schema.valueType as z.ZodType));
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const options = schema.options.map((option) => shown(option as z.ZodType));
    return z.discriminatedUnion(schema.def.discriminator, options as [z.ZodObject, ...z.ZodObject[]]);
  }
  const inner = insideOf(schema);
  return inner ? shown(inner) : schema;
}

/** As it is stored it has been checked; masked and erased values would not pass again. */
function shownField(schema: z.ZodType, { 'x-kind': kind, 'x-labels': labels = {} }: FieldMeta): z.ZodType {
  switch (kind) {
    case 'instant':
      return z.iso.datetime({ offset: true });
    case 'day':
      return z.iso.date();
    case 'fen':
    case 'integer':
      return z.int();
    case 'flag':
      return z.boolean();
    case 'choice':
      return z.enum(Object.keys(labels) as [string]);
    default:
      return schema instanceof z.ZodArray ? z.array(z.string()) : z.string();
  }
}

/** What is stored, as it is shown in a zone. */
export function showData(schema: z.ZodType, value: unknown, zone: string): unknown {
  if (value === undefined || value === null) return value;
  if (fieldMetaOf(schema)?.['x-kind'] === 'instant') return isoIn(zone, value as number);
  const inner = insideOf(schema);
  if (inner) return showData(inner, value, zone);
  if (schema instanceof z.ZodArray)
    return (value as unknown[]).map((item) => showData(schema.element as z.ZodType, item, zone));
  if (schema instanceof z.ZodObject) return showFields(schema.shape, value, zone);
  if (schema instanceof z.ZodRecord)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, showData(schema.valueType as z.ZodType, item, zone)]),
    );
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def;
    const kind = (value as Record<string, unknown>)[discriminator];
    const option = (schema.options as z.ZodObject[]).find(
      ({ shape }) => shape[discriminator]?.safeParse(kind).success,
    );
    return option ? showData(option, value, zone) : value;
  }
  return value;
}

function showFields(shape: Record<string, z.ZodType>, value: object, zone: string): object {
  const told = Object.entries(value).filter(([key]) => shape[key] !== undefined);
  return Object.fromEntries(told.map(([key, item]) => [key, showData(shape[key] as z.ZodType, item, zone)]));
}
