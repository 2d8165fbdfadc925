import { defineProcess } from '../../kernel/process';
import {
  alertDue,
  announce,
  askForAlert,
  countDemandFrom,
  countNoShow,
  demandSigning,
  recordDelivery,
  reschedule,
} from './appointment';
import { signingContract } from './contract';
import { changeTerms, decideTerms, explain, prepare, recordSpecialTerms } from './draft';
import { recordedOnce } from '../recorded-event';
import { settle } from './money';
import { approve, askForStamp, lawyerChecks, sign, supervisorChecks, voidCopies } from './sign';
import { closeFile, receiveRegister, stamp } from './stamp';

/** 签约: the client is told, the contract explained, signed, checked, approved, paid for, stamped, filed away. */
export const signing = defineProcess(signingContract, {
  async begin(signing, { terms }) {
    signing.data = {
      terms,
      materials: [],
      reschedules: 0,
      draftVersion: 0,
      present: [],
      openTerms: [],
      signerClientIds: [],
      copyNos: [],
      lastCopyNo: 0,
      fileIds: [],
    };
    signing.owner = terms.consultantId;
    signing.about = terms.unitId;
    signing.allow('record-special-terms');
    await askForAlert(signing, alertDue(signing));
  },

  steps: {
    alert: (signing, body) => announce(signing, body),
    prepare: (signing, body) => prepare(signing, body),
    explain: (signing, body) => explain(signing, body),
    'record-special-terms': (signing, body) => recordSpecialTerms(signing, body),
    'record-term-decided': (signing, body) => recordedOnce(signing, body, decideTerms),
    reschedule: (signing, body) => reschedule(signing, body),
    sign: (signing, body) => sign(signing, body),
    'lawyer-check': (signing, body) => lawyerChecks(signing, body),
    'supervisor-check': (signing, body) => supervisorChecks(signing, body),
    approve: (signing, body) => approve(signing, body),

    async settle(signing, body) {
      await settle(signing, body);
      if (signing.status === 'approved') askForStamp(signing);
      signing.allow('settle');
    },

    stamp: (signing) => stamp(signing),
    'record-delivery': (signing, body) => recordedOnce(signing, body, recordDelivery),
    'close-file': (signing, body) => closeFile(signing, body),
    'receive-register': (signing) => receiveRegister(signing),
  },

  deadlines: {
    noShow: (signing) => countNoShow(signing),
    demand: (signing) => demandSigning(signing),
  },

  events: {
    delivery: (signing, delivery) => recordDelivery(signing, delivery),

    'term-decided': (signing, decision) => decideTerms(signing, decision),

    'sign-overdue': (signing, { signBy }) => countDemandFrom(signing, signBy),

    async 'sign-extended'(signing, { signBy }) {
      signing.data.terms.signBy = signBy;
      if (signing.isOpen('alert') && signing.status === 'waiting') await askForAlert(signing, alertDue(signing));
      if (signing.data.demand || signing.status === 'missed') return;
      delete signing.data.demandFrom;
      signing.drop('demand');
    },

    'terms-changed': (signing, { terms }) => changeTerms(signing, terms),

    reassigned(signing, { from, to }) {
      signing.data.terms.consultantId = to;
      signing.owner = to;
      signing.reassign(from, to);
    },

    'sale-ended'(signing, { outcome }) {
      signing.data.outcome = outcome;
      voidCopies(signing);
      signing.finish('cancelled');
    },
  },
});
