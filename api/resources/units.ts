import { z } from 'zod';
import { project, text } from '../../workflows/kernel/fields';
import { normalBuilding } from '../../workflows/kernel/fields/place';
import { pricesAt, shownNow } from '../../activities/books/unit/units-at';
import type { Unit } from '../../models/resources';
import { unitStatuses } from '../../models/resources/unit';
import { unitControlSchema } from '../../workflows/front/unit-control/schema';
import { unitControlContract } from '../../workflows/front/unit-control/contract';
import type { UnitControl } from '../../workflows/front/unit-control/contract';
import { workflowIdOf } from '../../workflows/kernel/contract';
import { requireProject } from '../kernel/caller';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound } from '../kernel/problems';
import { readWhole } from '../kernel/read-ahead';
import { represent } from '../kernel/representation';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { withIsoTimes, zoneOf } from '../kernel/time';
import { pageAnswer } from '../kernel/shown';
import { buyersOf, knowsBuyer, showUnit, unitAnswer } from './unit-view';

const filters = z.object({
  projectId: project('项目').optional(),
  status: z.enum(unitStatuses).optional(),
  building: text('楼栋').optional(),
  floor: z.coerce.number().int().optional(),
  ...pageQuery(),
});
const ORDER = { _id: 1 } as const;

const list = defineRoute({
  method: 'get',
  path: '/units',
  wing: 'resources',
  summary: '房源 Units, by id',
  answer: pageAnswer(unitAnswer),
  query: filters,
  async handle({ deps, caller, query }) {
    const { projectId, building, limit, cursor, ...fields } = query;
    if (projectId) requireProject(caller, projectId);
    const named = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const condition = {
      ...named,
      ...(building === undefined ? {} : { place: inBuilding(building) }),
      projectId: projectId ?? { $in: caller.projects },
    };
    const { page, nextCursor } = await readPage(deps.models.units, condition, ORDER, { limit, cursor });
    const places = new Map<string, { zone: string; prices: Awaited<ReturnType<typeof pricesAt>> }>();
    for (const project of new Set(page.map((unit) => unit.projectId))) {
      const [zone, prices] = await Promise.all([
        zoneOf(deps, project),
        pricesAt(deps, project, await deps.businessNow(project)),
      ]);
      places.set(project, { zone, prices });
    }
    const items = page.map((unit) => {
      const { zone, prices } = places.get(unit.projectId) as {
        zone: string;
        prices: Awaited<ReturnType<typeof pricesAt>>;
      };
      return withIsoTimes(placed(unit, showUnit(unit, shownNow(unit), prices.rows.get(unit._id), caller)), zone);
    });
    return { status: 200, body: { items, nextCursor } };
  },
});

/** MongoDB's condition on `place` for the units of a building, in whatever spelling it is named. */
function inBuilding(name: string): { $gte: string; $lt: string } {
  const building = normalBuilding(name);
  return { $gte: `${building}/`, $lt: `${building}0` };
}

function placed<T extends object>(unit: Unit, shown: T) {
  const { _id, projectId, building, floor, room, layout, deliveredOn, completionAcceptedOn, contractors } = unit;
  return {
    id: _id,
    projectId,
    building,
    floor,
    room,
    layout,
    ...shown,
    deliveredOn,
    completionAcceptedOn,
    contractors,
  };
}

/**
 * The unit an address names.
 * @throws Problem `not-found`, or `forbidden` for another project's
 */
export async function unitOf({ deps, caller, params }: Call, param = 'key'): Promise<Unit> {
  const unit = await deps.models.units.findById(params[param]).lean<Unit | null>();
  if (!unit) throw notFound('房号 unit');
  requireProject(caller, unit.projectId);
  return unit;
}

/** A unit in full: its row, its price in force, and what is waited for at it, with history. */
export async function representUnit(call: Call, unitId: string): Promise<z.infer<typeof unitAnswer>> {
  const { deps, caller } = call;
  const unit = (await deps.models.units.findById(unitId).lean<Unit | null>()) as Unit;
  const at = await deps.businessNow(unit.projectId);
  const [zone, prices, { record, history }] = await Promise.all([
    zoneOf(deps, unit.projectId),
    pricesAt(deps, unit.projectId, at),
    readWhole(unitControlContract, deps, unitId),
  ]);
  const state = shownNow(unit);
  const names =
    knowsBuyer(caller, state.soldBy) && state.saleKey ? await buyersOf(deps, [state.saleKey]) : undefined;
  const shown = showUnit(unit, state, prices.rows.get(unitId), caller, names?.get(state.saleKey ?? ''));
  const control = record ? represent(unitControlContract, unitControlSchema, record, history, zone) : undefined;
  const { waitlist = [] } = (record?.data ?? {}) as Partial<UnitControl['data']>;
  const { hold, offer, blocked } = unit;
  return {
    ...withIsoTimes({ ...placed(unit, shown), priceListNo: prices.no, hold, offer, blocked }, zone),
    queue: withIsoTimes(
      waitlist.map((waiting, i) => ({ place: i + 1, ...waiting })),
      zone,
    ),
    workflowId: workflowIdOf(unitControlContract, unitId),
    openSteps: control?.openSteps ?? [],
    deadlines: control?.deadlines ?? [],
    history: control?.history ?? [],
  };
}

const one = defineRoute({
  method: 'get',
  path: '/units/:key',
  wing: 'resources',
  summary: '房源详情 A unit, and what is waited for at it',
  answer: unitAnswer,
  async handle(call) {
    const unit = await unitOf(call);
    return { status: 200, body: await representUnit(call, unit._id) };
  },
});

/** 房源. */
export const unitRoutes: Route[] = [list, one];
