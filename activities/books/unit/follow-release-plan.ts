import type { ReleasePlan } from '../../../models/resources/release-plan';
import type { EventMessage } from '../../../workflows/kernel/change';
import { type EventTo, workflowIdOf } from '../../../workflows/kernel/contract';
import { unitControlContract } from '../../../workflows/front/unit-control/contract';
import { statusOf, type UnitFacts } from '../../../workflows/books/unit/rules';
import type { Deps } from '../../deps';
import { factsOf } from '../../reads/books/unit';
import { type RestatedUnit, restateUnits } from './restate-units';

/** Who confirmed, when (business instant), and the token by which a repeated call finds its own writes. */
export interface Confirmation {
  by: string;
  at: number;
  token: string;
}

/**
 * Give the units of a confirmed plan the status it gives them. One that is held, reserved or sold keeps its own and
 * follows when it is released.
 */
export async function followReleasePlan(deps: Deps, plan: ReleasePlan, confirmation: Confirmation): Promise<void> {
  const holds = new Map(plan.rows.map(({ unitId, hold }) => [unitId, hold]));
  const restatement = { ...confirmation, action: 'release-plan confirmed' };
  const changed = await restateUnits(
    deps.models.units,
    [...holds.keys()],
    (unit) => {
      const released = holds.get(unit._id) === 'none' ? 'available' : 'retained';
      const facts: UnitFacts = { ...factsOf(unit), released };
      // Who waits for it is offered it, before anybody else comes between.
      const isWaitedFor = statusOf(facts) === 'available' && facts.waitlist > 0;
      return isWaitedFor ? { ...facts, offerDue: true } : facts;
    },
    restatement,
  );
  await tellWaiting(deps, changed, confirmation);
}

/** While somebody waits there is a unit-control that hears it. */
async function tellWaiting(deps: Deps, units: RestatedUnit[], { token }: Confirmation): Promise<void> {
  for (const unit of units.filter(({ offerDue }) => offerDue)) {
    const offsetMs = await deps.offsetOf(unit.projectId);
    const event: EventTo<typeof unitControlContract> = {
      name: 'unit-released',
      eventId: `${token}#${unit._id}`,
      payload: {},
    };
    const message: EventMessage = { ...event, payload: {}, offsetMs };
    await deps.client.workflow.getHandle(workflowIdOf(unitControlContract, unit._id)).signal('event', message);
  }
}
