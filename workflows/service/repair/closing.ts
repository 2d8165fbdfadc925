import { decideWarranty, route } from './dispatch';
import { claimDefect, releaseDefect } from './duplicate';
import { type Order, tellContractor, tellDoer, tellOwner, tellStaff, usual } from './draft';
import type { Outcome, Repair } from './contract';
import { OUTCOME_NAMES } from './words';

/** Steps that may outlive the closing. */
const AFTER_CLOSING: readonly (keyof Repair['steps'] & string)[] = [
  'claim-own-repair',
  'decide-claim',
  'pay-claim',
];

/** Closed; it may be reopened for a while, then it ends. */
export function conclude(order: Order, outcome: Outcome): void {
  const d = order.data;
  Object.assign(d, { outcome, concludedAt: order.at, stopped: undefined });
  const open = order.record.openSteps.map(({ step }) => step as keyof Repair['steps']);
  order.shut(...open.filter((step) => !AFTER_CLOSING.includes(step)));
  order.record.deadlines = [];
  releaseDefect(order);
  order.to('closed');
  if (outcome !== 'no-access') tellOwner(order, 'repair.closed', endOf(order));
  order.allow('reopen', { roles: ['customer-service'] });
  if (!isClaimPending(order)) order.after('reopen', { quiet: true });
}

function endOf(order: Order) {
  const { outcome, completedAt } = order.data;
  return {
    outcome: outcome ? OUTCOME_NAMES[outcome] : '',
    completedAt: completedAt === undefined ? undefined : order.say(completedAt),
  };
}

function isClaimPending(order: Order): boolean {
  return order.isOpen('decide-claim') || order.isOpen('pay-claim');
}

/** The window to reopen is over. */
export function end(order: Order): void {
  order.finish('closed');
}

/** Another round of the same defect: dispatched anew, the report date stands. */
export async function reopen(order: Order, { reason }: Repair['steps']['reopen']): Promise<void> {
  const d = order.data;
  await claimDefect(order, d);
  order.drop('reopen');
  Object.assign(d, {
    round: d.round + 1,
    reopenReason: reason,
    outcome: undefined,
    concludedAt: undefined,
    finishedAt: undefined,
    completedAt: undefined,
    metering: undefined,
    isMetered: false,
    hasOwnerPaid: false,
    isContractorReleased: undefined,
    dispute: undefined,
    isFinalReview: undefined,
    isOwnerSilent: undefined,
    appointmentAt: undefined,
    entryRemark: undefined,
    findings: [],
    workers: [],
  });
  order.allow('correct', { staffIds: [d.recordedBy] }, 'recorder');
  order.allow('correct', { roles: ['service-supervisor'] }, 'supervisor');
  order.allow('cancel');
  order.allow('chase');
  await route(order, await decideWarranty(order), order.at);
  tellStaff(order, ['repair-desk'], 'repair.reopened', { reason: { personal: reason } });
  tellContractor(order, 'repair.reopened', { reason: { personal: reason } });
}

/** Work stops at once; what the owner has paid is given back. */
export function cancel(order: Order, { reason }: Repair['steps']['cancel']): void {
  const d = order.data;
  d.cancelReason = reason;
  if (d.doer) tellDoer(order, 'repair.cancelled', { reason: { personal: reason } });
  conclude(order, 'cancelled');
  order.shut(...AFTER_CLOSING, 'reopen');
  order.drop('reopen');
  if (!d.hasOwnerPaid) return order.finish('closed');
  d.refundFen = d.quoteFen;
  order.ask('pay-claim', usual(order, { roles: ['finance'] }));
}
