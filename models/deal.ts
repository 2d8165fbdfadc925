import type { ProcessIndex } from './index';

/** One numbered copy in the 合同收发登记, `_id` `<saleKey>:<no>`. */
export interface ContractCopyRow {
  _id: string;
  saleKey: string;
  projectId: string;
  no: number;
  /** Whose it is to be. */
  for: 'client' | 'company' | 'bank' | 'office';
  /** Role or outside body that holds it now. */
  holder: string;
  void: boolean;
  /** Since when it is with its holder. */
  since: Date;
}

/** The number of a sale's contract, on paper or not; `_id` is the sale's key. */
export interface SaleContractRow {
  _id: string;
  rev: number;
  projectId: string;
  contractNo: string;
}

/** The indexes of the wing's records and rows. */
export const dealIndexes: ProcessIndex[] = [
  // Sales by unit, and a client's sales.
  ['sales', { projectId: 1, 'data.unitId': 1 }],
  ['sales', { 'data.buyers': 1 }],
  // Contracts by unit and number; 合同收发登记: who holds which copy.
  ['signings', { projectId: 1, 'data.terms.unitId': 1 }],
  ['signings', { projectId: 1, 'data.draft.contractNo': 1 }],
  // one contract has a number in its project
  ['sale_contracts', { projectId: 1, contractNo: 1 }, { unique: true }],
  ['contract_copies', { saleKey: 1, no: 1 }, { unique: true }],
  ['contract_copies', { projectId: 1, holder: 1 }],
  // 按揭台账 by bank and state; bank lists as they were received.
  ['mortgages', { projectId: 1, 'data.bankId': 1, status: 1 }],
  ['bank_lists', { bankId: 1, kind: 1, receivedOn: -1 }],
];
