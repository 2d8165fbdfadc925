import type { OutboxRow } from '../../models/kernel';
import { refusal } from '../../workflows/kernel/refusal';
import type { Actor } from '../../workflows/kernel/words';
import { appendAudit, hashOf } from '../commit/audit';
import type { Deps } from '../deps';
import { closeTasks } from './for-people';
import { poke } from './poke';

/** What a person says of a notice that was left to people. */
export type Answer = 'told' | 'was-sent' | 'was-not-sent';

/** From which states, and to which: `was-not-sent` sends it again, under the same id and with all its tries. */
const MOVES: Record<Answer, { from: OutboxRow['state'][]; to: OutboxRow['state'] }> = {
  told: { from: ['call-needed', 'failed'], to: 'sent' },
  'was-sent': { from: ['unsure'], to: 'sent' },
  'was-not-sent': { from: ['unsure'], to: 'queued' },
};

/**
 * A person has called, told the colleague, or found out whether a message was sent: the notice moves on with those
 * merged into it, the task is closed, and the answer is audited. The caller has checked the role.
 * @param at business instant, epoch milliseconds
 * @throws ApplicationFailure `step-not-open` when the notice does not wait for this answer
 */
export async function settleNotice(
  deps: Deps,
  id: string,
  answer: Answer,
  actor: Actor,
  at: number,
): Promise<void> {
  const { models } = deps;
  const { from, to } = MOVES[answer];
  const set = to === 'queued' ? { notBefore: new Date(at), attempts: 0 } : { sentAt: new Date(at) };
  const row = await models.outbox.findOneAndUpdate(
    { _id: id, state: { $in: from } },
    { $set: { ...set, state: to, ...(answer === 'told' ? { channel: 'phone' } : {}) } },
  );
  if (!row) throw refusal('step-not-open', `该通知不在等待这一答复 the notice does not wait for "${answer}"`);
  await models.outbox.updateMany({ mergedInto: id, state: { $in: from } }, { $set: { ...set, state: to } });
  await closeTasks(models, id, actor.staffId, at);
  await appendAudit(models, {
    chain: `notice:${id}`,
    at: new Date(at),
    actor,
    action: answer,
    projectId: row.projectId,
    ...(row.saleKey ? { saleKey: row.saleKey } : {}),
    outcome: to,
    facts: {},
    changeHash: hashOf({ id, answer, actor, at }),
  });
  if (to === 'queued') await poke(deps, row.projectId);
}
