import type { DutyRota, Unit } from './resources';
import type { InterestWaiverRow, LedgerLineRow, PaymentPlanRow, PaymentRow, UnitLogRow } from './books';
import type { ContractCopyRow, SaleContractRow } from './deal';
import type { RepairLedgerRow } from './service';

/** The rows that processes write beside their records, by collection. */
export interface ProcessRows {
  units: Unit;
  unit_log: UnitLogRow;
  duty_rotas: DutyRota;
  payments: PaymentRow;
  ledger_lines: LedgerLineRow;
  payment_plans: PaymentPlanRow;
  interest_waivers: InterestWaiverRow;
  contract_copies: ContractCopyRow;
  sale_contracts: SaleContractRow;
  repair_ledger: RepairLedgerRow;
}

export type RowCollection = keyof ProcessRows;

/** A stored value as a change carries it: instants are `{ $date }`, made by `dateOf`. */
export type Written<T> = T extends Date
  ? { $date: number }
  : T extends readonly (infer One)[]
    ? Written<One>[]
    : T extends object
      ? { [Field in keyof T]: Written<T[Field]> }
      : T;

/** A row of a collection as a change carries it. */
export type WrittenRow<Collection extends RowCollection> = Written<ProcessRows[Collection]>;
