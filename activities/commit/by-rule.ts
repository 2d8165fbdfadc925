import type { Models } from '../../models';
import type { Guard, GuardRefusal } from '../../workflows/kernel/change';
import type { Json } from '../../workflows/kernel/words';
import { rowRules } from '../../workflows/row-rules';
import { flawless } from './defect';
import { type Row } from './guards';
import { isDuplicateKey } from './keys';
import { inTurn } from './in-turn';
import { plainOf, revive } from './revive';

/** What a rule has decided; it stands wherever its token does in the change. */
export interface Decided {
  token: string;
  answer: string;
}

/**
 * Let a pure rule decide on a row that many change at once, and write what it decided by compare-and-set: whoever was
 * overtaken costs two round trips to the database and not a whole commit, because only the rule is asked again. Those
 * of one worker do not even meet: they take their turns. A rule finds what it has decided before, so a retry is
 * answered the same, however many have changed the row since.
 */
export function decideByRule(
  models: Models,
  guard: Extract<Guard, { kind: 'rule' }>,
  token: string,
  found: Row | null | undefined,
): Promise<GuardRefusal | Decided> {
  const { collection, id, args, otherwise } = guard;
  const rule = ruleNamed(guard.rule);
  const rows = models.connection.collection<Row>(collection);
  return inTurn(`${collection}/${id}`, async (others) => {
    for (let known = others ? undefined : found; ; known = undefined) {
      const row = known === undefined ? await rows.findOne({ _id: id }) : known;
      const decision = flawless(guard.rule, () => rule(row ? (plainOf(row) as Json) : otherwise, args));
      if ('refusal' in decision) return decision.refusal;
      const { answer, set } = decision;
      if (!set) return { token: guard.token, answer };
      const written = { ...(revive(set) as object), lastChange: token };
      if (row) {
        const current = { _id: id, rev: row.rev as number };
        const { matchedCount } = await rows.updateOne(current, { $set: written, $inc: { rev: 1 } } as never);
        if (matchedCount === 1) return { token: guard.token, answer };
      } else {
        try {
          await rows.insertOne({ ...(revive(otherwise) as object), ...written, _id: id, rev: 1 } as Row);
          return { token: guard.token, answer };
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
    }
  });
}

/** @throws ApplicationFailure `defect` when there is no such rule */
export function ruleNamed(name: string) {
  return flawless('a rule', () => {
    const rule = rowRules.get(name);
    if (!rule) throw new Error(`there is no row rule ${name}`);
    return rule;
  });
}
