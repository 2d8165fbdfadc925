import type { Definition } from '../../kernel/definition';
import type { Order } from './draft';
import type { Remark, Repair } from './contract';

type Steps = Definition<Repair>['steps'];

/** Every step takes `note` and `fileIds`: they are kept with who added them, whatever the step does. */
export function keepingRemarks(steps: Steps): Steps {
  const entries = Object.entries(steps).map(([name, step]) => {
    const carryOut = ('do' in step ? step.do : step) as (order: Order, body: Remark) => Promise<void> | void;
    const keep = async (order: Order, { note, fileIds, ...body }: Remark) => {
      await carryOut(order, body);
      if (!note && !fileIds?.length) return;
      order.data.remarks.push({ step: name, by: order.actor.staffId, remarkedAt: order.at, note, fileIds });
    };
    return [name, { ...('do' in step ? step : {}), do: keep }];
  });
  return Object.fromEntries(entries) as Steps;
}
