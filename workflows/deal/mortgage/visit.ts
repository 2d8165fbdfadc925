/** Choosing the bank and getting the client there: appointment, notices, the call afterwards (S1 一.13, S3). */
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { deadlineAfter } from '../../kernel/period';
import { lateInSales, lateInService } from '../escalation';
import { askForRemedy } from './bank';
import { waitForBank } from './wait';
import { facts } from './facts';
import type { BankVisit, Mortgage } from './contract';
import { floorOf, isDownPaymentEnough, visitNotices } from './rules';

type Loan = Draft<Mortgage>;

const RECORDS = [
  'record-approval',
  'record-registered',
  'record-released',
  'record-papers-wanted',
  'record-arrears',
] as const;

export async function askForBank(loan: Loan): Promise<void> {
  const { consultantId } = loan.data.terms;
  loan.ask('choose-bank', {
    of: { staffIds: [consultantId] },
    within: loan.policy.chooseBank,
    policyKey: 'chooseBank',
    escalate: await lateInSales(loan, consultantId),
  });
}

/**
 * Papers explained; insurance is the borrower's choice and no gate [S3].
 * @throws `not-a-partner-bank`, `too-few-banks`, `down-payment-too-low`, `wrong-amount`
 */
export async function chooseBank(loan: Loan, body: Mortgage['steps']['choose-bank']): Promise<void> {
  const { data, policy } = loan;
  const { partner, partners, city } = await look.bankFacts(loan.projectId, body.bankId);
  if (!partner)
    loan.refuse('not-a-partner-bank', `${body.bankId} 不是合作银行 no partner of ours`, { field: 'bankId' });
  if (partners < policy.banksMin)
    loan.refuse(
      'too-few-banks',
      `合作银行至少须有 ${policy.banksMin} 家 there must be ${policy.banksMin} partner banks`,
    );
  const { priceFen, plan } = data.terms;
  const floor = floorOf(city, policy);
  if (!isDownPaymentEnough(priceFen, body.loanFen, floor)) {
    loan.refuse('down-payment-too-low', `首付款至少 ${floor}% at least ${floor} % is paid down`, {
      field: 'loanFen',
      floorPercent: floor,
    });
  }
  if (plan.kind !== 'mortgage' || body.loanFen !== plan.loanFen) {
    loan.refuse('wrong-amount', '贷款额须与付款计划一致 the loan is what the plan says', { field: 'loanFen' });
  }
  Object.assign(data, body);
  allowRecords(loan);
  if (policy.timing === 'at-signing' && data.signingAt !== undefined && data.signingAt > loan.at)
    visitWithSigning(loan);
  else if (policy.timing === 'at-signing') loan.allow('set-appointment');
  else if (policy.timing === 'before-signing' || data.stampedAt !== undefined) askForVisit(loan);
}

/** The bank's word may be entered by hand once there is a bank. */
export function allowRecords(loan: Loan): void {
  for (const step of RECORDS) loan.allow(step);
}

export function askForVisit(loan: Loan, by?: number): void {
  loan.ask('set-appointment', {
    of: { roles: ['customer-service'] },
    by: by ?? deadlineAfter(loan.at, loan.policy.chooseBank, loan.calendar).at,
    escalate: lateInService(loan),
  });
}

/** The bank signs with the client on the day of signing [S0]. */
export function visitWithSigning(loan: Loan): void {
  const { signingAt = 0 } = loan.data;
  setVisit(loan, { at: signingAt, place: loan.policy.place, materials: loan.policy.materials, withSigning: true });
}

/** @throws `date-in-past` */
export function setVisit(loan: Loan, visit: BankVisit): void {
  if (visit.at <= loan.at)
    loan.refuse('date-in-past', '预约时间须晚于现在 the visit must be ahead', { field: 'at' });
  const { data } = loan;
  const before = data.visit;
  const isMoved = before !== undefined && before.at > loan.at;
  if (isMoved && before.at === visit.at && before.place === visit.place) return;
  data.visit = visit;
  loan.to('appointed');
  loan.shut('confirm-by-phone', 'query-eligibility');
  loan.allow('set-appointment');
  loan.until('visitPast', visit.at, { quiet: true });
  if (isMoved) tellOfChange(loan, before.at);
  const { atOnce, first, second } = visitNotices(visit.at, loan.at, isMoved, loan.policy, loan.calendar);
  loan.drop('firstNotice');
  loan.drop('secondNotice');
  if (atOnce) noticeVisit(loan);
  if (first !== undefined) loan.until('firstNotice', first, { quiet: true });
  if (second !== undefined) loan.until('secondNotice', second, { quiet: true });
}

export function noticeVisit(loan: Loan): void {
  const visit = loan.data.visit as BankVisit;
  loan.notify(
    'mortgage.visit-notice',
    { clientId: loan.data.terms.buyers[0] },
    { ...facts(loan), ...said(loan, visit), visitAt: loan.say(visit.at) },
  );
}

function tellOfChange(loan: Loan, oldAt: number): void {
  const visit = loan.data.visit as BankVisit;
  const fields = { ...facts(loan), ...said(loan, visit), oldAt: loan.say(oldAt), newAt: loan.say(visit.at) };
  loan.notify('mortgage.appointment-changed', { clientId: loan.data.terms.buyers[0] }, fields);
}

function said(_loan: Loan, visit: BankVisit) {
  return { place: visit.place, materials: visit.materials.join('、') };
}

/** Nobody came to sign: the bank does not wait either. */
export function dropVisitWithSigning(loan: Loan): void {
  if (!loan.data.visit?.withSigning || loan.status !== 'appointed') return;
  delete loan.data.visit;
  endVisit(loan);
  loan.to('not-signed');
}

function endVisit(loan: Loan): void {
  for (const name of ['firstNotice', 'secondNotice', 'visitPast'] as const) loan.drop(name);
  loan.shut('confirm-by-phone');
}

/** 电话确认 [S3]. */
export async function askToConfirm(loan: Loan): Promise<void> {
  const { consultantId } = loan.data.terms;
  loan.ask('confirm-by-phone', {
    of: { staffIds: [consultantId] },
    within: loan.policy.confirm,
    policyKey: 'confirm',
    escalate: await lateInSales(loan, consultantId),
  });
}

export async function confirmByPhone(
  loan: Loan,
  { result, reason, ...signed }: Mortgage['steps']['confirm-by-phone'],
): Promise<void> {
  const { data } = loan;
  endVisit(loan);
  if (result === 'signed') return bankIsSigned(loan, signed);
  data.notSignedReason = reason;
  loan.to('not-signed');
  if (result === 'no-show') askForVisit(loan);
  const { consultantId } = data.terms;
  loan.ask('query-eligibility', {
    of: { staffIds: [consultantId] },
    within: loan.policy.confirm,
    policyKey: 'confirm',
    escalate: await lateInSales(loan, consultantId),
  });
}

function bankIsSigned(loan: Loan, signed: { bankContractNo?: string; signedOn?: string }): void {
  const { data } = loan;
  Object.assign(data, { bankContractNo: signed.bankContractNo, bankSignedOn: signed.signedOn });
  loan.drop('visit');
  loan.drop('visitChase');
  loan.shut('set-appointment', 'query-eligibility');
  // The bank may have been quicker than our call.
  if (data.approval || data.release) return;
  loan.to('bank-signed');
  waitForBank(loan, 'approval');
}

/** 查询按揭资格 [S3]. */
export async function queryEligibility(
  loan: Loan,
  { result, note }: Mortgage['steps']['query-eligibility'],
): Promise<void> {
  loan.data.eligibility = { result, note, at: loan.at };
  if (result !== 'not-eligible') return askForVisit(loan);
  loan.shut('set-appointment');
  await askForRemedy(loan, '不具备贷款资格');
}

/** The bank contract is late: the client is chased until it is signed, those who can help are told. */
export function chaseClient(loan: Loan): void {
  const { data } = loan;
  loan.after('visitChase');
  if (data.visit && data.visit.at > loan.at) return;
  const fields = { ...facts(loan), mortgageBy: loan.sayDay(data.terms.mortgageBy ?? loan.at) };
  loan.notify('mortgage.visit-overdue', { clientId: data.terms.buyers[0] }, fields);
  loan.notify('mortgage.visit-overdue-staff', { staffIds: [data.terms.consultantId] }, fields);
  if (data.bankId && !loan.find('set-appointment')?.taskId && !loan.isOpen('confirm-by-phone'))
    askForVisit(loan, loan.at);
}
