import type { SchemaDefinition } from 'mongoose';

/** What every plain resource carries beside its own fields. */
export interface Resource {
  /** The business's own fixed id, also what URLs name. */
  _id: string;
  /** Rises by one with each change; a change names the revision it was made on (compare-and-set). */
  rev: number;
  /** Token of the change that wrote last, so that a repeated change finds its own write. */
  lastChange?: string;
}

/** The fields of `Resource`, to be spread into a schema. */
export const resourceFields = {
  _id: { type: String, required: true },
  rev: { type: Number, required: true, default: 1, min: 1 },
  lastChange: { type: String },
} satisfies SchemaDefinition;

/** A local date in the project's zone, stored as people write it: `2026-03-10`. */
export const localDate = { type: String, match: /^\d{4}-\d{2}-\d{2}$/ } as const;

/** A whole number ≥ 0: fen, hundredths of a ㎡, millionths. */
export const wholeNumber = {
  type: Number,
  min: 0,
  validate: { validator: Number.isSafeInteger, message: '{PATH} must be a whole number' },
};

/** Options all resource schemas share: `rev` replaces Mongoose's own version key, unknown fields are refused. */
export function resourceOptions(collection: string) {
  return {
    collection,
    versionKey: false,
    strict: 'throw',
    minimize: false,
    autoCreate: false,
    autoIndex: false,
  } as const;
}
