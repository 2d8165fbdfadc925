import type { InterestWaiverRow } from '../../../models/books';
import { defineProcess } from '../../kernel/process';
import { addDays, instantOf } from '../../kernel/calendar';
import { look } from '../../kernel/look';
import { sayFen } from '../../kernel/money';
import { type Case, escalation, facts, refresh, requireNoHold, sayDate, standing } from './case';
import { setLimitation } from './clocks';
import { collectionContract, type Collection } from './contract';
import { goOn, takeRung } from './ladder';
import {
  approveLetter,
  draftLetter,
  postDemand,
  recordDelivery,
  returnLetter,
  sendLetter,
  withdrawLetters,
} from './letters';
import { approvePlan, isPlanPaid, missInstalment, proposePlan } from './plan';
import {
  approveRescission,
  backToRescindable,
  fileSuit,
  lapse,
  recordBuyerDemand,
  requestRescission,
  rescindable,
  warnOfLapse,
  warnOfLimitation,
} from './rights';
import { isFullPriceDemandable, paidOnHouse } from './rules';

/** 催款个案: a ladder of reminders, the written demand, the lawyer's letter, the legal clocks; payment ends it. */
export const collection = defineProcess<Collection>(collectionContract, {
  async begin(file, { reason }) {
    const [sale] = await look.saleBriefs([file.saleKey ?? '']);
    if (!sale) return file.refuse('validation-failed', '没有这笔交易 there is no such sale', { field: 'saleKey' });
    if (sale.stampedAt === undefined)
      file.refuse(
        'phase-not-due',
        '合同盖章前的欠款随签约期限处理 before the stamp arrears follow the day of signing',
      );
    if (sale.ledgerUnconfirmed)
      file.refuse('ledger-unconfirmed', '财务尚未核对接管账目 finance has not confirmed what is owed');
    file.claim('collection-case', sale.saleKey, {
      code: 'case-exists',
      message: '该交易已有催款个案 a case of this sale is open',
    });
    const { unitId, buyers, consultantId, contractNo = '' } = sale;
    file.data = {
      ...{ reason, unitId, buyers, consultantId, contractNo, openedOn: file.today },
      ...{
        overdueFen: 0,
        oldestDueOn: file.today,
        interestFen: 0,
        rung: 0,
        contacts: [],
        promises: [],
        letters: [],
        interruptedOn: [],
      },
    };
    file.data.ratePpm = await look.foundRate(sale.saleKey);
    file.owner = consultantId;
    file.about = contractNo || unitId;
    const { overdue } = await refresh(file);
    if (overdue.length === 0) file.refuse('nothing-overdue', '该交易没有逾期款项 nothing of this sale is overdue');
    allowContacts(file);
    for (const step of [
      'promise',
      'draft-letter',
      'record-delivery',
      'propose-plan',
      'dispute',
      'waive-interest',
      'request-rescission',
      'cancel',
    ] as const)
      file.allow(step);
    askForRate(file);
    await setLimitation(file);
    goOn(file, { isFirst: true });
  },

  steps: {
    'log-contact': {
      part: (_body, actor) => (actor.roles.includes('customer-service') ? 'service' : 'consultant'),
      do(file, { channel, outcome, note }) {
        file.data.contacts.push({ at: file.at, by: file.actor.staffId, channel, outcome, note });
        file.shutPart('log-contact', 'consultant');
        allowContacts(file);
      },
    },

    async promise(file, { amountFen, payOn }) {
      const { promises } = file.data;
      if (promises.length >= file.policy.promises)
        file.refuse(
          'promise-limit',
          `付款承诺最多 ${file.policy.promises} 次 no more than ${file.policy.promises} promises`,
        );
      if (payOn < file.today || payOn > addDays(file.today, file.policy.promiseDays)) {
        file.refuse(
          'promise-limit',
          `承诺的付款日须在 ${file.policy.promiseDays} 天之内 a promise is for the next ${file.policy.promiseDays} days`,
          { field: 'payOn' },
        );
      }
      requireNoHold(file);
      const { lines } = await refresh(file);
      if (amountFen > file.data.overdueFen)
        file.refuse('wrong-amount', `逾期款只有 ${sayFen(file.data.overdueFen)} 元 no more is overdue`, {
          field: 'amountFen',
        });
      promises.push({ amountFen, payOn, by: file.actor.staffId, at: file.at, paidBeforeFen: paidOnHouse(lines) });
      file.data.hold = 'promised';
      file.data.interruptedOn.push(file.today);
      file.drop('rung');
      // The whole day is in time; what follows a broken promise waits for the morning.
      file.until('promise', instantOf(addDays(payOn, 1), file.policy.ladderAt, file.calendar));
      await setLimitation(file);
    },

    'draft-letter': draftLetter,
    'approve-letter': approveLetter,
    'return-letter': returnLetter,
    'post-demand': postDemand,
    'send-letter': sendLetter,
    'record-delivery': (file, body) => recordDelivery(file, body),
    'propose-plan': proposePlan,
    'approve-plan': approvePlan,

    dispute(file, { reason }) {
      requireNoHold(file);
      file.data.dispute = { reason, by: file.actor.staffId, at: file.at };
      file.data.hold = 'disputed';
      file.drop('rung');
      file.shut('dispute');
      file.ask('resolve-dispute', {
        of: { roles: ['sales-manager'] },
        notBy: [file.actor.staffId],
        within: file.policy.dispute,
        policyKey: 'dispute',
        escalate: [{ to: { roles: ['executive'] } }],
      });
    },

    async 'resolve-dispute'(file, { upheld, adjustFen = 0 }) {
      const dispute = file.data.dispute;
      file.data.dispute = {
        ...(dispute as NonNullable<typeof dispute>),
        isUpheld: upheld,
        adjustFen,
        decidedBy: file.actor.staffId,
      };
      if (file.data.hold === 'disputed') file.data.hold = undefined;
      file.allow('dispute');
      await refresh(file);
      if (upheld && adjustFen > 0) waive(file, adjustFen, 'dispute');
      goOn(file, {});
    },

    'waive-interest'(file, { amountFen, reason }) {
      if (amountFen > file.data.interestFen)
        file.refuse('wrong-amount', `违约金只有 ${sayFen(file.data.interestFen)} 元 no more has accrued`, {
          field: 'amountFen',
        });
      file.data.waiver = { amountFen, reason, requestedBy: file.actor.staffId };
      file.shut('waive-interest');
      askManager(file, 'approve-waiver');
    },

    async 'approve-waiver'(file, { approved }) {
      const waiver = file.data.waiver as NonNullable<Case['data']['waiver']>;
      file.data.waiver = { ...waiver, outcome: approved ? 'approved' : 'declined' };
      if (approved) {
        await refresh(file);
        waive(file, waiver.amountFen, 'waiver');
      }
      file.allow('waive-interest');
    },

    'record-buyer-demand': recordBuyerDemand,
    'request-rescission': requestRescission,
    'approve-rescission': approveRescission,
    'file-suit': fileSuit,

    async 'set-rate'(file, { ppmPerDay, source }) {
      file.data.ratePpm = ppmPerDay;
      file.data.isRateUnknown = undefined;
      file.fact('source', source);
      await refresh(file);
    },

    'advise-on-money'(file, { advice }) {
      const money = file.data.lateMoney?.find((one) => one.advice === undefined);
      if (money) money.advice = advice;
    },

    cancel(file, { reason }) {
      file.data.cancelReason = reason;
      withdrawLetters(file);
      file.finish('cancelled');
    },
  },

  deadlines: {
    async rung(file) {
      await takeRung(file);
    },

    async promise(file) {
      const promise = file.data.promises.at(-1) as Case['data']['promises'][number];
      const { lines } = await standing(file);
      const isKept = paidOnHouse(lines) - promise.paidBeforeFen >= promise.amountFen;
      promise.outcome = isKept ? 'kept' : 'broken';
      file.data.hold = undefined;
      await refresh(file);
      if (isKept) return goOn(file, {});
      const next = file.policy.ladder[file.data.rung]?.do;
      file.notify(
        'collection.promise-broken',
        { staffIds: [file.data.consultantId], roles: ['customer-service'] },
        {
          ...facts(file),
          amountFen: promise.amountFen,
          payOn: sayDate(promise.payOn),
          nextRung: next
            ? { reminder: '提醒', call: '顾问致电', demand: '催款函', letter: '起草律师函' }[next]
            : '按现有进度催收',
        },
      );
      await takeRung(file);
    },

    proof(file, part) {
      const letter = file.data.letters.find((one) => one.number === part && one.state === 'sent');
      if (!letter) return;
      const { number: letterNo, emsNo = '', postedOn = '' } = letter;
      file.notify(
        'collection.proof-missing',
        { roles: ['customer-service'] },
        { ...facts(file), letterNo, emsNo, postedOn: sayDate(postedOn) },
      );
      file.after('proof', { part });
      file.ask('record-delivery', {
        of: { roles: ['customer-service'] },
        within: file.policy.task,
        escalate: escalation(file),
        stays: true,
      });
    },

    demand: rescindable,

    async payWithin(file) {
      const { plan } = await refresh(file);
      if (!isFullPriceDemandable(plan, file.data.overdueFen) || file.data.servedOn === undefined) return;
      file.data.isFullPriceDemandable = true;
      const priceAmountFen = plan.reduce((sum, row) => sum + row.amountFen, 0);
      file.notify(
        'collection.full-price-demandable',
        { roles: ['lawyer', 'sales-manager'] },
        { ...facts(file), overdueAmountFen: file.data.overdueFen, priceAmountFen },
      );
    },

    lapse,
    lapseWarning: warnOfLapse,
    limitation(file) {
      file.data.isLimitationOver = true;
    },
    limitationWarning: warnOfLimitation,
    instalment: missInstalment,
  },

  events: {
    delivery: (file, body) => recordDelivery(file, body),

    async 'payment-booked'(file, { paymentId }) {
      const before = file.data.overdueFen;
      const { overdue } = await refresh(file);
      if (file.status === 'handed-over') return askAboutMoney(file, paymentId, before);
      const isSettled = file.data.hold === 'plan' ? await isPlanPaid(file) : overdue.length === 0;
      if (isSettled) return settle(file);
      if (file.data.overdueFen < before) {
        file.data.interruptedOn.push(file.today);
        await setLimitation(file);
      }
    },

    async 'change-ended'(file, { outcome }) {
      if (file.status !== 'handed-over') return;
      if (outcome === 'done') return file.finish('rescinded');
      return backToRescindable(file);
    },
  },
});

function allowContacts(file: Case): void {
  file.allow('log-contact', { staffIds: [file.data.consultantId] }, 'consultant');
  file.allow('log-contact', { roles: ['customer-service'] }, 'service');
}

/** Full payment: unsent letters are withdrawn; the interest goes on the next list. */
function settle(file: Case): void {
  withdrawLetters(file);
  file.data.hold = undefined;
  file.data.settledAt = file.at;
  const { interestFen } = file.data;
  const facts = { unit: { unit: file.data.unitId }, paidOn: file.sayDate(file.at) };
  file.notify(
    'collection.settled',
    { clientId: file.data.buyers[0] },
    { ...facts, ...(interestFen > 0 ? { interestAmountFen: interestFen } : {}) },
  );
  file.finish('paid');
}

/** Money after the rescission was approved is kept; a lawyer says what becomes of it. */
function askAboutMoney(file: Case, paymentId: string, beforeFen: number): void {
  file.data.lateMoney = [...(file.data.lateMoney ?? []), { paymentId, at: file.at }];
  const amountFen = Math.max(beforeFen - file.data.overdueFen, 0);
  file.notify(
    'collection.paid-after-rescission',
    { roles: ['lawyer'] },
    { ...facts(file), amountFen, paidOn: file.sayDate(file.at) },
  );
  file.ask('advise-on-money', { of: { roles: ['lawyer'] }, within: file.policy.task, escalate: escalation(file) });
}

function askForRate(file: Case): void {
  if (!file.data.isRateUnknown) return;
  file.ask('set-rate', { of: { roles: ['finance'] }, within: file.policy.task, escalate: escalation(file) });
}

/** Taken off for good: the ledger counts it from the commit on, the case at once. */
function waive(file: Case, amountFen: number, kind: InterestWaiverRow['kind']): void {
  file.data.interestFen = Math.max(file.data.interestFen - amountFen, 0);
  file.put('interest_waivers', `${file.workflowId}#${file.rev}`, {
    saleKey: file.saleKey,
    caseKey: file.key,
    amountFen,
    kind,
    by: file.actor.staffId,
  });
}

function askManager(file: Case, step: 'approve-waiver'): void {
  file.ask(step, {
    of: { roles: ['sales-manager'] },
    notBy: [file.actor.staffId],
    within: file.policy.task,
    escalate: [{ to: { roles: ['executive'] } }],
  });
}
