import type { GuardRefusal } from './change';
import type { Json } from './words';

/** What a rule makes of a row: what it answers, and the fields to write; none when it has decided this before. */
export type RowDecision = { answer: string; set?: Record<string, Json> } | { refusal: GuardRefusal };

/**
 * A pure decision on one row that many processes change at once. The commit asks it with the row as it is then, and
 * asks it again when somebody else was faster. Asked twice for the same arguments it must find what it has done.
 * Instants in rows are `{ $date: ms }`.
 */
export interface RowRule<Row, Args> {
  /** `<collection>/<what it does>` */
  name: string;
  collection: string;
  decide(row: Row | undefined, args: Args): RowDecision;
}
