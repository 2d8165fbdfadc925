import type { MeterLine, Payer } from '../workflows/service/repair/money.rules';
import type { ProcessIndex } from './index';
import type { DefectClass } from './resources/defect-classes';

/** A line of the 维修台账: what contractor-settlement bills by quarter. `_id` is `<repair>#<no>`. */
export interface RepairLedgerRow {
  _id: string;
  projectId: string;
  repairId: string;
  orderNo: string;
  unitId: string;
  defectClass?: DefectClass;
  contractorId?: string;
  kind: string;
  lines: MeterLine[];
  payTo: string;
  chargeTo: Payer;
  sumFen: number;
  amountFen: number;
  quarter: string;
  enteredAt: Date;
  enteredBy: string;
  approvedBy?: string;
  isTakenOver: boolean;
  isSettled: boolean;
}

/** The indexes of the wing's records and rows. */
export const serviceIndexes: ProcessIndex[] = [
  // 住户报修记录表 and 维修台账: duplicates by unit and class, settlements by contractor and quarter.
  ['repairs', { 'data.unitId': 1, 'data.defectClass': 1, open: 1 }],
  ['repairs', { projectId: 1, 'data.contractorId': 1, startedAt: -1 }],
  ['repairs', { projectId: 1, 'data.orderNo': 1 }],
  ['repair_ledger', { projectId: 1, contractorId: 1, quarter: 1 }],
  ['repair_ledger', { repairId: 1 }],
];
