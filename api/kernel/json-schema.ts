import { z } from 'zod';
import type { JsonSchema } from './route';

/** A zod schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1; a JSON Schema stays as it is. */
export function toSchema(schema: z.ZodType | JsonSchema, io: 'input' | 'output'): JsonSchema {
  if (!(schema instanceof z.ZodType)) return schema;
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Unknown fields are refused (parse.ts), whether the schema is strict or not.
      if (io === 'input' && jsonSchema.type === 'object') jsonSchema.additionalProperties ??= false;
    },
  });
  return rest as JsonSchema;
}
