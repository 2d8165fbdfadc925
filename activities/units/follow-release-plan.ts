import type { AnyBulkWriteOperation } from 'mongoose';
import type { Unit } from '../../models/resources';
import type { ReleasePlan } from '../../models/resources/release-plan';
import { workflowIdOf } from '../../workflows/kernel/contract';
import { unitControlContract } from '../../workflows/sale/unit-control.contract';
import { statusOf, type UnitFacts } from '../../workflows/sale/unit-row.rules';
import type { Deps } from '../deps';
import { factsOf } from '../reads/units';

/** Who confirmed, when (business instant), and the token by which a repeated call finds its own writes. */
export interface Confirmation {
  by: string;
  at: number;
  token: string;
}

/**
 * Give the units of a confirmed plan the status it gives them. One that is held, reserved or sold keeps its own and
 * follows when it is released; compare-and-set, so that a unit taken up meanwhile is looked at again. Harmless again.
 */
export async function followReleasePlan(deps: Deps, plan: ReleasePlan, confirmation: Confirmation): Promise<void> {
  for (
    let writes = await changesOf(deps, plan, confirmation);
    writes.length > 0;
    writes = await changesOf(deps, plan, confirmation)
  ) {
    await deps.models.units.collection.bulkWrite(writes as never, { ordered: false });
  }
  const ids = plan.rows.map(({ unitId }) => unitId);
  const changed = await deps.models.units
    .find({ _id: { $in: ids }, lastChange: confirmation.token })
    .lean<ChangedUnit[]>();
  await writeLog(deps, changed, confirmation);
  await tellWaiting(deps, changed, confirmation);
}

/** With what the change before it left, as every compare-and-set keeps it. */
type ChangedUnit = Unit & { lastBefore: Pick<Unit, 'status' | 'statusSince'> };

async function changesOf(
  { models }: Deps,
  plan: ReleasePlan,
  { at, token }: Confirmation,
): Promise<AnyBulkWriteOperation<Unit>[]> {
  const holds = new Map(plan.rows.map(({ unitId, hold }) => [unitId, hold]));
  const units = await models.units
    .find({ _id: { $in: [...holds.keys()] }, projectId: plan.projectId })
    .lean<Unit[]>();
  return units.flatMap((unit) => {
    const facts: UnitFacts = {
      ...factsOf(unit),
      released: holds.get(unit._id) === 'none' ? 'available' : 'retained',
    };
    // Who waits for it is offered it, before anybody else comes between.
    if (statusOf(facts) === 'available' && facts.waitlist > 0) facts.offerDue = true;
    const status = statusOf(facts);
    if (status === unit.status) return [];
    const lastBefore = { status: unit.status, statusSince: unit.statusSince };
    const set = {
      status,
      statusSince: new Date(at),
      lastChange: token,
      lastBefore,
      ...(facts.offerDue && { offerDue: true }),
    };
    return [{ updateOne: { filter: { _id: unit._id, rev: unit.rev }, update: { $set: set, $inc: { rev: 1 } } } }];
  });
}

/** The lines of the 销控记录, as `changeUnit` writes them. */
async function writeLog({ models }: Deps, units: ChangedUnit[], { by, at }: Confirmation): Promise<void> {
  if (units.length === 0) return;
  const lines = units.map((unit) => {
    const { rivals, waitlist } = factsOf(unit);
    const shown = { until: unit.until, rivals: rivals.length, waitlist };
    const line = {
      unitId: unit._id,
      projectId: unit.projectId,
      rev: unit.rev,
      at: new Date(at),
      by,
      process: `project:${unit.projectId}`,
      action: 'release-plan confirmed',
      before: { status: unit.lastBefore.status, since: unit.lastBefore.statusSince, ...shown },
      after: { status: unit.status, since: unit.statusSince, ...shown },
    };
    return {
      updateOne: { filter: { _id: `${unit._id}#${unit.rev}` }, update: { $setOnInsert: line }, upsert: true },
    };
  });
  await models.connection.collection('unit_log').bulkWrite(lines as never, { ordered: false });
}

/** While somebody waits there is a unit-control that hears it. */
async function tellWaiting(deps: Deps, units: ChangedUnit[], { token }: Confirmation): Promise<void> {
  for (const unit of units.filter(({ offerDue }) => offerDue)) {
    const event = { name: 'unit-released', eventId: `${token}#${unit._id}`, payload: {} };
    await deps.client.workflow.getHandle(workflowIdOf(unitControlContract, unit._id)).signal('event', event);
  }
}
