/** 纸质交易接管: a deal made on paper goes on here; finance confirms what it owes before anybody is pressed for money. */
import { dateOf } from '../../kernel/change';
import { instantOf } from '../../kernel/calendar';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { sayFen } from '../../kernel/money';
import { lateInService } from '../escalation';
import { bookPayment, putPlan } from '../../books/ledger/booking';
import { isBalanced, planFromTerms } from '../../books/ledger/rules';
import { mortgageContract } from '../mortgage/contract';
import type { PaperContract, PaperDeal, PaperPayment } from './paper-deal';
import {
  doneOnPaper,
  isLoanOpen,
  isSignedBefore,
  objectionsTo,
  owedOnPrice,
  transfersOf,
  unitPriceOf,
} from './paper-deal.rules';
import { beginPhase } from './phases';
import type { Sale } from './contract';
import type { SaleTerms } from '../../books/terms/sale';
import { signingContract } from '../signing/contract';
import { copyFor } from '../signing/rules';
import { subscriptionContract } from '../../front/subscription/contract';
import { takeOverUnit } from '../../books/unit/row';

type Trade = Draft<Sale>;

/** The paper's own form is not in the number series. */
const PAPER_FORM = '纸面认购书';
/** 一式四份: of each copy the paper file tells who has it. */
const COPIES = 4;

/**
 * All or nothing: plan, money, unit, what the contract pins; then the phases that are open begin where the paper stands.
 * @throws `validation-failed`, `plan-unbalanced`, `already-sold`, `unit-blocked`, and at the commit `already-booked`
 */
export async function takeOver(sale: Trade, { takeOver: deal, ...input }: Sale['input']): Promise<void> {
  if (!deal) return;
  const [objection] = objectionsTo(deal, sale.at, sale.today);
  if (objection) sale.refuse('validation-failed', objection.message, { field: objection.field });
  const { depositFen, priceFen, plan, contract } = deal;
  const rows = planFromTerms({ plan, priceFen, depositFen });
  if (!isBalanced(rows, priceFen))
    sale.refuse('plan-unbalanced', '付款计划合计与总价不符 the plan does not sum to the price', { field: 'plan' });
  const { areaHundredths } = await takeUnit(sale, deal, input);
  putPlan(sale, sale.key, 1, rows);
  const paymentIds = await bookPaper(sale, deal.payments, input);
  const terms = termsOf(sale, deal, input, areaHundredths);
  sale.data = {
    ...input,
    begun: [],
    contacts: [],
    terms,
    ledgerUnconfirmed: true,
    takenOver: { ...deal, by: sale.actor.staffId, at: sale.at, done: doneOnPaper(deal) },
  };
  sale.owner = input.consultantId;
  sale.about = input.unitId;
  if (contract) pin(sale, contract, areaHundredths);
  if (contract) registerCopies(sale);
  beginOpenPhases(sale, deal, terms, paymentIds);
  askForLedger(sale);
}

function takeUnit(sale: Trade, deal: PaperDeal, { unitId, consultantId, buyers }: Sale['input']) {
  const soldAt = Math.min(sale.at, ...deal.payments.map(({ receivedAt }) => receivedAt));
  const known = { soldAt, signedAt: deal.contract?.stampedAt, deliveredOn: deal.deliveredOn, buyers };
  return takeOverUnit(sale, unitId, { saleKey: sale.key, consultantId }, known);
}

/** 历史收款入账: each transfer once, each receipt number of one sale only. */
async function bookPaper(
  sale: Trade,
  payments: readonly PaperPayment[],
  { unitId, buyers }: Sale['input'],
): Promise<string[]> {
  const payeeAccount = (await look.houseAccount(sale.projectId)) ?? 'house';
  for (const { receiptNo } of payments) {
    const message = `收据 ${receiptNo} 已登记在其他交易 the receipt is of another sale`;
    const refused = { code: 'already-booked' as const, message };
    sale.claim('paper-receipt', `${sale.projectId}/${receiptNo}`, refused, { forGood: true });
  }
  const ids: string[] = [];
  for (const [n, lines] of transfersOf(payments).entries()) {
    const { method, reference, receivedAt } = lines[0] as PaperPayment;
    const id = `P-${sale.key}-paper-${n}`;
    await bookPayment(sale, {
      id,
      direction: 'in',
      amountFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
      method,
      reference,
      receivedAt,
      payeeAccount,
      payer: { relation: method === 'loan' ? 'bank' : 'buyer', name: { client: buyers[0] as string } },
      countedBy: [],
      splits: lines.map(({ account, amountFen, receiptNo }) => ({
        saleKey: sale.key,
        unitId,
        account,
        amountFen,
        paperReceiptNo: receiptNo,
      })),
    });
    ids.push(id);
  }
  return ids;
}

function termsOf(sale: Trade, deal: PaperDeal, input: Sale['input'], areaHundredths: number): SaleTerms {
  const { priceFen, depositFen, plan, signBy, mortgageBy, payments } = deal;
  const endOf = (on: string) => instantOf(on, '24:00', sale.calendar);
  return {
    unitId: input.unitId,
    buyers: input.buyers,
    consultantId: input.consultantId,
    unitPriceFen: unitPriceOf(priceFen, areaHundredths),
    priceFen,
    depositFen,
    plan,
    signBy: endOf(signBy),
    ...(mortgageBy === undefined ? {} : { mortgageBy: endOf(mortgageBy) }),
    formNo: PAPER_FORM,
    depositReceiptNo: payments.find(({ account }) => account === 'house')?.receiptNo ?? '',
  };
}

/** What is not written in the contract is silent: the law holds. */
function pin(sale: Trade, { no, signedAt, stampedAt, terms }: PaperContract, areaHundredths: number): void {
  sale.insertRow(
    'sale_contracts',
    { _id: sale.key, rev: 1, projectId: sale.projectId, contractNo: no },
    {
      code: 'contract-number-taken',
      message: `合同编号 ${no} 已用于其他合同 another contract has this number`,
      details: { field: 'contract.no' },
    },
  );
  Object.assign(sale.data, {
    contractSignedAt: signedAt,
    stampedAt,
    contractNo: no,
    contractTerms: { addressClause: false, agreedAreaHundredths: areaHundredths, ...terms },
  });
}

function registerCopies(sale: Trade): void {
  for (let no = 1; no <= COPIES; no += 1) {
    sale.put('contract_copies', `${sale.key}:${no}`, {
      saleKey: sale.key,
      projectId: sale.projectId,
      no,
      for: copyFor(no - 1),
      holder: 'paper-file',
      void: false,
      since: dateOf(sale.at),
    });
  }
}

/** Side by side, each where the paper stands; phases that are not built are only noted. */
function beginOpenPhases(sale: Trade, deal: PaperDeal, terms: SaleTerms, paymentIds: string[]): void {
  const { contract, mortgage: loan, filing } = deal;
  const isSigned = isSignedBefore(deal.phase);
  sale.to(isSigned ? 'performing' : sale.policy.missingGates.includes('qualification') ? 'signing' : 'qualifying');
  if (!isSigned) {
    const { unitId, buyers, consultantId } = terms;
    beginPhase(sale, subscriptionContract, { unitId, buyers, consultantId, onPaper: { terms, paymentIds } });
    beginPhase(sale, signingContract, { terms });
  }
  if (isLoanOpen(deal)) {
    const onPaper = { loan, stampedAt: contract?.stampedAt, contractNo: contract?.no, filedOn: filing?.archivedOn };
    beginPhase(sale, mortgageContract, { terms, onPaper });
  } else if (deal.plan.kind === 'mortgage') sale.data.loanOutcome = 'settled';
  if (loan?.status === 'released' || loan?.status === 'settled') sale.data.loanReleasedFen = loan.loanFen;
}

/** Finance compares the paper's ledger with ours. */
function askForLedger(sale: Trade): void {
  sale.ask('confirm-ledger', {
    of: { roles: ['finance'] },
    notBy: [sale.data.takenOver?.by],
    within: sale.policy.confirmLedger,
    policyKey: 'confirmLedger',
    escalate: lateInService(sale),
  });
}

/**
 * Owed by paper is owed by ledger: reminders, runs and cases begin. Else the ledger is put right first.
 * @throws `wrong-amount`
 */
export async function confirmLedger(sale: Trade, { owedFen }: Sale['steps']['confirm-ledger']): Promise<void> {
  const { data } = sale;
  const { lines } = await look.ledgerOf(sale.key);
  const ledgerOwesFen = owedOnPrice(data.terms?.priceFen ?? 0, lines);
  if (owedFen !== ledgerOwesFen) {
    sale.refuse(
      'wrong-amount',
      `账上尚欠 ${sayFen(ledgerOwesFen)} 元 the ledger says ${ledgerOwesFen} fen are owed`,
      { field: 'owedFen', ledgerOwesFen },
    );
  }
  delete data.ledgerUnconfirmed;
  data.ledgerConfirmed = { owedFen, by: sale.actor.staffId, at: sale.at };
}
