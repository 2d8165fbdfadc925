/** What a paper deal must say to be taken over, and what its ledger owes. Pure. */
import type { LedgerLine } from '../../books/ledger/rules';
import {
  PAPER_LOAN_STATUSES,
  PAPER_PHASES,
  type PaperDeal,
  type PaperLoanStatus,
  type PaperPayment,
  type PaperPhase,
} from './paper-deal';

/** What is wrong with a field, Chinese first. */
export interface Objection {
  field: string;
  message: string;
}

/** Whether the contract was signed and stamped on paper. */
export function isSignedBefore(phase: PaperPhase): boolean {
  return PAPER_PHASES.indexOf(phase) > PAPER_PHASES.indexOf('signing');
}

/** Phases that were done on paper, in their order. */
export function doneOnPaper(deal: Pick<PaperDeal, 'phase' | 'plan' | 'mortgage'>): string[] {
  const isLoanDone = deal.plan.kind === 'mortgage' && !isLoanOpen(deal);
  const isBefore = (name: PaperPhase) => PAPER_PHASES.indexOf(name) < PAPER_PHASES.indexOf(deal.phase);
  return ['subscription', ...PAPER_PHASES.filter((name) => (name === 'mortgage' ? isLoanDone : isBefore(name)))];
}

/** A loan that is to be followed up: what the paper says of it counts, else whether the deal is past it. */
export function isLoanOpen({ phase, plan, mortgage }: Pick<PaperDeal, 'phase' | 'plan' | 'mortgage'>): boolean {
  if (plan.kind !== 'mortgage') return false;
  if (mortgage) return mortgage.status !== 'settled';
  return PAPER_PHASES.indexOf(phase) <= PAPER_PHASES.indexOf('mortgage');
}

/**
 * Everything that does not fit together, a field each.
 * @param now business instant, epoch milliseconds
 * @param today local date
 */
export function objectionsTo(deal: PaperDeal, now: number, today: string): Objection[] {
  return [
    ...phaseObjections(deal),
    ...contractObjections(deal, now),
    ...moneyObjections(deal, now),
    ...dateObjections(deal, today),
  ];
}

function phaseObjections({ phase, plan, mortgage }: PaperDeal): Objection[] {
  const objections: Objection[] = [];
  if (phase === 'mortgage' && plan.kind !== 'mortgage')
    objections.push({ field: 'phase', message: '该付款方式没有按揭 the plan has no loan' });
  if (!mortgage) return objections;
  if (plan.kind !== 'mortgage')
    return [...objections, { field: 'mortgage', message: '该付款方式没有按揭 the plan has no loan' }];
  if (mortgage.loanFen !== plan.loanFen)
    objections.push({ field: 'mortgage.loanFen', message: '与付款方式的贷款额不符 not the plan’s loan' });
  if (!isSignedBefore(phase) && needsStamp(mortgage.status))
    objections.push({ field: 'mortgage.status', message: '合同盖章后才可能 only after the stamp' });
  return objections;
}

function needsStamp(status: PaperLoanStatus): boolean {
  return PAPER_LOAN_STATUSES.indexOf(status) > PAPER_LOAN_STATUSES.indexOf('approved');
}

function contractObjections({ phase, contract, filing, deliveredOn }: PaperDeal, now: number): Objection[] {
  if (!isSignedBefore(phase)) {
    const early = { message: `${phase} 阶段合同尚未签署 the contract is not signed yet` };
    return Object.entries({ contract, filing, deliveredOn }).flatMap(([field, given]) =>
      given === undefined ? [] : [{ field, ...early }],
    );
  }
  if (!contract) return [{ field: 'contract', message: '签约之后的阶段须填合同 required after signing' }];
  const objections: Objection[] = [];
  if (contract.signedAt > contract.stampedAt)
    objections.push({ field: 'contract.stampedAt', message: '不能早于签署 not before the signature' });
  for (const field of ['signedAt', 'stampedAt'] as const)
    if (contract[field] > now)
      objections.push({ field: `contract.${field}`, message: '不能晚于现在 not in the future' });
  return objections;
}

function moneyObjections(deal: PaperDeal, now: number): Objection[] {
  const { payments, depositFen, priceFen, phase } = deal;
  const objections: Objection[] = [];
  if (depositFen > priceFen) objections.push({ field: 'depositFen', message: '不能高于房价 not above the price' });
  for (const [n, { receivedAt, method, reference }] of payments.entries()) {
    const isOther = (one: PaperPayment) =>
      one.method === method && one.reference === reference && one.receivedAt !== receivedAt;
    if (reference !== undefined && payments.slice(0, n).some(isOther))
      objections.push({
        field: `payments.${n}.reference`,
        message: '同一凭证号另有收款时间 the same transfer at another time',
      });
    if (receivedAt > now)
      objections.push({ field: `payments.${n}.receivedAt`, message: '不能晚于现在 not in the future' });
    if (method !== 'cash' && reference === undefined)
      objections.push({ field: `payments.${n}.reference`, message: '非现金须填凭证号 required unless cash' });
  }
  if (!isSignedBefore(phase) && paidOnPrice(payments) < depositFen)
    objections.push({ field: 'payments', message: '定金未全额到账，尚未定房 the deposit is not paid' });
  return objections;
}

function paidOnPrice(payments: readonly PaperPayment[]): number {
  return payments.filter(({ account }) => account === 'house').reduce((sum, { amountFen }) => sum + amountFen, 0);
}

function dateObjections({ mortgage, filing, deliveredOn }: PaperDeal, today: string): Objection[] {
  const dates = { 'mortgage.on': mortgage?.on, 'filing.archivedOn': filing?.archivedOn, deliveredOn };
  return Object.entries(dates).flatMap(([field, on]) =>
    on !== undefined && on > today ? [{ field, message: '不能晚于今天 not in the future' }] : [],
  );
}

/** One transfer may be for several accounts: its lines together, each with its receipt. Cash is taken line by line. */
export function transfersOf(payments: readonly PaperPayment[]): PaperPayment[][] {
  const transfers = new Map<string, PaperPayment[]>();
  for (const [n, payment] of payments.entries()) {
    const { method, reference, receivedAt } = payment;
    const key = reference === undefined ? String(n) : `${method}/${reference}/${receivedAt}`;
    transfers.set(key, [...(transfers.get(key) ?? []), payment]);
  }
  return [...transfers.values()];
}

/** Price less what has come in on it. Below 0: overpaid. Fen. */
export function owedOnPrice(priceFen: number, lines: readonly LedgerLine[]): number {
  return lines
    .filter(({ account, reversed }) => account === 'house' && !reversed)
    .reduce((owed, { amountFen }) => owed - amountFen, priceFen);
}

/** Price per ㎡ of a total, half up to a fen. */
export function unitPriceOf(priceFen: number, areaHundredths: number): number {
  const area = BigInt(areaHundredths);
  return Number((2n * BigInt(priceFen) * 100n + area) / (2n * area));
}
