import type { Unit } from '../../../models/resources';
import { normalNumber } from '../../../workflows/kernel/fields/clean';
import { normalBuilding, normalRoom } from '../../../workflows/kernel/fields/place';
import { mortgageContract } from '../../../workflows/deal/mortgage/contract';
import type { ContractTerms } from '../../../workflows/books/terms/sale-contract';
import type { Gate } from '../../../workflows/deal/sale/contract';
import type { Json } from '../../../workflows/kernel/words';
import { hashOf } from '../../commit/audit';
import type { Deps } from '../../deps';

/** What a contract is filled in with. */
export interface ContractDefaults {
  /** The unit as it may be written: 1-1201, 1-12-01, 1栋1201室, its id. */
  unitNames: string[];
  areaHundredths: number;
  /** From the approved 合同样板; the address is never among them. */
  template: Partial<ContractTerms>;
}

/** As it is written and with rooms as they are compared; in the form in which the API hands numbers on. */
function namesOf({ _id, building, floor, room }: Unit): string[] {
  const names = [_id];
  for (const [house, door] of [
    [building, room],
    [normalBuilding(building), normalRoom(room)],
  ] as const)
    names.push(`${house}-${floor}${door}`, `${house}-${floor}-${door}`, `${house}栋${floor}${door}室`);
  return [...new Set(names.map(normalNumber))];
}

/** What signing looks up. */
export function signingReads({ models, settings }: Deps) {
  return {
    async contractDefaults(projectId: string, unitId: string): Promise<ContractDefaults> {
      const [unit, project] = await Promise.all([
        models.units.findOne({ _id: unitId, projectId }).lean(),
        models.projects.findById(projectId, { contractTemplate: 1 }).lean(),
      ]);
      const unitNames = unit ? namesOf(unit) : [];
      return { unitNames, areaHundredths: unit?.areaHundredths ?? 0, template: { ...project?.contractTemplate } };
    },

    /** SHA-256 of a plain value, whatever the order of its fields. */
    async hashOf(value: Json): Promise<string> {
      return hashOf(value);
    },

    /** Gates passed by the one explicit switch, because their process is not built yet. */
    async missingGates(projectId: string): Promise<Gate[]> {
      return settings.policyOf('sale', projectId).missingGates as unknown as Gate[];
    },

    /** When this sale's loan is arranged, and the bank contract if it is signed. */
    async bankContractOf(saleKey: string): Promise<{ timing: string; bankContractNo?: string } | undefined> {
      const record = await models.recordsOf(mortgageContract).findById(saleKey, { data: 1 }).lean();
      return record?.data;
    },
  };
}
