/** Booking money: the writes, usable from any process's draft. */
import type { WrittenRow } from '../../../models/process-rows';
import type { BookedSplit } from '../../../models/books';
import { dateOf } from '../../kernel/change';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { type Shape, workflowIdOf } from '../../kernel/contract';
import { CHANGED_MEANWHILE } from '../../kernel/refusal';
import type { Field } from '../../kernel/words';
import {
  type LedgerAccount,
  METHOD_NAMES,
  type PaymentMethod,
  type PlanRow,
  purposeOf,
  transferKeyOf,
} from './rules';
import { paymentContract } from '../../money/payment/contract';

/** The part of a draft that booking writes on: any process has it. */
export type Books = Pick<
  Draft<Shape>,
  | 'projectId'
  | 'workflowId'
  | 'at'
  | 'sayDate'
  | 'document'
  | 'voidDocument'
  | 'reissue'
  | 'insertRow'
  | 'changeRow'
  | 'put'
  | 'tell'
>;

/** One purpose of a payment. */
export interface Split {
  saleKey: string;
  /** For the receipt. */
  unitId: string;
  account: LedgerAccount;
  amountFen: number;
  instalmentNo?: number;
  /** Number of the receipt written on paper before: no other is made. */
  paperReceiptNo?: string;
}

export interface PaymentToBook {
  /** `P-<ULID>`; its process, if it has one, is `payment:<id>`. */
  id: string;
  direction: 'in' | 'out';
  amountFen: number;
  method: PaymentMethod;
  /** Of the transfer, swipe, cheque; cash has none. */
  reference?: string;
  /** Business instant, epoch milliseconds. */
  receivedAt: number;
  payeeAccount: string;
  payer: { relation: string; name: Field };
  /** Staff ids of those who counted it. */
  countedBy: string[];
  splits: Split[];
  /** Of the bank's message. */
  eventId?: string;
  changeId?: string;
}

export interface Receipt {
  /** Document id. */
  id: string;
  /** Stands for the number anywhere in the same draft. */
  number: string;
}

export interface BookingOptions {
  /** One receipt for several payments (the 定金收据 of a deposit in parts): made by the caller, none is made here. */
  receipt?: Receipt;
  /** The row is there already, with this state: the bank's message came first (`unmatched`), or it was to be approved. */
  takesUp?: 'unmatched' | 'approved' | 'conflict';
  remarks?: string;
  /** Cash of one sale, amount and day: booked twice only when confirmed to be distinct (`possible-duplicate`). */
  cashKey?: string;
  /** Further facts of the row. */
  notes?: Partial<WrittenRow<'payments'>>;
}

/**
 * Book a payment once: the row that guards it, a ledger line and a receipt per split (money out has no receipt).
 * @returns the receipts, in the order of the splits
 * @throws at the commit: refusal `already-booked` when the transfer or the bank's message is booked
 */
export async function bookPayment(
  draft: Books,
  payment: PaymentToBook,
  options: BookingOptions = {},
): Promise<{ receipts: Receipt[] }> {
  // in a conflict the booking that is being undone counts as well
  const timesReversed = (await timesReversedBefore(payment)) + (options.takesUp === 'conflict' ? 1 : 0);
  const receipts = payment.splits.flatMap((split) =>
    payment.direction === 'out' || split.paperReceiptNo !== undefined
      ? []
      : [options.receipt ?? receiptOf(draft, payment, split, options.remarks)],
  );
  guard(draft, payment, options, timesReversed);
  draft.put('payments', payment.id, {
    state: 'booked',
    bookedAt: dateOf(draft.at),
    splits: payment.splits.map((split, i) => splitRow(split, receipts[i])),
  });
  const isByItself = draft.workflowId === workflowIdOf(paymentContract, payment.id);
  if (options.takesUp === 'unmatched' && !isByItself)
    draft.tell(paymentContract, payment.id, 'taken-up', {}, { optional: true });
  for (const [i, split] of payment.splits.entries()) writeLine(draft, payment, split, `${payment.id}#${i}`);
  return { receipts };
}

/** Money that cannot be booked yet (no sale, amounts that differ, to be approved): the row alone, under the same guard. */
export async function noteUnbooked(
  draft: Books,
  payment: PaymentToBook,
  state: 'unmatched' | 'conflict' | 'requested' | 'approved',
): Promise<void> {
  // only money that came in holds its transfer; of two that conflict, the first
  const holdsTransfer = state === 'unmatched';
  const timesReversed = holdsTransfer ? await timesReversedBefore(payment) : 0;
  const { transfer, transferKey, ...rest } = row(draft, payment, timesReversed);
  const held = holdsTransfer ? { transfer, transferKey } : {};
  draft.insertRow('payments', { ...rest, ...held, state }, ALREADY_BOOKED);
}

/** A bounced cheque may come again, and money that was sent back may be sent once more. */
async function timesReversedBefore(payment: PaymentToBook): Promise<number> {
  const transfer = transferKeyOf(payment);
  // of cash that came in it is asked too: processes that are running have recorded that they did
  return transfer === undefined && payment.direction === 'out' ? 0 : look.timesReversed(transfer);
}

/** A payment undone: its lines no longer count, its receipts are void 作废, and its transfer may come again. */
export function unbook(
  draft: Books,
  { _id, rev }: { _id: string; rev: number },
  lineIds: string[],
  receiptIds: string[],
  reason: string,
): void {
  draft.changeRow('payments', _id, { rev }, { state: 'reversed', reversedAt: dateOf(draft.at), reason });
  for (const id of lineIds) draft.put('ledger_lines', id, { reversed: true });
  for (const id of receiptIds) draft.voidDocument(id, reason);
}

/** A ledger line: money in is positive, money out negative. */
export function writeLine(draft: Books, payment: PaymentToBook, split: Split, id: string): void {
  draft.put('ledger_lines', id, {
    paymentId: payment.id,
    projectId: draft.projectId,
    saleKey: split.saleKey,
    account: split.account,
    amountFen: payment.direction === 'out' ? -split.amountFen : split.amountFen,
    ...(split.instalmentNo === undefined ? {} : { instalmentNo: split.instalmentNo }),
    payer: payment.method === 'loan' ? 'bank' : 'client',
    receivedAt: dateOf(payment.receivedAt),
  });
}

/** 收据 of one split: unit, figures and words, method, purpose, who counted [S1]. */
export function receiptOf(draft: Books, payment: PaymentToBook, split: Split, remarks?: string): Receipt {
  return draft.document(receiptKindOf(split), receiptFields(draft, payment, split, remarks));
}

/** Another receipt instead of one that is void from now on. */
export function reissueReceipt(
  draft: Books,
  receiptId: string,
  payment: PaymentToBook,
  split: Split,
  reason: string,
): Receipt {
  return draft.reissue(receiptId, receiptKindOf(split), receiptFields(draft, payment, split), { reason });
}

function receiptKindOf({ account, instalmentNo }: Split): 'deposit-receipt' | 'receipt' {
  return account === 'house' && instalmentNo === 0 ? 'deposit-receipt' : 'receipt';
}

function receiptFields(draft: Books, payment: PaymentToBook, split: Split, remarks?: string) {
  return {
    unit: { unit: split.unitId },
    payerName: payment.payer.name,
    amountFen: split.amountFen,
    method: METHOD_NAMES[payment.method],
    purpose: purposeOf(split),
    receivedOn: draft.sayDate(payment.receivedAt),
    countedBy: payment.countedBy.length > 0 ? payment.countedBy.map((staff) => ({ staff })) : '银行入账',
    reference: payment.reference,
    remarks,
  };
}

/**
 * A version of a sale's payment plan. Versions are kept; the highest is in force.
 * A version that is there already makes the handler decide again on fresh data.
 */
export function putPlan(draft: Books, saleKey: string, version: number, rows: readonly PlanRow[]): void {
  const plan = {
    _id: `${saleKey}:${version}`,
    saleKey,
    projectId: draft.projectId,
    version,
    rows: [...rows],
    since: dateOf(draft.at),
  };
  draft.insertRow('payment_plans', plan, {
    code: CHANGED_MEANWHILE,
    message: `付款计划第 ${version} 版已有 that version of the plan is there`,
  });
}

const ALREADY_BOOKED = {
  code: 'already-booked',
  message: '该笔款项已入账 this transfer is booked already',
} as const;

const POSSIBLE_DUPLICATE = {
  code: 'possible-duplicate',
  message:
    '今天已有同一交易、同样金额的现金入账，请确认是另一笔 the same cash was booked today: confirm that this is another',
} as const;

function guard(
  draft: Books,
  payment: PaymentToBook,
  { takesUp, cashKey, notes }: BookingOptions,
  timesReversed: number,
): void {
  const facts = { ...notes, ...(cashKey === undefined ? {} : { cashKey }) };
  if (!takesUp) {
    return draft.insertRow(
      'payments',
      { ...row(draft, payment, timesReversed), ...facts, state: 'booked' },
      cashKey ? POSSIBLE_DUPLICATE : ALREADY_BOOKED,
    );
  }
  const { amountFen, reference, transfer, transferKey, countedBy } = row(draft, payment, timesReversed);
  const now = {
    amountFen,
    countedBy,
    ...(reference ? { reference } : {}),
    ...(transferKey ? { transfer, transferKey } : {}),
  };
  draft.changeRow(
    'payments',
    payment.id,
    { state: takesUp },
    { ...facts, ...now, state: 'booked' },
    { refusal: { ...ALREADY_BOOKED, message: '该笔款项已处理 this money has been dealt with already' } },
  );
}

function row(draft: Books, payment: PaymentToBook, timesReversed: number): Omit<WrittenRow<'payments'>, 'state'> {
  const { id, receivedAt, splits, ...rest } = payment;
  const transfer = transferKeyOf(payment);
  return {
    ...rest,
    _id: id,
    rev: 1,
    projectId: draft.projectId,
    receivedAt: dateOf(receivedAt),
    splits: splits.map((split) => splitRow(split)),
    // a key of its own for each time: SecantusDB does not free a key in a unique index when the row lets go of it
    ...(transfer === undefined ? {} : { transfer, transferKey: `${transfer}#${timesReversed}` }),
  };
}

function splitRow(
  { saleKey, unitId, account, amountFen, instalmentNo, paperReceiptNo }: Split,
  receipt?: Receipt,
): BookedSplit {
  return {
    saleKey,
    unitId,
    account,
    amountFen,
    ...(instalmentNo === undefined ? {} : { instalmentNo }),
    ...(paperReceiptNo === undefined ? {} : { receiptNo: paperReceiptNo }),
    ...(receipt ? { receiptId: receipt.id, receiptNo: receipt.number } : {}),
  };
}
