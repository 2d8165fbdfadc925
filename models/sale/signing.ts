import type { ProcessIndex } from '../index';

/** Contracts by unit and number; 合同收发登记: who holds which copy. */
export const signingIndexes: ProcessIndex[] = [
  ['signings', { projectId: 1, 'data.terms.unitId': 1 }],
  ['signings', { projectId: 1, 'data.draft.contractNo': 1 }],
  // a contract number is one contract's in its project, on paper or not
  ['sale_contracts', { projectId: 1, contractNo: 1 }, { unique: true }],
  ['contract_copies', { saleKey: 1, no: 1 }, { unique: true }],
  ['contract_copies', { projectId: 1, holder: 1 }],
];
