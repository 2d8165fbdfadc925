import { z } from 'zod';
import { fen, instant, unit } from '../../workflows/kernel/fields';
import type { PriceRow } from '../../models/resources/price-list';
import type { Role } from '../../workflows/kernel/words';
import { Problem } from '../kernel/problems';
import { time } from '../kernel/shown';
import { versionRoutes } from './version-routes';
import { versionAnswer } from './versions';

const row = z.object({
  unitId: unit('房号'),
  areaHundredths: z.int().min(1),
  unitPriceFen: fen('单价', { min: 1 }),
  totalFen: fen('总价', { min: 1 }),
  floorTotalFen: fen('底价总价', { min: 1 }).optional(),
  standardDiscountBp: z.int().min(0).max(10_000).optional(),
});

const priceListAnswer = versionAnswer
  .extend({
    effectiveFrom: time(),
    rows: z
      .array(
        z.object({
          unitId: z.string(),
          areaHundredths: z.int(),
          unitPriceFen: z.int(),
          totalFen: z.int(),
          floorTotalFen: z.int().optional(),
          standardDiscountBp: z.int().optional(),
        }),
      )
      .optional(),
  })
  .meta({ title: 'PriceList' });

/** Off by a yuan or more. */
const ONE_YUAN_FEN = 100;

/** @throws Problem `price-mismatch`, with one entry per wrong row */
function checkPrices(rows: PriceRow[]): void {
  const errors = rows.flatMap(({ areaHundredths, unitPriceFen, totalFen, floorTotalFen }, i) => {
    const off = Math.abs(areaHundredths * unitPriceFen - totalFen * 100);
    if (off >= ONE_YUAN_FEN * 100) return [{ field: `rows.${i}.totalFen`, message: '总价与面积×单价相差一元以上' }];
    if (floorTotalFen !== undefined && floorTotalFen > totalFen)
      return [{ field: `rows.${i}.floorTotalFen`, message: '底价高于总价' }];
    return [];
  });
  if (errors.length > 0)
    throw new Problem('price-mismatch', `请核对价格 check: ${errors.map(({ field }) => field).join(', ')}`, {
      errors,
    });
}

/** Who grants discounts knows how far down; the others do not. */
const SEE_FLOORS: Role[] = ['controller', 'supervisor', 'sales-manager', 'executive', 'auditor', 'admin'];

/** 价目表: one list is in force, inside and outside (S1 三). */
export const priceListRoutes = versionRoutes({
  kind: 'price-list',
  summaries: {
    create: '新价目表 A new price list',
    confirm: '确认价目表 Confirm a price list',
    list: '价目表 Price lists, the newest first',
    one: '价目表 A price list',
  },
  model: ({ models }) => models.priceLists,
  answer: priceListAnswer,
  body: z.object({ effectiveFrom: instant('生效时间'), rows: z.array(row).min(1).max(5000) }),
  fieldsOf({ effectiveFrom, rows }) {
    checkPrices(rows);
    return { effectiveFrom: new Date(effectiveFrom), rows };
  },
  factsOf: ({ effectiveFrom }) => ({ effectiveFrom: effectiveFrom.toISOString() }),
  rowsFor({ caller }, rows) {
    if (SEE_FLOORS.some((role) => caller.roles.includes(role))) return rows;
    return rows.map(({ floorTotalFen: _floor, ...shown }) => shown);
  },
});
