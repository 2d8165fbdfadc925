/** Our part after the approval: invoice, delivery to the bank, further papers, the money checked in (S3 按揭流程). */
import { instantOf } from '../../kernel/calendar';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { sayFen } from '../../kernel/money';
import { deadlineBefore } from '../../kernel/period';
import { lateInService } from '../escalation';
import type { Mortgage, PapersWanted } from './contract';
import { facts } from './facts';
import { waitForBank } from './wait';
import { saleContract } from '../sale/contract';

type Loan = Draft<Mortgage>;

/** Once approved and stamped. */
export function askForInvoice(loan: Loan): void {
  const { approval, stampedAt, terms, loanFen } = loan.data;
  if (!approval || stampedAt === undefined || loan.status !== 'approved') return;
  loan.ask('issue-invoice', {
    of: { roles: ['finance'] },
    within: loan.policy.invoice,
    policyKey: 'invoice',
    escalate: lateInService(loan),
  });
  const isFull = loan.policy.invoiceKind === 'full-price';
  loan.notify(
    'mortgage.invoice-due',
    { roles: ['finance'] },
    {
      ...facts(loan),
      amountFen: approval.amountFen,
      invoiceKind: `${isFull ? '全额' : '贷款额'}发票（${sayFen(isFull ? terms.priceFen : loanFen)} 元）`,
      dueAt: loan.sayDay(loan.find('issue-invoice')?.due ?? loan.at),
    },
  );
}

/** 全额 / 贷款额发票. @throws `invoice-amount-mismatch` */
export async function issueInvoice(
  loan: Loan,
  { kind, invoiceNo, amountFen }: Mortgage['steps']['issue-invoice'],
): Promise<void> {
  const { data } = loan;
  const expectedFen = kind === 'full-price' ? data.terms.priceFen : data.loanFen;
  if (amountFen !== expectedFen) {
    loan.refuse(
      'invoice-amount-mismatch',
      `发票金额应为 ${sayFen(expectedFen)} 元 a ${kind} invoice is over ${expectedFen} fen`,
      { field: 'amountFen', expectedFen },
    );
  }
  data.invoices.push({ kind, invoiceNo, amountFen, issuedAt: loan.at, issuedBy: loan.actor.staffId });
  loan.to('invoiced');
  await askForBankDelivery(loan);
}

/** Asked for once the contract is filed; before that it is open, and refuses for want of the certificate. */
export async function askForBankDelivery(loan: Loan): Promise<void> {
  if (loan.status !== 'invoiced') return;
  if (!(await isCertified(loan))) return loan.allow('deliver-to-bank');
  loan.ask('deliver-to-bank', {
    of: { roles: ['customer-service'] },
    within: loan.policy.deliver,
    policyKey: 'deliver',
    escalate: lateInService(loan),
  });
}

async function isCertified(loan: Loan): Promise<boolean> {
  return loan.data.filedAt !== undefined || (await look.missingGates(loan.projectId)).includes('filing');
}

/** With the certified 已鉴证 contract [S3]; its copy is with the bank from then on. @throws `contract-not-certified`, `unknown-invoice` */
export async function deliverToBank(loan: Loan, body: Mortgage['steps']['deliver-to-bank']): Promise<void> {
  const { data, key: saleKey } = loan;
  // An invoice issued on paper before the take-over is not among ours.
  const isPapers = data.invoices.length === 0;
  if (!isPapers && !data.invoices.some(({ invoiceNo }) => invoiceNo === body.invoiceNo)) {
    loan.refuse('unknown-invoice', `发票 ${body.invoiceNo} 不是为本贷款开具的 it was not issued for this loan`, {
      field: 'invoiceNo',
    });
  }
  if (!(await isCertified(loan)))
    loan.refuse('contract-not-certified', '合同尚未备案 the contract is not filed yet');
  if (!(await look.isContractCopy(saleKey, body.copyNo))) {
    loan.refuse(
      'contract-not-certified',
      `没有第 ${body.copyNo} 号合同，或已作废 there is no valid copy of that number`,
      { field: 'copyNo' },
    );
  }
  loan.put('contract_copies', `${saleKey}:${body.copyNo}`, {
    holder: `bank:${data.bankId}`,
    since: { $date: loan.at },
  });
  data.delivery = body;
  loan.shut('issue-invoice', 'deliver-to-bank');
  if (data.release || data.registration) return;
  loan.to('delivered');
  waitForBank(loan, 'registration');
}

/** 后续资料: the client is told; they go to the bank a workday ahead of its day. */
export function takePapersWanted(loan: Loan, wanted: PapersWanted): void {
  const { data } = loan;
  const isKnown = data.papersWanted.some(
    (w) => w.dueOn === wanted.dueOn && w.papers.join() === wanted.papers.join(),
  );
  if (isKnown) return loan.fact('ignored', '已知 known already');
  data.papersWanted.push(wanted);
  askForPapers(loan);
  const fields = { ...facts(loan), papers: wanted.papers.join('、'), dueOn: wanted.dueOn };
  loan.notify('mortgage.papers-wanted', { clientId: data.terms.buyers[0] }, fields);
  loan.notify('mortgage.papers-wanted-staff', { roles: ['customer-service'] }, fields);
}

/** What is still to be brought, by its earliest day; nothing: the step closes. */
function askForPapers(loan: Loan): void {
  const open = loan.data.papersWanted.filter(({ deliveredOn }) => deliveredOn === undefined);
  const dueOn = open.map((wanted) => wanted.dueOn).sort()[0];
  if (dueOn === undefined) return loan.shut('deliver-papers');
  const ahead = deadlineBefore(instantOf(dueOn, '00:00', loan.calendar), loan.policy.papers, loan.calendar);
  loan.ask('deliver-papers', {
    of: { roles: ['customer-service'] },
    by: Math.max(ahead, loan.at),
    escalate: lateInService(loan),
  });
}

export function deliverPapers(loan: Loan, { papers, deliveredOn }: Mortgage['steps']['deliver-papers']): void {
  for (const wanted of loan.data.papersWanted) {
    if (wanted.papers.every((paper) => papers.includes(paper))) wanted.deliveredOn ??= deliveredOn;
  }
  askForPapers(loan);
}

/** 核对到账: the booked payment is what the bank released. @throws `wrong-amount` */
export async function reconcile(loan: Loan, { paymentId }: Mortgage['steps']['reconcile']): Promise<void> {
  const { data, key } = loan;
  const payment = await look.paymentRow(paymentId);
  const splits = payment?.state === 'booked' && payment.direction === 'in' ? payment.splits : [];
  const receivedFen = splits
    .filter(({ saleKey, account }) => saleKey === key && account === 'house')
    .reduce((sum, split) => sum + split.amountFen, 0);
  if (receivedFen !== data.release?.amountFen) {
    loan.refuse('wrong-amount', '到账款项与银行放款金额不符 the payment is not what the bank released', {
      field: 'paymentId',
      receivedFen,
      releasedFen: data.release?.amountFen,
    });
  }
  data.reconciled = { paymentId, by: loan.actor.staffId, at: loan.at };
  loan.to('settled');
  loan.shut('issue-invoice', 'deliver-to-bank', 'confirm-by-phone');
  loan.tell(saleContract, key, 'loan-settled', {});
}
