import type { Unit } from '../../../models/resources';
import type { PriceRow } from '../../../models/resources/price-list';
import type { UnitStatus } from '../../../workflows/books/unit/rules';
import type { Deps } from '../../deps';

/** What the chart shows of a unit's sale at an instant. */
export interface Shown {
  status: UnitStatus;
  since: Date;
  until?: Date;
  saleKey?: string;
  soldBy?: string;
  rivals: number;
  waitlist: number;
}

interface LogLine {
  unitId: string;
  rev: number;
  before: Shown;
  after: Shown;
}

/**
 * The state of units at a business instant (epoch milliseconds), by unit id: what the first change after it found,
 * else what stands on the row; a unit that did not exist then is unreleased.
 */
export async function unitsAt(
  { models }: Deps,
  projectId: string,
  units: Unit[],
  at: number,
): Promise<Map<string, Shown>> {
  const instant = new Date(at);
  const log = models.connection.collection<LogLine & { projectId: string; at: Date }>('unit_log');
  const ids = units.map(({ _id }) => _id);
  const later = await log
    .find({ projectId, at: { $gt: instant }, unitId: { $in: ids } })
    .sort({ rev: 1 })
    .toArray();
  const next = new Map<string, LogLine>();
  for (const line of later) if (!next.has(line.unitId)) next.set(line.unitId, line);
  const shown = new Map<string, Shown>();
  const unclear: string[] = [];
  for (const unit of units) {
    const state = next.get(unit._id)?.before ?? shownNow(unit);
    shown.set(unit._id, state);
    // Changed without a line since (imported anew): the last line before the instant knows better.
    if (state.since > instant) unclear.push(unit._id);
  }
  if (unclear.length === 0) return shown;
  const earlier = await log
    .find({ unitId: { $in: unclear }, at: { $lte: instant } })
    .sort({ rev: 1 })
    .toArray();
  const last = new Map(earlier.map((line) => [line.unitId, line]));
  for (const id of unclear) {
    shown.set(id, last.get(id)?.after ?? { status: 'unreleased', since: instant, rivals: 0, waitlist: 0 });
  }
  return shown;
}

export function shownNow(unit: Unit): Shown {
  const { status, statusSince: since, until, saleKey, soldBy, rivals = [], waitlist = 0 } = unit;
  return { status, since, until, saleKey, soldBy, rivals: rivals.length, waitlist };
}

/** The price list in force at an instant, of those confirmed by then, with its rows by unit. */
export async function pricesAt(
  { models }: Pick<Deps, 'models'>,
  projectId: string,
  at: number,
): Promise<{ no?: number; rows: Map<string, PriceRow> }> {
  const instant = new Date(at);
  const known = {
    projectId,
    status: 'confirmed',
    effectiveFrom: { $lte: instant },
    confirmedAt: { $lte: instant },
  } as const;
  const list = await models.priceLists.findOne(known).sort({ effectiveFrom: -1, no: -1 }).lean();
  return { no: list?.no, rows: new Map((list?.rows ?? []).map((row) => [row.unitId, row])) };
}
