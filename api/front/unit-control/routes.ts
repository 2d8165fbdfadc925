import { workflowIdOf } from '../../../workflows/kernel/contract';
import { z } from 'zod';
import { stepWithStart } from '../../../activities/step-with-start';
import type { Json } from '../../../workflows/kernel/words';
import { type UnitControl, unitControlContract } from '../../../workflows/front/unit-control/contract';
import { actorOf } from '../../kernel/caller';
import { word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import { storingPersonal } from '../../kernel/personal-store';
import { defineRoute, type Route } from '../../kernel/route';
import { ask } from '../../kernel/temporal';
import { unitAnswer } from '../../resources/unit-view';
import { representUnit, unitOf } from '../../resources/units';

const forLead = z.strictObject({ leadId: word() });
const withReason = z.strictObject({ reason: personal() });

const bodies: { [Step in keyof UnitControl['steps']]: z.ZodType<UnitControl['steps'][Step]> } = {
  hold: forLead,
  'release-hold': forLead,
  'join-waitlist': forLead,
  'leave-waitlist': forLead,
  'decline-offer': z.strictObject({}),
  block: withReason,
  unblock: withReason,
};

/** `/v1/units/{id}/…`: each step begins the unit's control when none is going on. */
export const unitControlRoutes: Route[] = Object.entries(bodies).map(([step, body]) => {
  const { title, roles } = unitControlContract.steps[step as keyof typeof bodies];
  return defineRoute({
    method: 'post',
    path: `/units/:key/${step}`,
    wing: 'sale',
    summary: `${title.zh} ${title.en}`,
    answer: unitAnswer,
    roles,
    body: body as z.ZodType,
    async handle(call) {
      const { deps, caller, target } = call;
      const unit = await unitOf(call);
      const id = { key: unit._id, projectId: unit.projectId };
      const told = { actor: actorOf(caller), body: call.body as Json };
      await storingPersonal(deps, unit.projectId, call.personal, () =>
        ask(deps, workflowIdOf(unitControlContract, id.key), () =>
          stepWithStart(deps, unitControlContract, id, step, told, target),
        ),
      );
      return { status: 200, body: await representUnit(call, unit._id) };
    },
  });
});
