import { defineContract, type Shape } from '../../kernel/contract';
import type { Split } from '../../books/ledger/booking';
import type { LedgerAccount, PaymentMethod } from '../../books/ledger/rules';

/** A split as it is entered; what else a receipt needs is looked up. */
export interface EnteredSplit {
  saleKey: string;
  account: LedgerAccount;
  amountFen: number;
  instalmentNo?: number;
}

/** What was entered by finance or reported by the channel. Instants are epoch milliseconds. */
export interface EnteredPayment {
  direction: 'in' | 'out';
  amountFen: number;
  method: PaymentMethod;
  reference?: string;
  receivedAt: number;
  payeeAccount: string;
  /** `nameRef`: id of the personal value; absent: the buyer. */
  payer: { relation: string; nameRef?: string };
  countedBy: string[];
  splits: EnteredSplit[];
  eventId?: string;
  changeId?: string;
}

export interface Payment extends Shape {
  input: {
    payment: EnteredPayment;
    source: 'finance' | 'channel' | 'process';
    /** Cash of the same sale, amount and day is another payment. */
    confirmDistinct?: boolean;
    /** The payment that holds the transfer, with another amount. */
    conflictsWith?: string;
    /** Decided elsewhere (decide-fault, deal-change's decide): confirm only. */
    isApproved?: boolean;
  };
  data: EnteredPayment & {
    source: 'finance' | 'channel' | 'process';
    /** Who entered it. */
    enteredBy: string;
    /** The splits as booked, with units. */
    booked?: Split[];
    receipts?: { id: string; number: string }[];
    /** In an account that is not supervised. */
    isWrongAccount?: boolean;
    conflictsWith?: string;
    bookedAmountFen?: number;
    matchedBy?: string;
    approvedBy?: string;
    bankReference?: string;
    paidAt?: number;
    reason?: string;
  };
  steps: {
    match: { splits: EnteredSplit[] };
    'resolve-conflict': { splits?: EnteredSplit[]; reason: string };
    'approve-out': { approved: boolean; reason?: string };
    'confirm-paid': { bankReference: string };
    cancel: { reason: string };
  };
  events: {
    /** Another process booked it (the deposit by its reference). */
    'taken-up': object;
  };
  policy: {
    counters: number;
    interestFirst: boolean;
    supervisedAccounts: string[];
    matchWithin: string;
    approveOut: string;
    escalateAfter: string;
  };
  status:
    | 'entered'
    | 'unmatched'
    | 'conflict'
    | 'requested'
    | 'approved'
    | 'booked'
    | 'paid'
    | 'resolved'
    | 'rejected'
    | 'cancelled';
  deadline: never;
}

/** 收付款: booked once, or waiting for the person who matches, decides or pays. */
export const paymentContract = defineContract<Payment>({
  name: 'payment',
  type: 'payment',
  title: { zh: '收付款', en: 'Payment' },
  collection: 'payment-entries',
  startRoles: ['finance'],
  statuses: {
    entered: { zh: '已录入', en: 'entered' },
    unmatched: { zh: '待认领', en: 'not matched to a sale' },
    conflict: { zh: '金额不一致', en: 'finance and bank differ' },
    requested: { zh: '付款待批', en: 'money out, to be approved' },
    approved: { zh: '已批准，待付款', en: 'approved, to be paid' },
    booked: { zh: '已入账', en: 'booked' },
    paid: { zh: '已付款', en: 'paid out' },
    resolved: { zh: '已核实', en: 'conflict resolved: the booked amount stands' },
    rejected: { zh: '未批准', en: 'not approved' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    match: { title: { zh: '认领来款', en: 'Match the money to a sale' }, roles: ['finance'] },
    'resolve-conflict': { title: { zh: '核实来款金额', en: 'Resolve the differing amounts' }, roles: ['finance'] },
    'approve-out': { title: { zh: '批准付款', en: 'Approve the payment out' }, roles: ['sales-manager'] },
    'confirm-paid': { title: { zh: '确认已付款', en: 'Confirm that it is paid' }, roles: ['finance'] },
    cancel: { title: { zh: '取消', en: 'Cancel' }, roles: ['sales-manager'] },
  },
  events: { 'taken-up': { zh: '已由认购入账', en: 'Taken up by another process' } },
  policy: {
    counters: 'integer',
    interestFirst: 'boolean',
    supervisedAccounts: 'json',
    matchWithin: 'period',
    approveOut: 'period',
    escalateAfter: 'period',
  },
});
