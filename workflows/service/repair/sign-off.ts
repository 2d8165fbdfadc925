import { deadlineAfter } from '../../kernel/period';
import { dropClocks } from './clocks';
import { askFinish } from './dispatch';
import { takeOver } from './take-over';
import {
  noteWorker,
  ofContractor,
  type Order,
  shutWork,
  tellContractor,
  tellOwner,
  tellStaff,
  usual,
} from './draft';
import { enterInLedger, payer } from './metering';
import { maySign, PARTY_NAMES, PARTY_ROLES, type Party, unsigned } from './sign-off.rules';
import type { Repair } from './contract';

/** Finished: four sign, in any order. */
export function finish(order: Order, { finishedAt, photos }: Repair['steps']['finish']): void {
  const d = order.data;
  if (finishedAt < d.reportedAt)
    order.refuse('validation-failed', '完工时间不能早于报修时间 finished before it was reported', {
      field: 'finishedAt',
    });
  Object.assign(d, { finishedAt, photos, signatures: [] });
  noteWorker(order);
  dropClocks(order);
  order.drop('noAccess');
  shutWork(order);
  order.shut('complete');
  order.allow('chase');
  if (d.doer === 'contractor') order.shut('verify');
  order.to('finished');
  askSignatures(order);
}

function askSignatures(order: Order): void {
  const d = order.data;
  const { signOffs, ownerReminders } = order.policy;
  for (const party of signOffs) {
    order.ask('sign-off', {
      part: party,
      of: { roles: [PARTY_ROLES[party]] },
      within: order.policy.signOff,
      policyKey: 'signOff',
      escalate: [{ to: { roles: ['service-supervisor'] } }],
    });
  }
  const finishedAt = order.say(d.finishedAt ?? order.at);
  const signBy = order.say(order.find('sign-off', 'owner')?.due ?? order.at);
  const doer = d.doer === 'contractor' && d.contractorId ? { contractor: d.contractorId } : '我方维修人员';
  tellOwner(order, 'repair.sign-off', { finishedAt, signBy });
  tellStaff(
    order,
    signOffs.map((party) => PARTY_ROLES[party]),
    'repair.sign-off-staff',
    { finishedAt, signBy, doer },
  );
  for (const [i, period] of ownerReminders.entries())
    order.after('ownerReminder', { period, part: String(i + 1), quiet: true });
}

export function signOff(order: Order, { party, decision, reason }: Repair['steps']['sign-off']): void {
  const d = order.data;
  const { staffId } = order.actor;
  if (!maySign(staffId, d.signatures, d.workers)) {
    order.refuse('own-request', '不能重复签认，也不能签认自己的维修 nobody signs twice, or for their own work');
  }
  if (decision === 'refuse') return refuseWork(order, party, reason ?? '');
  sign(order, { party, by: staffId, signedAt: order.at });
}

function sign(order: Order, signature: Repair['data']['signatures'][number]): void {
  const d = order.data;
  d.signatures.push(signature);
  if (signature.party === 'owner') dropOwnerClocks(order);
  if (unsigned(order.policy.signOffs, d.signatures).length > 0) return;
  order.to('signed');
  order.ask('return-order', usual(order, { roles: ['repair-desk'] }));
  const isFreeWork = d.doer === 'contractor' && payer(d) === 'contractor';
  if (!isFreeWork) return order.ask('meter', usual(order, { roles: ['repair-desk'] }));
  enterInLedger(order, { kind: 'free', lines: [], payTo: d.contractorId ?? '', sumFen: 0 });
  d.isMetered = true;
}

/** Rework, and all four again; a second refusal takes the work away from the contractor. */
function refuseWork(order: Order, party: Party, reason: string): void {
  const d = order.data;
  d.refusals.push({ party, by: order.actor.staffId, reason, refusedAt: order.at });
  d.refusalsThisRound += 1;
  d.signatures = [];
  d.finishedAt = undefined;
  dropOwnerClocks(order);
  order.shut('sign-off');
  if (d.doer === 'contractor' && d.refusalsThisRound > 1) return takeOver(order, '两次未通过验收');
  order.to('rework');
  if (d.doer === 'contractor') {
    d.finishBy = order.after('rework');
    const { part, of } = ofContractor(order);
    order.allow('visit', of, part);
    askFinish(order);
    tellContractor(order, 'repair.rework', { refusedBy: PARTY_NAMES[party], reason: { personal: reason } });
  } else {
    d.ownFinishBy = deadlineAfter(order.at, order.policy.rework, order.calendar).at;
    if (d.workerId) order.allow('visit', { staffIds: [d.workerId] }, 'own-team');
    order.allow('assign-own', { roles: ['repair-desk'] });
    askFinish(order);
    tellStaff(order, ['repair-desk'], 'repair.rework', {
      refusedBy: PARTY_NAMES[party],
      reason: { personal: reason },
    });
  }
}

function dropOwnerClocks(order: Order): void {
  order.drop('ownerReminder');
  order.drop('ownerSilent');
}

/** After the last reminder the owner's silence is waited for. */
export function remindOwner(order: Order, part: string | undefined): void {
  const { ownerReminders, ownerSilent } = order.policy;
  const last = String(ownerReminders.length);
  if (part === last) order.after('ownerSilent');
  const lastAt = order.deadline('ownerReminder', last)?.at ?? order.at;
  tellOwner(order, 'repair.sign-off-reminder', {
    finishedAt: order.say(order.data.finishedAt ?? order.at),
    silentAt: order.say(deadlineAfter(lastAt, ownerSilent, order.calendar).at),
  });
}

/** Signed “owner silent”, reported apart. */
export function ownerIsSilent(order: Order): void {
  order.data.isOwnerSilent = true;
  order.shutPart('sign-off', 'owner');
  sign(order, { party: 'owner', by: order.actor.staffId, signedAt: order.at, isOwnerSilent: true });
}
