/** Who bears the cost of a repair. */
export type Payer = 'contractor' | 'developer' | 'owner';

/** One line of 维修计量. */
export interface MeterLine {
  item: string;
  qty: number;
  priceFen: number;
}

/** Sum of the lines in fen. */
export function sumOf(lines: readonly MeterLine[]): number {
  return lines.reduce((sum, { qty, priceFen }) => sum + qty * priceFen, 0);
}

/** What is charged on: with the handling fee when it goes to the contractor. Rounded down to the fen. */
export function chargedFen(sumFen: number, payer: Payer, handlingFeePercent: number): number {
  return payer === 'contractor' ? sumFen + Math.floor((sumFen * handlingFeePercent) / 100) : sumFen;
}

/** The contractor while its term lives; if only the owner's lives, the developer. */
export function payerOf(repair: {
  hasOwnerPaid: boolean;
  hasContractor: boolean;
  isContractorBound: boolean;
}): Payer {
  if (repair.hasOwnerPaid) return 'owner';
  return repair.hasContractor && repair.isContractorBound ? 'contractor' : 'developer';
}

/** The quarter of a local date, as settlements name it: `2026Q1`. */
export function quarterOf(date: string): string {
  return `${date.slice(0, 4)}Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}
