import type { Draft } from '../../kernel/draft';
import { defineProcess } from '../../kernel/process';
import { changeUnit, collectCopies, copiesAreIn, endIfLost, loseUnit, tellOfMissing } from './change';
import { type Subscription, subscriptionContract } from './contract';
import { decideCorrection, requestCorrection } from './correction';
import { askForDeposit, becomeSubscribed, takeDeposit } from './deposit';
import { askForForm, askOwner, fillForm, issueForm, voidForm } from './form';
import { askForFault, decideFault, end, payBack, returnAll, settleByLaw } from './settlement';
import {
  becomeOverdue,
  contractIsReturned,
  contractIsSigned,
  extend,
  remindToSign,
  signingIsSet,
  signingWasMissed,
} from './signing';
import { takeUp } from './take-over';
import { askForUnitCheck, reserve } from './unit';

type Sub = Draft<Subscription>;

/** 认购: a checked unit, a checked and signed form, then the deposit; then the day of signing is waited for. */
export const subscription = defineProcess(subscriptionContract, {
  begin(sub, { onPaper, ...input }) {
    sub.data = { ...input, forms: [], extensions: [] };
    sub.owner = input.consultantId;
    sub.about = input.unitId;
    if (onPaper) return takeUp(sub, onPaper);
    sub.allow('change-unit', { staffIds: [input.consultantId] });
    askForUnitCheck(sub);
  },

  steps: {
    async 'unit-check'(sub, { ok, reason }) {
      if (!ok) {
        sub.data.refusedReason = reason;
        return end(sub, 'unit-refused', '销控核查未通过');
      }
      await reserve(sub);
      sub.after('depositBy');
      sub.allow('extend');
      sub.to('form');
      if (sub.policy.moneyFirst) askForDeposit(sub);
      else askForForm(sub);
    },

    'issue-form': (sub) => issueForm(sub),

    fill: (sub, body) => fillForm(sub, body),

    check(sub, { ok, problems }) {
      sub.data.checkedBy = sub.actor.staffId;
      sub.data.problems = problems;
      sub.to(ok ? 'checked' : 'form');
      askOwner(sub, ok ? 'client-sign' : 'fill');
    },

    'client-sign'(sub, { signers }) {
      const { buyers } = sub.data;
      const missing = buyers.filter((id) => !signers.some((signer) => signer.clientId === id));
      if (missing.length > 0)
        sub.refuse('signer-missing', '须全体买受人签字 all buyers sign', { field: 'signers', missing });
      const stranger = signers.find(({ clientId }) => !buyers.includes(clientId));
      if (stranger)
        sub.refuse('signer-not-authorised', `${stranger.clientId} 不是买受人 not a buyer`, { field: 'signers' });
      sub.data.signers = signers;
      sub.data.clientSignedAt = sub.at;
      if (sub.policy.moneyFirst) sub.drop('depositBy');
      sub.to('client-signed');
      askOwner(sub, 'consultant-sign');
    },

    'consultant-sign'(sub) {
      sub.data.consultantSignedAt = sub.at;
      sub.to('consultant-signed');
      sub.ask('manager-sign', {
        of: { roles: ['sales-manager'] },
        notBy: [sub.data.consultantId],
        within: sub.policy.managerSignWithin,
        policyKey: 'managerSignWithin',
        escalate: [{ to: { roles: ['executive'] } }],
      });
    },

    async 'manager-sign'(sub, { ok, reason }) {
      sub.data.managerReason = reason;
      if (!ok) return leaveForm(sub, '营销经理未签字');
      sub.data.managerSignedBy = sub.actor.staffId;
      sub.data.managerSignedAt = sub.at;
      sub.to('manager-signed');
      if (sub.data.deposit) await becomeSubscribed(sub);
      else askForDeposit(sub);
    },

    'take-deposit': (sub, body) => takeDeposit(sub, body),

    distribute(sub) {
      sub.data.copies = { client: 1, assistant: 1, finance: 2, consultantPhotocopy: 1 };
    },

    'change-unit': (sub, { unitId }) => changeUnit(sub, unitId),

    'void-form'(sub, { reason, copiesReturned }) {
      if (!copiesAreIn(sub, copiesReturned, reason)) return leaveForm(sub, reason, copiesReturned);
      if (sub.status === 'unit-lost') return endIfLost(sub);
    },

    'correct-unit': (sub, body) => requestCorrection(sub, body),

    'approve-correction': (sub, { ok }) => decideCorrection(sub, ok),

    extend: (sub, body) => extend(sub, body),

    'decide-fault': (sub, body) => decideFault(sub, body),

    'pay-back': (sub, body) => payBack(sub, body),
  },

  deadlines: {
    async depositBy(sub) {
      if (sub.status === 'unit-lost') return endIfLost(sub);
      if (sub.data.deposit) return returnAll(sub, '未在期限内签署认购书，预定款全额退还');
      sub.notify(
        'subscription.no-deposit',
        { clientId: sub.data.buyers[0] },
        {
          unit: { unit: sub.data.unitId },
          depositBy: sub.say(sub.at),
        },
      );
      return end(sub, 'no-deposit', '未交定金');
    },

    signReminder: (sub, daysLeft) => remindToSign(sub, daysLeft ?? ''),

    signBy: (sub) => becomeOverdue(sub),

    signGrace: (sub) => askForFault(sub),
  },

  events: {
    'unit-lost': (sub, { unitId }) => loseUnit(sub, unitId),

    async 'cancel-asked'(sub, cancel) {
      if (sub.status === 'paying-back') return;
      sub.data.cancel = cancel;
      if (sub.status === 'fault-decision' && !cancel.fault) return sub.keepFrom('decide-fault', cancel.askedBy);
      sub.notify(
        'subscription.cancelled',
        { clientId: sub.data.buyers[0] },
        {
          unit: { unit: sub.data.unitId },
          reason: { personal: cancel.reason },
        },
      );
      if (!sub.data.deposit) return end(sub, 'cancelled', '取消认购');
      if (cancel.fault) return settleByLaw(sub, cancel.fault, cancel);
      if (!sub.data.clientSignedAt) return returnAll(sub, cancel.reason);
      askForFault(sub);
    },

    reassigned(sub, { from, to }) {
      sub.data.consultantId = to;
      sub.owner = to;
      sub.reassign(from, to);
    },

    'signing-set': (sub, { signingAt }) => signingIsSet(sub, signingAt),

    'signing-missed': (sub) => signingWasMissed(sub),

    'demand-served'(sub, { servedAt }) {
      sub.data.demandServedAt = servedAt;
    },

    'contract-signed': (sub, { signedAt }) => contractIsSigned(sub, signedAt),

    'contract-returned': (sub) => contractIsReturned(sub),

    'contract-stamped'(sub) {
      sub.finish('subscribed');
    },
  },
});

/** The form is void and a new one is drawn. */
function leaveForm(sub: Sub, reason: string, copiesReturned?: number): void {
  const form = sub.data.forms.at(-1);
  voidForm(sub, reason, copiesReturned);
  if (copiesReturned === undefined) collectCopies(sub);
  else if (form) tellOfMissing(sub, form, reason);
  if (sub.policy.moneyFirst && !sub.deadline('depositBy')) sub.after('depositBy');
  sub.to('form');
  askForForm(sub);
}
