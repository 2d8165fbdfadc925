import type { Model } from 'mongoose';
import type { Unit } from '../../../models/resources';
import { statusOf, type UnitFacts } from '../../../workflows/books/unit/rules';
import { factsOf } from '../../reads/books/unit';

/** Who changes units outside a process, when (business instant), and the token by which a repeated call finds its own writes. */
export interface Restatement {
  by: string;
  at: number;
  token: string;
  /** What the 销控记录 says was done. */
  action: string;
}

/** What is known of a unit now; nothing: it is left as it is. */
type Decide = (unit: Unit) => UnitFacts | undefined;

/** With what the change before it left, as every compare-and-set keeps it. */
export type RestatedUnit = Unit & { lastBefore: Pick<Unit, 'status' | 'statusSince'> };

/**
 * Give units the status that follows from what `decide` knows of each, with a line in the 销控记录. Compare-and-set, so
 * that a unit taken up meanwhile is looked at again. Harmless again. Answers the units that this token has changed.
 */
export async function restateUnits(
  units: Model<Unit>,
  ids: string[],
  decide: Decide,
  restatement: Restatement,
): Promise<RestatedUnit[]> {
  for (
    let writes = await changesOf(units, ids, decide, restatement);
    writes.length > 0;
    writes = await changesOf(units, ids, decide, restatement)
  ) {
    await units.collection.bulkWrite(writes as never, { ordered: false });
  }
  const restated = await units.find({ _id: { $in: ids }, lastChange: restatement.token }).lean<RestatedUnit[]>();
  await writeLog(units, restated, restatement);
  return restated;
}

async function changesOf(
  units: Model<Unit>,
  ids: string[],
  decide: Decide,
  { at, token }: Restatement,
): Promise<object[]> {
  const found = await units.find({ _id: { $in: ids } }).lean<Unit[]>();
  return found.flatMap((unit) => {
    const facts = decide(unit);
    const status = facts && statusOf(facts);
    if (!status || status === unit.status) return [];
    const set = {
      status,
      statusSince: new Date(at),
      lastChange: token,
      lastBefore: { status: unit.status, statusSince: unit.statusSince },
      ...(facts.offerDue && { offerDue: true }),
    };
    return [{ updateOne: { filter: { _id: unit._id, rev: unit.rev }, update: { $set: set, $inc: { rev: 1 } } } }];
  });
}

/** As `changeUnit` writes them. */
async function writeLog(
  units: Model<Unit>,
  restated: RestatedUnit[],
  { by, at, action }: Restatement,
): Promise<void> {
  if (restated.length === 0) return;
  const lines = restated.map((unit) => {
    const { rivals, waitlist } = factsOf(unit);
    const shown = { until: unit.until, rivals: rivals.length, waitlist };
    const line = {
      unitId: unit._id,
      projectId: unit.projectId,
      rev: unit.rev,
      at: new Date(at),
      by,
      process: `project:${unit.projectId}`,
      action,
      before: { status: unit.lastBefore.status, since: unit.lastBefore.statusSince, ...shown },
      after: { status: unit.status, since: unit.statusSince, ...shown },
    };
    return {
      updateOne: { filter: { _id: `${unit._id}#${unit.rev}` }, update: { $setOnInsert: line }, upsert: true },
    };
  });
  await units.db.collection('unit_log').bulkWrite(lines as never, { ordered: false });
}
