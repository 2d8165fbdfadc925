/** Waiting for the bank, and asking it when it says nothing. */
import type { Draft } from '../../kernel/draft';
import type { Mortgage } from './contract';
import { facts } from './facts';

type Loan = Draft<Mortgage>;
type Awaited = NonNullable<Mortgage['data']['bankWait']>['for'];

const STAGES: Record<Awaited, string> = { approval: '贷款审批', registration: '抵押登记', release: '放款' };

/** Every step of the bank has its rhythm: customer service asks, at last the executive is told. */
export function waitForBank(loan: Loan, awaited: Awaited): void {
  loan.data.bankWait = { for: awaited, since: loan.at, asked: 0 };
  loan.after('bank');
  loan.after('bankExecutive');
}

export function stopWaiting(loan: Loan): void {
  delete loan.data.bankWait;
  loan.drop('bank');
  loan.drop('bankExecutive');
}

export function askTheBank(loan: Loan): void {
  const wait = loan.data.bankWait;
  if (!wait) return;
  wait.asked += 1;
  loan.after('bank', { period: loan.policy.bankRepeat });
  tellBankIsLate(loan, 'customer-service');
}

export function tellBankIsLate(loan: Loan, role: 'customer-service' | 'executive'): void {
  const wait = loan.data.bankWait;
  if (!wait) return;
  loan.notify(
    'mortgage.bank-late',
    { roles: [role] },
    { ...facts(loan), stage: STAGES[wait.for], since: loan.say(wait.since) },
  );
}
