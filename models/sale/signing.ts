import type { ProcessIndex } from '../index';

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

/** Contracts by unit and number; 合同收发登记: who holds which copy. */
export const signingIndexes: ProcessIndex[] = [
  ['signings', { projectId: 1, 'data.terms.unitId': 1 }],
  ['signings', { projectId: 1, 'data.draft.contractNo': 1 }],
  ['contract_copies', { saleKey: 1, no: 1 }, { unique: true }],
  ['contract_copies', { projectId: 1, holder: 1 }],
];
