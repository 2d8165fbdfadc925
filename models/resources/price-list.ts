import { Schema } from 'mongoose';
import { resourceFields, resourceOptions, wholeNumber } from './resource';
import { type Version, versionFields } from './version';

/** One unit's price. The total is area × unit price, off by less than 1 RMB (1-unit-control: `price-mismatch`). */
export interface PriceRow {
  unitId: string;
  /** Hundredths of a ㎡. */
  areaHundredths: number;
  /** Fen per ㎡. */
  unitPriceFen: number;
  totalFen: number;
  /** The lowest total an executive may grant (1-special-request). */
  floorTotalFen?: number;
  /** What every consultant may give, in basis points of the total (1-special-request). */
  standardDiscountBp?: number;
}

/** 价目表. In force: the confirmed list with the latest `effectiveFrom` that has come, of equals the highest `no`. */
export interface PriceList extends Version {
  effectiveFrom: Date;
  rows: PriceRow[];
}

const priceRow = new Schema<PriceRow>(
  {
    unitId: { type: String, required: true },
    areaHundredths: { ...wholeNumber, required: true },
    unitPriceFen: { ...wholeNumber, required: true },
    totalFen: { ...wholeNumber, required: true },
    floorTotalFen: wholeNumber,
    standardDiscountBp: wholeNumber,
  },
  { _id: false, strict: 'throw' },
);

export const priceListSchema = new Schema<PriceList>(
  { ...resourceFields, ...versionFields, effectiveFrom: { type: Date, required: true }, rows: [priceRow] },
  resourceOptions('price_lists'),
);

priceListSchema.index({ projectId: 1, no: 1 }, { unique: true });
priceListSchema.index({ projectId: 1, status: 1, effectiveFrom: -1 });
