/** The payment ledger's arithmetic: derived from plan and lines, never stored. Pure. */
import type { z } from 'zod';
import { type CalendarData, isWorkday, localDate, nextWorkday } from '../../kernel/calendar';
import type { SaleTerms } from '../terms/sale';
import type { paymentBooked } from './schema';

export const ACCOUNTS = [
  'house',
  'maintenance-fund',
  'deed-tax',
  'late-interest',
  'area-difference',
  'compensation',
  'forfeit',
  'repair-fee',
] as const;
export type LedgerAccount = (typeof ACCOUNTS)[number];

export const METHODS = ['cash', 'pos', 'transfer', 'cheque', 'loan'] as const;
export type PaymentMethod = (typeof METHODS)[number];

/** Methods as receipts name them. */
export const METHOD_NAMES: Record<PaymentMethod, string> = {
  cash: '现金',
  pos: '刷卡（POS）',
  transfer: '银行转账',
  cheque: '支票',
  loan: '按揭贷款',
};

/** Accounts as receipts name them. */
export const ACCOUNT_NAMES: Record<LedgerAccount, string> = {
  house: '房款',
  'maintenance-fund': '住宅专项维修资金（代收）',
  'deed-tax': '契税（代收）',
  'late-interest': '逾期付款违约金',
  'area-difference': '面积差价款',
  compensation: '赔偿款',
  forfeit: '没收定金',
  'repair-fee': '维修费',
};

/** The keys of splits that may name a repair instead of a sale: a repair's fee, nothing else. */
export function repairKeysOf(splits: readonly { saleKey: string; account: LedgerAccount }[]): string[] {
  const keys = splits.map(({ saleKey }) => saleKey);
  return splits.every(({ account }) => account === 'repair-fee') ? [...new Set(keys)] : [];
}

/** What a split is for, as the receipt says it. */
export function purposeOf({ account, instalmentNo }: { account: LedgerAccount; instalmentNo?: number }): string {
  if (account !== 'house' || instalmentNo === undefined) return ACCOUNT_NAMES[account];
  return instalmentNo === 0 ? '定金' : `房款第${instalmentNo}期`;
}

/** What makes a transfer one: account, method and reference; cash has none. */
export function transferKeyOf(transfer: {
  direction?: 'in' | 'out';
  payeeAccount: string;
  method: PaymentMethod;
  reference?: string;
}): string | undefined {
  const { direction = 'in', payeeAccount, method, reference } = transfer;
  return reference === undefined ? undefined : `${direction}/${payeeAccount}/${method}/${reference}`;
}

/** One row of a payment plan. No. 0 is the deposit; the instalments count from 1. Rows sum to the price. */
export interface PlanRow {
  no: number;
  kind: 'deposit' | 'down-payment' | 'instalment' | 'loan';
  amountFen: number;
  /** Local date; a loan without one is never overdue. */
  dueOn?: string;
  payer: 'client' | 'bank';
  /** Put off by a payment plan: interest runs on from the first due date (a pause never stops interest). */
  lateSinceOn?: string;
}

/** Money in (positive) or out (negative) on one account of one sale. */
export interface LedgerLine {
  id: string;
  paymentId: string;
  saleKey: string;
  account: LedgerAccount;
  amountFen: number;
  instalmentNo?: number;
  /** A loan comes from the bank, all else from the client. */
  payer: 'client' | 'bank';
  receivedAt: number;
  reversed?: boolean;
}

/** What the sale and its open collection case hear of a payment that was booked or corrected. */
export type PaymentBooked = z.output<typeof paymentBooked>;

/** A row of the plan with what has been paid on it. */
export interface RowState extends PlanRow {
  paidFen: number;
  openFen: number;
}

export interface Allocation {
  rows: RowState[];
  /** Money in that no due row has taken: used at the next due date, or refunded. Below 0: more went out than came in. */
  creditFen: number;
}

/**
 * Version 1 of the plan, from the form: a deposit row, then what is agreed, the first rows less the deposit (S0:
 * 定金抵作首笔房款).
 */
export function planFromTerms({
  plan,
  priceFen,
  depositFen,
}: Pick<SaleTerms, 'plan' | 'priceFen' | 'depositFen'>): PlanRow[] {
  const deposit: PlanRow = { no: 0, kind: 'deposit', amountFen: depositFen, payer: 'client' };
  let toTakeOff = depositFen;
  const rest = agreedRows(plan, priceFen).map((row) => {
    const off = Math.min(toTakeOff, row.payer === 'client' ? row.amountFen : 0);
    toTakeOff -= off;
    return { ...row, amountFen: row.amountFen - off };
  });
  return [deposit, ...rest.filter((row) => row.amountFen > 0)];
}

function agreedRows(plan: SaleTerms['plan'], priceFen: number): PlanRow[] {
  switch (plan.kind) {
    case 'lump':
      return [{ no: 1, kind: 'instalment', amountFen: priceFen, dueOn: plan.payBy, payer: 'client' }];
    case 'instalment':
      return plan.rows.map(({ dueBy, amountFen }, i) => ({
        no: i + 1,
        kind: 'instalment',
        amountFen,
        dueOn: dueBy,
        payer: 'client',
      }));
    case 'mortgage':
      return [
        { no: 1, kind: 'down-payment', amountFen: plan.downPaymentFen, dueOn: plan.downPaymentBy, payer: 'client' },
        { no: 2, kind: 'loan', amountFen: plan.loanFen, payer: 'bank' },
      ];
  }
}

/** Does the plan sum to the price? (`plan-unbalanced`) */
export function isBalanced(rows: readonly PlanRow[], priceFen: number): boolean {
  return rows.reduce((sum, row) => sum + row.amountFen, 0) === priceFen;
}

/** The last day in time: the due date, or the next workday when it is a rest day [law 203]. */
export function lastDayInTime(dueOn: string, c: CalendarData): string {
  return isWorkday(dueOn, c) ? dueOn : nextWorkday(dueOn, c);
}

/** Unreversed lines of the price up to the end of a local date. */
export function houseLines(lines: readonly LedgerLine[], throughOn: string, c: CalendarData): LedgerLine[] {
  return lines.filter((l) => l.account === 'house' && !l.reversed && localDate(l.receivedAt, c) <= throughOn);
}

/**
 * Put the money on the rows: the instalment named first, else the oldest due [law 560]. What no named row takes and
 * no row due through `dueThrough` needs is credit. Money out comes from its named row, else from the credit, else
 * from the rows due last.
 * @param lines those of account `house` that count (`houseLines`)
 */
export function allocate(plan: readonly PlanRow[], lines: readonly LedgerLine[], dueThrough: string): Allocation {
  const rows: RowState[] = plan.map((row) => ({ ...row, paidFen: 0, openFen: row.amountFen }));
  const free = { client: 0, bank: 0 };
  for (const line of lines) {
    const row = rows.find(({ no }) => no === line.instalmentNo);
    if (row) row.paidFen += line.amountFen;
    else free[line.payer] += line.amountFen;
  }
  for (const row of rows) {
    const fits = Math.min(Math.max(row.paidFen, 0), row.amountFen);
    free[row.payer] += row.paidFen - fits;
    row.paidFen = fits;
  }
  for (const payer of ['client', 'bank'] as const) {
    const oldestFirst = rows.filter((row) => row.payer === payer).sort(byDueDate);
    for (const row of oldestFirst) {
      if (isDue(row, dueThrough)) free[payer] -= pay(row, Math.max(free[payer], 0));
    }
    for (const row of oldestFirst.reverse()) free[payer] -= pay(row, Math.min(free[payer], 0));
  }
  for (const row of rows) row.openFen = row.amountFen - row.paidFen;
  return { rows, creditFen: free.client + free.bank };
}

/** A deposit is due at once, a loan whenever the bank sends it. */
function isDue(row: PlanRow, through: string): boolean {
  return row.dueOn === undefined ? row.kind === 'deposit' || row.payer === 'bank' : row.dueOn <= through;
}

function byDueDate(a: PlanRow, b: PlanRow): number {
  const [dueA, dueB] = [a, b].map((row) => row.dueOn ?? (row.kind === 'deposit' ? '' : '9999'));
  return dueA === dueB ? a.no - b.no : (dueA as string) < (dueB as string) ? -1 : 1;
}

/** Put up to `amountFen` on a row, or take up to it off again when negative; answers how much it was. */
function pay(row: RowState, amountFen: number): number {
  const taken =
    amountFen >= 0 ? Math.min(amountFen, row.amountFen - row.paidFen) : Math.max(amountFen, -row.paidFen);
  row.paidFen += taken;
  return taken;
}

/** The ledger at the end of a local date: rows due through that date have taken the credit. */
export function ledgerOn(
  plan: readonly PlanRow[],
  lines: readonly LedgerLine[],
  on: string,
  c: CalendarData,
): Allocation {
  return allocate(plan, houseLines(lines, on, c), on);
}

/** The client's rows that are late on a date: open although their last day in time has passed. Oldest first. */
export function overdueOn(
  plan: readonly PlanRow[],
  lines: readonly LedgerLine[],
  on: string,
  c: CalendarData,
): RowState[] {
  return lateRows(ledgerOn(plan, lines, on, c).rows, on, c);
}

/** The late ones among rows already allocated. */
export function lateRows(rows: readonly RowState[], on: string, c: CalendarData): RowState[] {
  return rows
    .filter(
      (row) =>
        row.payer === 'client' && row.openFen > 0 && row.dueOn !== undefined && lastDayInTime(row.dueOn, c) < on,
    )
    .sort(byDueDate);
}

/** What the client still owes on rows due through a date, the credit taken off. */
export function openThrough(
  plan: readonly PlanRow[],
  lines: readonly LedgerLine[],
  today: string,
  through: string,
  c: CalendarData,
): RowState[] {
  return allocate(plan, houseLines(lines, today, c), through)
    .rows.filter(
      (row) => row.payer === 'client' && row.openFen > 0 && row.dueOn !== undefined && row.dueOn <= through,
    )
    .sort(byDueDate);
}

/** One account of a sale: in − out = allocated + credit, always. */
export interface AccountState {
  account: LedgerAccount;
  inFen: number;
  outFen: number;
  allocatedFen: number;
  creditFen: number;
}

/**
 * Every account that has moved. The price is allocated by the plan; other money is all for the purpose of its
 * account, so that nothing of it is credit.
 */
export function accountsOf(
  plan: readonly PlanRow[],
  lines: readonly LedgerLine[],
  on: string,
  c: CalendarData,
): AccountState[] {
  const counted = lines.filter((line) => !line.reversed && localDate(line.receivedAt, c) <= on);
  return ACCOUNTS.filter((account) => counted.some((line) => line.account === account)).map((account) => {
    const amounts = counted.filter((line) => line.account === account).map((line) => line.amountFen);
    const inFen = amounts.reduce((sum, fen) => sum + Math.max(fen, 0), 0);
    const outFen = amounts.reduce((sum, fen) => sum + Math.max(-fen, 0), 0);
    const creditFen = account === 'house' ? ledgerOn(plan, lines, on, c).creditFen : 0;
    return { account, inFen, outFen, allocatedFen: inFen - outFen - creditFen, creditFen };
  });
}
