/** What the bank says: decision, registration, release, arrears. */
import type { Draft } from '../../kernel/draft';
import { sayFen } from '../../kernel/money';
import { lateInSales, lateInService } from '../escalation';
import type { Approval, Arrears, Mortgage, Registration, Release } from './contract';
import { askForInvoice } from './papers';
import { facts } from './facts';
import { stopWaiting, waitForBank } from './wait';
import { saleContract } from '../sale/contract';

type Loan = Draft<Mortgage>;
/** 审批: in full goes on to the invoice; less or refused needs a remedy. The same again changes nothing. */
export async function takeApproval(loan: Loan, approval: Approval): Promise<void> {
  const { data } = loan;
  const { bankId, decision, amountFen } = approval;
  if (bankId !== data.bankId) return differ(loan, `审批结果来自其他银行：${bankId}`);
  const isEnough = decision === 'approved' && amountFen >= data.loanFen;
  const known = data.approval;
  if (known?.decision === decision && known.amountFen === amountFen)
    return loan.fact('ignored', '已知 known already');
  const mendsRefusal = loan.status === 'remedy' && isEnough;
  if (known && !mendsRefusal)
    return differ(loan, `审批结果前后不一：${sayFen(known.amountFen)}，${sayFen(amountFen)}`);
  if (data.release && !isEnough)
    return differ(loan, `放款之后收到审批结果：${decision === 'refused' ? '未通过' : sayFen(amountFen)}`);
  data.approval = { ...approval, at: loan.at };
  stopWaiting(loan);
  if (!isEnough) return askForRemedy(loan, decision === 'refused' ? '未通过' : `批准 ${sayFen(amountFen)} 元`);
  isApproved(loan);
  if (amountFen > data.loanFen) differ(loan, `批准金额高于申请：${sayFen(amountFen)}`);
}

/** Approved for what is borrowed. */
function isApproved(loan: Loan): void {
  const { data } = loan;
  loan.shut('choose-remedy');
  loan.notify('mortgage.approved', { clientId: data.terms.buyers[0] }, { ...facts(loan), amountFen: data.loanFen });
  if (data.release) return;
  loan.to('approved');
  askForInvoice(loan);
}

/** 补救: another bank, more paid down, a lump sum, or the deal undone. */
export async function askForRemedy(loan: Loan, result: string): Promise<void> {
  const { consultantId, buyers } = loan.data.terms;
  loan.to('remedy');
  stopWaiting(loan);
  loan.shut('issue-invoice', 'deliver-to-bank');
  loan.ask('choose-remedy', {
    of: { staffIds: [consultantId] },
    within: loan.policy.remedy,
    policyKey: 'remedy',
    escalate: await lateInSales(loan, consultantId),
  });
  const refused = { ...facts(loan), result, decideBy: loan.say(loan.find('choose-remedy')?.due ?? loan.at) };
  loan.notify('mortgage.refused', { clientId: buyers[0] }, refused);
  loan.notify('mortgage.refused-staff', { staffIds: [consultantId], roles: ['finance'] }, refused);
}

/** The plan was changed: an approval that was too little may now be enough. */
export function isEnoughNow(loan: Loan): void {
  const { approval, loanFen } = loan.data;
  if (loan.status === 'remedy' && approval?.decision === 'approved' && approval.amountFen >= loanFen)
    isApproved(loan);
}

/** 抵押登记 by the bank; it may be told of after the release. */
export function takeRegistration(loan: Loan, registration: Registration): void {
  const { data } = loan;
  if (data.registration?.registrationNo === registration.registrationNo)
    return loan.fact('ignored', '已知 known already');
  if (data.registration) return differ(loan, `抵押登记号前后不一：${registration.registrationNo}`);
  data.registration = registration;
  if (data.release) return;
  loan.to('registered');
  waitForBank(loan, 'release');
}

/** 放款: by the bank's event or by its list, it is one release. */
export function takeRelease(loan: Loan, release: Release): void {
  const { data } = loan;
  if (release.bankId !== undefined && release.bankId !== data.bankId)
    return differ(loan, `放款来自其他银行：${release.bankId}`);
  if (data.release?.amountFen === release.amountFen) return loan.fact('ignored', '已知 known already');
  if (data.release)
    return differ(loan, `放款金额前后不一：${sayFen(data.release.amountFen)}，${sayFen(release.amountFen)}`);
  data.release = { ...release, at: loan.at };
  stopWaiting(loan);
  loan.to('released');
  loan.shut('choose-bank', 'set-appointment', 'query-eligibility', 'choose-remedy');
  awaitMoney(loan);
  const released = {
    ...facts(loan),
    amountFen: release.amountFen,
    releasedOn: release.on,
    bankReceiptNo: release.receiptNo,
  };
  loan.notify('mortgage.released', { clientId: data.terms.buyers[0] }, released);
  loan.notify('mortgage.released-staff', { roles: ['finance', 'customer-service'] }, released);
  loan.tell(saleContract, loan.key, 'loan-released', { amountFen: release.amountFen });
  if (release.amountFen !== data.loanFen) differ(loan, `放款金额与贷款金额不符：${sayFen(release.amountFen)}`);
}

/** 查对到账: finance looks for the bank's money. */
export function awaitMoney(loan: Loan): void {
  loan.ask('reconcile', {
    of: { roles: ['finance'] },
    within: loan.policy.reconcile,
    policyKey: 'reconcile',
    escalate: lateInService(loan),
  });
}

/** What does not fit what is known is finance's to clear up; nothing is overwritten. */
function differ(loan: Loan, what: string): void {
  loan.data.differences.push({ what, at: loan.at });
  loan.ask('check-figures', {
    of: { roles: ['finance'] },
    within: loan.policy.reconcile,
    policyKey: 'reconcile',
    about: what,
    escalate: lateInService(loan),
  });
}

/** 追缴 [S1]: while the company answers for the loan it is told of arrears. */
export function takeArrears(loan: Loan, { months, amountFen }: Arrears): void {
  const { data } = loan;
  const last = data.arrears.at(-1);
  if (last?.months === months && last.amountFen === amountFen) return loan.fact('ignored', '已知 known already');
  data.arrears.push({ months, amountFen, at: loan.at });
  loan.ask('chase-arrears', {
    of: { roles: ['customer-service'] },
    within: loan.policy.arrears,
    policyKey: 'arrears',
    escalate: lateInService(loan),
  });
  const isSerious = months >= loan.policy.arrearsMonths;
  loan.notify(
    'mortgage.arrears',
    { roles: isSerious ? ['customer-service', 'lawyer', 'sales-manager'] : ['customer-service'] },
    {
      ...facts(loan),
      months: String(months),
      amountFen,
    },
  );
}
