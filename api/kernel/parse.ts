import type { z } from 'zod';
import { type FieldError, validationFailed } from './problems';
import { mapLeaves, smuggledIds } from './personal';

const UNKNOWN = '未知字段 unknown field';

/**
 * Check a body or a query against its schema. Fields that the schema does not know are errors, at any depth.
 * @throws Problem `validation-failed` with one entry per field
 */
export function parse<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw validationFailed(parsed.error.issues.flatMap(fieldErrors));
  const errors = [...unknownFields(raw, parsed.data), ...smuggledIds(parsed.data), ...garbled(raw)];
  if (errors.length > 0) throw validationFailed(errors);
  return parsed.data;
}

/** Text that was sent in another encoding (GBK), or with zero bytes, would be printed on papers as it is. */
function garbled(raw: unknown): FieldError[] {
  const errors: FieldError[] = [];
  mapLeaves(raw, (leaf, field) => {
    if (typeof leaf === 'string' && /[\0\uFFFD]/.test(leaf))
      errors.push({ field: field || 'body', message: '文字编码有误，须为 UTF-8 not readable as UTF-8' });
    return leaf;
  });
  return errors;
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: UNKNOWN }));
  }
  return [{ field: path.join('.') || 'body', message: issue.message }];
}

/** zod drops what it does not know; a field that is missing from the result was not known. */
function unknownFields(raw: unknown, parsed: unknown, path: string[] = []): FieldError[] {
  if (Array.isArray(raw) && Array.isArray(parsed)) {
    return raw.flatMap((item, index) => unknownFields(item, parsed[index], [...path, String(index)]));
  }
  if (!isPlain(raw) || !isPlain(parsed)) return [];
  return Object.entries(raw).flatMap(([key, value]) => {
    if (!Object.hasOwn(parsed, key)) return [{ field: [...path, key].join('.'), message: UNKNOWN }];
    return unknownFields(value, parsed[key], [...path, key]);
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
