import type { RowDecision, RowRule } from './kernel/row-rule';
import type { Json } from './kernel/words';
import { endTurn, takeTurn } from './front/visit-claim/rules';

// biome-ignore lint/suspicious/noExplicitAny: the rules of any row
const all: readonly RowRule<any, any>[] = [takeTurn, endTurn];

/** Every rule by which the commit decides on a row, by name. */
export const rowRules: ReadonlyMap<string, (row: Json | undefined, args: Json) => RowDecision> = new Map(
  all.map(({ name, decide }) => [name, decide]),
);
