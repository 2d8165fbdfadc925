import { workflowIdOf } from '../../../workflows/kernel/contract';
import { z } from 'zod';
import { unitControlSchema } from '../../../workflows/front/unit-control/schema';
import { stepWithStart } from '../../../activities/step-with-start';
import type { Json } from '../../../workflows/kernel/words';
import { type UnitControl, unitControlContract } from '../../../workflows/front/unit-control/contract';
import { actorOf } from '../../kernel/caller';
import { storingPersonal } from '../../kernel/personal-store';
import { defineRoute, type Route } from '../../kernel/route';
import { ask } from '../../kernel/temporal';
import { unitAnswer } from '../../resources/unit-view';
import { representUnit, unitOf } from '../../resources/units';

/** `/v1/units/{id}/…`: each step begins the unit's control when none is going on. */
export const unitControlRoutes: Route[] = Object.entries(unitControlSchema.steps).map(([step, body]) => {
  const { title, roles } = unitControlContract.steps[step as keyof UnitControl['steps']];
  return defineRoute({
    method: 'post',
    path: `/units/:key/${step}`,
    wing: 'sale',
    summary: `${title.zh} ${title.en}`,
    answer: unitAnswer,
    roles,
    process: unitControlContract.name,
    task: title,
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
