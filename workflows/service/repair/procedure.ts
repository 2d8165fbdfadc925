import type { WrittenDefinition } from '../../kernel/definition';
import { defineProcess } from '../../kernel/process';
import type { ProcessRecord } from '../../kernel/change';
import type { RefusalCode } from '../../kernel/refusal-codes';
import type { Actor } from '../../kernel/words';
import { cancel, conclude, end, reopen } from './closing';
import { type Repair, repairContract } from './contract';
import { chase, correct } from './correct';
import { accept, triage } from './dispatch';
import { takeOver } from './take-over';
import { dispute, ownerChoice, recordPayment, verify } from './dispute';
import { type Order, sideOf, tellContractor, tellStaff, usual } from './draft';
import { approveMeter, meter, returnOrder } from './metering';
import { claimOwnRepair, decideClaim, payClaim } from './own-repair';
import { keepingRemarks } from './remarks';
import { complete, report } from './report';
import type { RepairData } from './contract';
import { finish, ownerIsSilent, remindOwner, signOff } from './sign-off';
import { assignOwn, authoriseEntry, closeWithoutAccess, extend, visit } from './visit';

/** 报修: mended in time by the one who owes it, else by the own team; proven by four signatures. */
export const repair = defineProcess(repairContract, {
  begin: report,

  steps: keepingRemarks({
    complete,
    triage,
    accept: { part: sideOf, closed: takenOver, do: accept },
    extend,
    dispute: { closed: takenOver, do: dispute },
    verify,
    'owner-choice': ownerChoice,
    'record-payment': recordPayment,
    visit: { part: sideOf, closed: takenOver, do: visit },
    'assign-own': assignOwn,
    finish: { part: sideOf, closed: takenOver, do: finish },
    'sign-off': { part: ({ party }) => party, closed: signedBefore, do: signOff },
    'return-order': returnOrder,
    meter,
    'approve-meter': approveMeter,
    chase,
    'claim-own-repair': { closed: notDue, do: claimOwnRepair },
    'decide-claim': decideClaim,
    'pay-claim': payClaim,
    reopen: { closed: ({ open }) => (open ? 'step-not-open' : undefined), do: reopen },
    correct: {
      part: (_body, actor) => (actor.roles.includes('service-supervisor') ? 'supervisor' : 'recorder'),
      do: correct,
    },
    cancel,
    'authorise-entry': authoriseEntry,
  }),

  deadlines: {
    accept(order) {
      if (order.data.severity === 'urgent') return takeOver(order, '未在规定时间内接单');
      tellLate(order, '接单');
    },
    onSite: (order) => tellLate(order, '到场'),
    half(order) {
      tellContractor(order, 'repair.takeover-warning', {});
      order.ask('chase', usual(order, { roles: ['customer-service'] }));
    },
    finish: (order) => takeOver(order, '超过预定完成期限'),
    rework: (order) => takeOver(order, '未按期完成返修'),
    ownerReminder: remindOwner,
    ownerSilent: ownerIsSilent,
    noAccess: closeWithoutAccess,
    ownerChoice: (order) => conclude(order, 'not-warranty'),
    reopen: end,
  },
} satisfies WrittenDefinition<Repair>);

function tellLate(order: Order, what: string): void {
  tellStaff(order, ['repair-desk'], 'repair.late', { what, dueAt: order.say(order.at) });
}

/** What the contractor may no longer do. */
function takenOver({ data }: ProcessRecord, { roles }: Actor): RefusalCode | undefined {
  return roles.includes('contractor') && (data as unknown as RepairData).takenOverAt !== undefined
    ? 'taken-over'
    : undefined;
}

/** Before the dispatch there is nothing to be late with. */
function notDue({ data }: ProcessRecord): RefusalCode | undefined {
  return (data as unknown as RepairData).ownClaim ? undefined : 'own-repair-not-due';
}

/** Signing once more is signing twice. */
function signedBefore({ data }: ProcessRecord, { staffId }: Actor): RefusalCode | undefined {
  return (data as unknown as RepairData).signatures.some(({ by }) => by === staffId) ? 'own-request' : undefined;
}
