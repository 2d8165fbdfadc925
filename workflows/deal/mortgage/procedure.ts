import { deadlineAfter } from '../../kernel/period';
import { look } from '../../kernel/look';
import { defineProcess } from '../../kernel/process';
import { isEnoughNow, takeApproval, takeArrears, takeRegistration, takeRelease } from './bank';
import { mortgageContract } from './contract';
import {
  askForBankDelivery,
  askForInvoice,
  deliverPapers,
  deliverToBank,
  issueInvoice,
  reconcile,
  takePapersWanted,
} from './papers';
import {
  askForBank,
  askForVisit,
  askToConfirm,
  chaseClient,
  chooseBank,
  confirmByPhone,
  dropVisitWithSigning,
  noticeVisit,
  queryEligibility,
  setVisit,
  visitWithSigning,
} from './visit';
import { askTheBank, tellBankIsLate } from './wait';
import { chooseRemedy, end } from './remedy';
import { recordedOnce } from '../recorded-event';
import { takeUp } from './take-over';

/** 按揭: choose the bank, go there, wait for it, invoice, deliver, and check that its money has come. */
export const mortgage = defineProcess(mortgageContract, {
  async begin(loan, { terms, onPaper }) {
    if (terms.plan.kind !== 'mortgage')
      return loan.refuse('not-a-loan-sale', '付款计划没有贷款 the plan has no loan');
    const { signingAt, stampedAt, contractNo } = await look.signingOf(loan.key);
    loan.data = {
      terms,
      timing: loan.policy.timing,
      loanFen: terms.plan.loanFen,
      invoices: [],
      papersWanted: [],
      arrears: [],
      differences: [],
      ...{ signingAt, stampedAt, contractNo },
    };
    loan.owner = terms.consultantId;
    loan.about = terms.unitId;
    if (onPaper) await takeUp(loan, onPaper);
    else await askForBank(loan);
    if (terms.mortgageBy === undefined || loan.data.bankContractNo !== undefined) return;
    const late = deadlineAfter(terms.mortgageBy, loan.policy.visit, loan.calendar).at;
    loan.until('visit', Math.max(late, loan.at));
  },

  steps: {
    'choose-bank': (loan, body) => chooseBank(loan, body),
    'set-appointment': (loan, visit) => setVisit(loan, { ...visit, withSigning: false }),
    'confirm-by-phone': (loan, body) => confirmByPhone(loan, body),
    'query-eligibility': (loan, body) => queryEligibility(loan, body),
    'issue-invoice': (loan, body) => issueInvoice(loan, body),
    'deliver-to-bank': (loan, body) => deliverToBank(loan, body),
    'deliver-papers': (loan, body) => deliverPapers(loan, body),
    reconcile: (loan, body) => reconcile(loan, body),
    'choose-remedy': (loan, body) => chooseRemedy(loan, body),
    'chase-arrears': (loan, { outcome }) => loan.fact('outcome', outcome),
    'check-figures': (loan, { note }) => loan.fact('note', note),
    'record-approval': (loan, body) => recordedOnce(loan, body, takeApproval),
    'record-registered': (loan, body) => recordedOnce(loan, body, takeRegistration),
    'record-released': (loan, body) => recordedOnce(loan, body, takeRelease),
    'record-papers-wanted': (loan, body) => recordedOnce(loan, body, takePapersWanted),
    'record-arrears': (loan, body) => recordedOnce(loan, body, takeArrears),
  },

  deadlines: {
    firstNotice: (loan) => noticeVisit(loan),
    secondNotice: (loan) => noticeVisit(loan),
    visitPast: (loan) => askToConfirm(loan),
    visit: (loan) => chaseClient(loan),
    visitChase: (loan) => chaseClient(loan),
    bank: (loan) => askTheBank(loan),
    bankExecutive: (loan) => tellBankIsLate(loan, 'executive'),
  },

  events: {
    // Nobody has chosen this bank yet: kept until somebody has.
    approval: (loan, approval) => (loan.data.bankId ? takeApproval(loan, approval) : 'early'),
    registered: (loan, registration) => (loan.data.bankId ? takeRegistration(loan, registration) : 'early'),
    released: (loan, release) => (loan.data.bankId ? takeRelease(loan, release) : 'early'),
    'papers-wanted': (loan, wanted) => takePapersWanted(loan, wanted),
    arrears: (loan, arrears) => takeArrears(loan, arrears),

    'signing-set'(loan, { signingAt }) {
      const { data } = loan;
      data.signingAt = signingAt;
      const goesAlong = data.visit === undefined || data.visit.withSigning;
      const isOpenToIt = ['choosing', 'appointed', 'not-signed'].includes(loan.status);
      if (data.timing !== 'at-signing' || !data.bankId || !goesAlong || !isOpenToIt) return;
      if (signingAt > loan.at) visitWithSigning(loan);
    },

    'signing-missed': (loan) => dropVisitWithSigning(loan),

    'contract-stamped'(loan, { stampedAt, contractNo, plan }) {
      const { data } = loan;
      Object.assign(data, { stampedAt, contractNo });
      if (plan?.kind === 'mortgage') Object.assign(data, { loanFen: plan.loanFen, terms: { ...data.terms, plan } });
      if (data.timing === 'after-signing' && data.bankId && loan.status === 'choosing') askForVisit(loan);
      askForInvoice(loan);
    },

    async filed(loan, { archivedAt }) {
      loan.data.filedAt = archivedAt;
      await askForBankDelivery(loan);
    },

    'terms-changed'(loan, { terms }) {
      loan.data.terms = terms;
      loan.about = terms.unitId;
      if (terms.plan.kind !== 'mortgage') return end(loan, 'lump-sum');
      loan.data.loanFen = terms.plan.loanFen;
      isEnoughNow(loan);
    },

    reassigned(loan, { from, to }) {
      loan.data.terms.consultantId = to;
      loan.owner = to;
      loan.reassign(from, to);
    },

    'sale-ended'(loan, { outcome }) {
      loan.data.outcome = outcome;
      loan.finish(loan.status === 'settled' ? 'settled' : 'cancelled');
    },
  },
});
