/** 补救: what follows when the bank refuses, or grants too little. */
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { Mortgage } from './contract';
import { facts } from './facts';
import { askForBank } from './visit';
import { type Rescission, saleContract } from '../sale/contract';

type Loan = Draft<Mortgage>;

/**
 * Another bank begins anew. Another plan is changed by deal-change, after which `terms-changed` goes on here; undoing an
 * unsigned deal is the sale's cancel.
 * @throws `nothing-approved`, `deal-change-needed`
 */
export async function chooseRemedy(
  loan: Loan,
  { remedy, statementFileId }: Mortgage['steps']['choose-remedy'],
): Promise<void> {
  const { data } = loan;
  data.remedy = { remedy, statementFileId, by: loan.actor.staffId, at: loan.at };
  switch (remedy) {
    case 'other-bank':
      return beginAnew(loan);
    case 'larger-down-payment':
      if (data.approval?.decision !== 'approved')
        loan.refuse('nothing-approved', '没有银行批准较低的贷款额 no bank has approved a smaller loan', {
          field: 'remedy',
        });
      return wantPlanChange(loan, data.loanFen - data.approval.amountFen);
    case 'lump-sum':
      return wantPlanChange(loan, data.loanFen);
    case 'rescind':
      return rescind(loan, statementFileId);
  }
}

/** Unsigned and no more paid than the deposit: the sale is cancelled, at nobody's fault. @throws `deal-change-needed` */
async function rescind(loan: Loan, statementFileId: string): Promise<void> {
  const [{ signedAt, stampedAt }, { lines }] = await Promise.all([
    look.signingOf(loan.key),
    look.ledgerOf(loan.key),
  ]);
  if (signedAt !== undefined || stampedAt !== undefined || loan.data.stampedAt !== undefined)
    loan.refuse('deal-change-needed', '合同已签署，须办理交易变更 a signed contract is undone by a deal change', {
      field: 'remedy',
    });
  const paidFen = lines.filter((line) => !line.reversed).reduce((sum, line) => sum + line.amountFen, 0);
  if (paidFen > loan.data.terms.depositFen) {
    loan.refuse(
      'deal-change-needed',
      '已付款超过定金，须办理交易变更退款 more than the deposit is paid: it goes back by a deal change',
      { field: 'remedy' },
    );
  }
  end(loan, 'rescind', { statementFileId, askedBy: loan.actor.staffId });
}

async function beginAnew(loan: Loan): Promise<void> {
  const { data } = loan;
  for (const field of [
    'bankId',
    'product',
    'insurance',
    'visit',
    'bankContractNo',
    'bankSignedOn',
    'approval',
    'eligibility',
  ] as const) {
    delete data[field];
  }
  loan.to('choosing');
  await askForBank(loan);
}

/** So much of the loan is to come from the client; the manager has the plan changed. */
function wantPlanChange(loan: Loan, planChangeFen: number): void {
  const { data } = loan;
  if (data.remedy) data.remedy.planChangeFen = planChangeFen;
  loan.allow('choose-remedy', { staffIds: [data.terms.consultantId] });
  loan.notify(
    'mortgage.plan-change-wanted',
    { roles: ['sales-manager'], staffIds: [data.terms.consultantId] },
    {
      ...facts(loan),
      amountFen: planChangeFen,
    },
  );
}

/** No loan any more. */
export function end(loan: Loan, outcome: string, rescission?: Rescission): void {
  loan.data.outcome = outcome;
  loan.tell(saleContract, loan.key, 'mortgage-ended', { outcome, rescission });
  loan.finish('cancelled');
}
