import { z } from 'zod';

export type JsonSchema = { [keyword: string]: unknown };

/** A zod schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export function toSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Unknown fields of a body are refused (parse.ts), whether the schema is strict or not; an answer may gain some.
      if (io === 'input' && jsonSchema.type === 'object') jsonSchema.additionalProperties ??= false;
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // The format says it.
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });
  return rest as JsonSchema;
}
