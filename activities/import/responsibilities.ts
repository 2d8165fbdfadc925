import type { DefectClass } from '../../models/resources/defect-classes';
import { normalBuilding } from '../../workflows/kernel/fields/place';
import type { Row } from './tables';

/** Part of a contractor's scope: a building, or with a hyphen the beginning of unit ids. */
export function covers(part: string, unit: Row<'units'>): boolean {
  return part.includes('-') ? unit.id.startsWith(part) : normalBuilding(unit.building) === normalBuilding(part);
}

/**
 * The table unit × class of the responsible contractors 施工责任单位 (4-repair).
 * `onClash` is told when two contractors claim one class of one unit; the first keeps it.
 */
export function responsibleContractors(
  contractors: Row<'contractors'>[],
  units: Row<'units'>[],
  onClash: (
    contractor: Row<'contractors'>,
    other: string,
    unitId: string,
    defectClass: DefectClass,
  ) => void = () => {},
): Map<string, Partial<Record<DefectClass, string>>> {
  const table = new Map(units.map((unit) => [unit.id, {} as Partial<Record<DefectClass, string>>]));
  for (const contractor of contractors) {
    for (const unit of units.filter((each) => contractor.scope.some((part) => covers(part, each)))) {
      const classes = table.get(unit.id) ?? {};
      for (const defectClass of contractor.classes) {
        const other = classes[defectClass];
        if (other === undefined) classes[defectClass] = contractor.id;
        else if (other !== contractor.id) onClash(contractor, other, unit.id, defectClass);
      }
    }
  }
  return table;
}
