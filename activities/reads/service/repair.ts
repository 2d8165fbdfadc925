import { repairContract } from '../../../workflows/service/repair/contract';
import type { DefectClass } from '../../../models/resources/defect-classes';
import type { MonthsByClass } from '../../../workflows/service/repair/warranty.rules';
import type { Deps } from '../../deps';

/** What a repair needs to know of the home. */
export interface UnitForRepair {
  unitId: string;
  ownerClientId?: string;
  saleKey?: string;
  deliveredOn?: string;
  completionAcceptedOn?: string;
  /** The responsible contractor 施工责任单位 of the class. */
  contractorId?: string;
  /** Months that the sale contracts of the project give beyond the law. */
  warrantyMonths: MonthsByClass;
}

export interface ContractorForRepair {
  id: string;
  warrantyMonths: MonthsByClass;
  /** Staff ids of those who act for it in the project. */
  people: string[];
}

/** A booked line of the ledger's account `repair-fee`. */
export interface RepairFee {
  saleKey: string;
  amountFen: number;
}

interface LineDoc {
  projectId: string;
  paymentId: string;
  account: string;
  saleKey: string;
  amountFen: number;
  reversed?: boolean;
}

/** What repairs look up. */
export function repairReads({ models }: Deps) {
  return {
    /** A unit of the project; undefined: no such unit here. */
    async unitForRepair(projectId: string, unitId: string, cls?: DefectClass): Promise<UnitForRepair | undefined> {
      const [unit, project] = await Promise.all([
        models.units.findOne({ _id: unitId, projectId }).lean(),
        models.projects.findById(projectId, { warrantyMonths: 1 }).lean(),
      ]);
      if (!unit) return undefined;
      const { ownerClientId, saleKey, deliveredOn, completionAcceptedOn, contractors } = unit;
      const contractorId = cls && contractors?.[cls];
      return {
        unitId,
        ownerClientId,
        saleKey,
        deliveredOn,
        completionAcceptedOn,
        contractorId,
        warrantyMonths: project?.warrantyMonths ?? {},
      };
    },

    /** A contractor with those who act for it; undefined: no such contractor. */
    async contractorForRepair(projectId: string, contractorId: string): Promise<ContractorForRepair | undefined> {
      const [contractor, people] = await Promise.all([
        models.contractors.findById(contractorId, { warrantyMonths: 1 }).lean(),
        models.staff.find({ projects: projectId, contractorId, active: true }, { _id: 1 }).sort({ _id: 1 }).lean(),
      ]);
      if (!contractor) return undefined;
      return {
        id: contractorId,
        warrantyMonths: contractor.warrantyMonths ?? {},
        people: people.map(({ _id }) => _id),
      };
    },

    /** The open repair that holds a unit and class. */
    async openRepairOf(
      unitId: string,
      cls: DefectClass,
      except: string,
    ): Promise<{ id: string; orderNo: string } | undefined> {
      const condition = {
        'data.unitId': unitId,
        'data.defectClass': cls,
        'data.separate': { $ne: true },
        'data.concludedAt': { $exists: false },
        open: true,
        _id: { $ne: except },
      };
      const record = await models.recordsOf(repairContract).findOne(condition).lean();
      return record ? { id: record._id, orderNo: record.data.orderNo } : undefined;
    },

    /** What a payment has on the account `repair-fee`; empty: nothing is booked there. */
    async repairFees(projectId: string, paymentId: string): Promise<RepairFee[]> {
      const condition = { projectId, paymentId, account: 'repair-fee', reversed: { $ne: true } };
      const lines = await models.connection.collection<LineDoc>('ledger_lines').find(condition).toArray();
      return lines.map(({ saleKey, amountFen }) => ({ saleKey, amountFen }));
    },
  };
}
