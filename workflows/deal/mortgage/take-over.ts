/** A loan that was arranged on paper goes on where it stands; waits on people and banks count from the take-over. */
import { instantOf } from '../../kernel/calendar';
import type { Draft } from '../../kernel/draft';
import { askForRemedy, awaitMoney } from './bank';
import { waitForBank } from './wait';
import type { Mortgage } from './contract';
import { askForBankDelivery, askForInvoice } from './papers';
import { allowRecords, askForBank, askForVisit } from './visit';
import type { LoanOnPaper, PaperLoan } from '../sale/paper-deal';

type Loan = Draft<Mortgage>;

/** Stands in the place of a number that only the paper tells. */
const ON_PAPER = '见纸面台账';

export async function takeUp(
  loan: Loan,
  { loan: paper, stampedAt, contractNo, filedOn }: LoanOnPaper,
): Promise<void> {
  Object.assign(loan.data, { stampedAt, contractNo });
  if (filedOn !== undefined) loan.data.filedAt = instantOf(filedOn, '00:00', loan.calendar);
  if (!paper || paper.status === 'choosing') return askForBank(loan);
  loan.data.bankId = paper.bankId;
  allowRecords(loan);
  loan.to(paper.status);
  await goOn(loan, paper);
}

async function goOn(loan: Loan, paper: PaperLoan): Promise<void> {
  const { data } = loan;
  const { status, bankId, loanFen: amountFen, on } = paper;
  switch (status) {
    case 'appointed':
    case 'not-signed':
      loan.to('not-signed');
      return askForVisit(loan);
    case 'remedy':
      return askForRemedy(loan, ON_PAPER);
  }
  Object.assign(data, { bankContractNo: ON_PAPER });
  if (status === 'bank-signed') return waitForBank(loan, 'approval');
  data.approval = { bankId, decision: 'approved', amountFen, at: loan.at };
  switch (status) {
    case 'approved':
      return askForInvoice(loan);
    case 'invoiced':
      return askForBankDelivery(loan);
    case 'delivered':
      return waitForBank(loan, 'registration');
    case 'registered':
      return waitForBank(loan, 'release');
    case 'released':
      data.release = { amountFen, on, receiptNo: ON_PAPER, bankId, at: loan.at };
      return awaitMoney(loan);
  }
}
