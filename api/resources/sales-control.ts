import { z } from 'zod';
import { instant } from '../../workflows/kernel/fields';
import { pricesAt, type Shown, shownNow, unitsAt } from '../../activities/books/unit/units-at';
import type { Unit } from '../../models/resources';
import { unitStatuses } from '../../models/resources/unit';
import type { Call } from '../kernel/route';
import { defineRoute, type Route } from '../kernel/route';
import { time } from '../kernel/shown';
import { withIsoTimes } from '../kernel/time';
import { projectOf } from './projects';
import { buyersOf, chartUnit, knowsBuyer, showUnit } from './unit-view';

const salesControlAnswer = z
  .object({
    asOf: time(),
    priceListNo: z.int().optional(),
    buildings: z.array(
      z.object({
        building: z.string(),
        floors: z.array(z.object({ floor: z.int(), units: z.array(chartUnit) })),
      }),
    ),
    totals: z.partialRecord(
      z.enum(unitStatuses),
      z.object({ count: z.int(), areaHundredths: z.int(), amountFen: z.int() }),
    ),
  })
  .meta({ title: 'SalesControl' });

type ShownUnit = ReturnType<typeof showUnit>;

/** By building, floor and room as people count them. */
const inOrder = (a: Unit, b: Unit) =>
  a.building.localeCompare(b.building, 'zh', { numeric: true }) ||
  a.floor - b.floor ||
  a.room.localeCompare(b.room, 'zh', { numeric: true });

async function namesFor(
  { deps, caller }: Pick<Call, 'deps' | 'caller'>,
  states: Shown[],
): Promise<Map<string, string>> {
  return buyersOf(
    deps,
    states.flatMap(({ saleKey, soldBy }) => (saleKey && knowsBuyer(caller, soldBy) ? [saleKey] : [])),
  );
}

function totalsOf(units: ShownUnit[]) {
  const totals: Record<string, { count: number; areaHundredths: number; amountFen: number }> = {};
  for (const { status, areaHundredths, totalFen = 0 } of units) {
    const { [status]: before = { count: 0, areaHundredths: 0, amountFen: 0 } } = totals;
    totals[status] = {
      count: before.count + 1,
      areaHundredths: before.areaHundredths + areaHundredths,
      amountFen: before.amountFen + totalFen,
    };
  }
  return totals;
}

function buildingsOf(units: Unit[], shown: ShownUnit[]) {
  const buildings: { building: string; floors: { floor: number; units: ShownUnit[] }[] }[] = [];
  for (const [i, { building, floor }] of units.entries()) {
    if (buildings.at(-1)?.building !== building) buildings.push({ building, floors: [] });
    const { floors } = buildings.at(-1) as (typeof buildings)[number];
    if (floors.at(-1)?.floor !== floor) floors.push({ floor, units: [] });
    floors.at(-1)?.units.push(shown[i] as ShownUnit);
  }
  return buildings;
}

const chart = defineRoute({
  method: 'get',
  path: '/projects/:id/sales-control',
  wing: 'resources',
  summary: '销控表 The chart, now or as of an instant',
  answer: salesControlAnswer,
  query: z.object({ at: instant('时点').optional() }),
  async handle(call) {
    const { deps, caller, query } = call;
    const project = await projectOf(call as Call);
    const now = await deps.businessNow(project._id);
    const at = query.at ?? now;
    const units = (await deps.models.units.find({ projectId: project._id }).lean<Unit[]>()).sort(inOrder);
    const [states, prices] = await Promise.all([
      at >= now ? new Map(units.map((unit) => [unit._id, shownNow(unit)])) : unitsAt(deps, project._id, units, at),
      pricesAt(deps, project._id, at),
    ]);
    const names = await namesFor(call, [...states.values()]);
    const shown = units.map((unit) => {
      const state = states.get(unit._id) as Shown;
      return showUnit(unit, state, prices.rows.get(unit._id), caller, names.get(state.saleKey ?? ''));
    });
    const body = {
      asOf: new Date(at),
      priceListNo: prices.no,
      buildings: buildingsOf(units, shown),
      totals: totalsOf(shown),
    };
    return { status: 200, body: withIsoTimes(body, project.zone) };
  },
});

/** 销控表: everyone sees the same truth. */
export const salesControlRoutes: Route[] = [chart];
