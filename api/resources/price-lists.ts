import { z } from 'zod';
import type { PriceList, PriceRow } from '../../models/resources/price-list';
import type { Role } from '../../workflows/kernel/words';
import type { Caller } from '../kernel/caller';
import { fen, instant, word } from '../kernel/fields';
import { Problem, validationFailed } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { withIsoTimes } from '../kernel/time';
import { auditChange, projectOf } from './projects';
import { requireUnits } from './units-named';
import { confirmVersion, insertVersion, showVersion, versionOf } from './versions';

const row = z.object({
  unitId: word(),
  areaHundredths: z.int().min(1),
  unitPriceFen: fen(1),
  totalFen: fen(1),
  floorTotalFen: fen(1).optional(),
  standardDiscountBp: z.int().min(0).max(10_000).optional(),
});
const body = z.object({ effectiveFrom: instant(), rows: z.array(row).min(1).max(5000) });
type Body = z.infer<typeof body>;

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
    throw new Problem('price-mismatch', `check: ${errors.map(({ field }) => field).join(', ')}`, { errors });
}

/** Who grants discounts knows how far down; the others do not. */
const SEE_FLOORS: Role[] = ['controller', 'supervisor', 'sales-manager', 'executive', 'auditor', 'admin'];

function show(caller: Caller, zone: string, list: PriceList, withRows = true) {
  const seesFloors = SEE_FLOORS.some((role) => caller.roles.includes(role));
  const rows = list.rows.map(({ floorTotalFen, ...shown }) => (seesFloors ? { ...shown, floorTotalFen } : shown));
  return withIsoTimes({ ...showVersion(list), ...(withRows ? { rows } : {}) }, zone);
}

async function listOf(call: Call) {
  const project = await projectOf(call);
  const version = await versionOf(call.deps.models.priceLists, project._id, call.params.no);
  return { project, version };
}

const create = defineRoute<Body>({
  method: 'post',
  path: '/projects/:id/price-lists',
  wing: 'resources',
  summary: '新价目表 A new price list',
  roles: ['controller'],
  body,
  status: 201,
  keyRequired: true,
  async handle(call) {
    const project = await projectOf(call);
    const { deps, body: asked } = call;
    await requireUnits(deps, project._id, asked.rows);
    checkPrices(asked.rows);
    const at = await deps.businessNow(project._id);
    const { effectiveFrom, rows } = asked;
    const list = await insertVersion(deps.models.priceLists, call, project._id, at, {
      effectiveFrom: new Date(effectiveFrom),
      rows,
    });
    const facts = { no: list.no, units: rows.length, effectiveFrom: list.effectiveFrom.toISOString() };
    await auditChange(call, project._id, { action: 'price-list created', outcome: 'draft', facts });
    return {
      status: 201,
      location: `/v1/projects/${project._id}/price-lists/${list.no}`,
      body: show(call.caller, project.zone, list),
    };
  },
});

const confirm = defineRoute({
  method: 'post',
  path: '/projects/:id/price-lists/:no/confirm',
  wing: 'resources',
  summary: '确认价目表 Confirm a price list',
  roles: ['sales-manager', 'controller'],
  body: z.object({}),
  async handle(call) {
    const { project, version } = await listOf(call);
    const at = await call.deps.businessNow(project._id);
    const list = await confirmVersion(call.deps.models.priceLists, call, version, at);
    await auditChange(call, project._id, {
      action: 'price-list confirmed',
      outcome: 'confirmed',
      facts: { no: list.no },
    });
    return { status: 200, body: show(call.caller, project.zone, list) };
  },
});

const list = defineRoute<unknown, { status?: 'draft' | 'confirmed' }>({
  method: 'get',
  path: '/projects/:id/price-lists',
  wing: 'resources',
  summary: '价目表 Price lists, the newest first',
  query: z.object({ status: z.enum(['draft', 'confirmed']).optional() }),
  async handle(call) {
    const project = await projectOf(call);
    const condition = { projectId: project._id, ...(call.query.status ? { status: call.query.status } : {}) };
    const lists = await call.deps.models.priceLists.find(condition).sort({ no: -1 }).lean<PriceList[]>();
    return {
      status: 200,
      body: { items: lists.map((version) => show(call.caller, project.zone, version, false)) },
    };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/projects/:id/price-lists/:no',
  wing: 'resources',
  summary: '价目表 A price list',
  async handle(call) {
    if (!/^[1-9]\d*$/.test(call.params.no ?? '')) throw validationFailed([{ field: 'no', message: 'a number' }]);
    const { project, version } = await listOf(call);
    return { status: 200, body: show(call.caller, project.zone, version) };
  },
});

/** 价目表: one list is in force, inside and outside (spec 1, unit-control; S1 三). */
export const priceListRoutes: Route[] = [create, confirm, list, one];
