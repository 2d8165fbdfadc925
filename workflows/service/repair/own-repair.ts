import { deadlineAfter } from '../../kernel/period';
import { conclude } from './closing';
import { type Order, tellOwner, usual } from './draft';
import { enterInLedger } from './metering';
import type { Repair, RepairData } from './contract';

/** Refused, or late by `stall`: the owner may have it mended at the one's cost who owed it [law]. */
export function claimOwnRepair(order: Order, { costFen, invoices }: Repair['steps']['claim-own-repair']): void {
  const d = order.data;
  if (!isDue(order)) {
    order.refuse(
      'own-repair-not-due',
      '已过保修期，或责任单位既未拒修也未拖延到期 it is out of warranty, or neither refused nor late enough',
    );
  }
  d.ownClaim = { by: order.actor.staffId, costFen, invoices, claimedAt: order.at };
  order.shut('claim-own-repair');
  order.drop('reopen');
  order.ask('decide-claim', usual(order, { roles: ['lawyer'] }, [order.actor.staffId]));
}

function isDue(order: Order): boolean {
  const d = order.data;
  if (!d.warranty?.isCovered) return false;
  if (wasRefused(d)) return true;
  const isOwnersDoing = d.outcome === 'no-access' || d.stopped !== undefined;
  if (isOwnersDoing || d.finishedAt !== undefined || d.finishBy === undefined) return false;
  return order.at > deadlineAfter(d.finishBy, order.policy.stall, order.calendar).at;
}

function wasRefused({ findings, hasOwnerPaid }: RepairData): boolean {
  return findings.at(-1)?.finding === 'owner-liable' && !hasOwnerPaid;
}

export function decideClaim(order: Order, { acceptFen, reason }: Repair['steps']['decide-claim']): void {
  const { ownClaim } = order.data;
  if (!ownClaim) return order.refuse('step-not-open', '没有待处理的索赔 nothing is claimed');
  if (acceptFen > ownClaim.costFen)
    order.refuse('exceeds-claim', '不能超过申请金额 more than was claimed', { field: 'acceptFen' });
  Object.assign(ownClaim, { acceptFen, reason, decidedBy: order.actor.staffId });
  const decision = acceptFen === 0 ? '不予支付' : '同意支付';
  tellOwner(order, 'repair.claim-decided', { decision, amountFen: acceptFen, reason: { personal: reason } });
  if (acceptFen > 0) return order.ask('pay-claim', usual(order, { roles: ['finance'] }, [order.actor.staffId]));
  order.allow('claim-own-repair', { roles: ['customer-service'] });
  countOn(order);
}

/** A claim paid to the owner, or what the owner paid given back. */
export function payClaim(order: Order, { reference }: Repair['steps']['pay-claim']): void {
  order.fact('reference', reference);
  if (order.data.refundFen === undefined) return payOwnRepair(order);
  order.data.refundedAt = order.at;
  order.finish('closed');
}

/** Charged to the contractor that owed the work. */
function payOwnRepair(order: Order): void {
  const d = order.data;
  if (!d.ownClaim) return order.refuse('step-not-open', '没有待处理的索赔 nothing is claimed');
  d.ownClaim.paidAt = order.at;
  enterInLedger(order, {
    kind: 'own-repair',
    lines: [],
    payTo: 'owner',
    sumFen: d.ownClaim.acceptFen ?? 0,
    approvedBy: d.ownClaim.decidedBy,
  });
  order.shut('claim-own-repair');
  if (d.concludedAt === undefined) return conclude(order, 'owner-repaired');
  d.outcome = 'owner-repaired';
  countOn(order);
}

/** The window to reopen, held while the claim was pending. */
function countOn(order: Order): void {
  const { concludedAt } = order.data;
  if (concludedAt === undefined) return;
  const endsAt = deadlineAfter(concludedAt, order.policy.reopen, order.calendar).at;
  order.until('reopen', Math.max(endsAt, order.at), { quiet: true });
}
