import { look } from '../../kernel/look';
import type { Order } from './draft';
import type { Repair } from './contract';

type Defect = Pick<Repair['data'], 'unitId' | 'defectClass'>;

/** One open repair per unit and class, unless it is said to be another defect. */
export async function claimDefect(order: Order, of: Defect): Promise<void> {
  const { unitId, defectClass } = of;
  if (!defectClass || order.data.separate) return;
  const message = '该问题已报修，正在处理 this defect is being mended already';
  const open = await look.openRepairOf(unitId, defectClass, order.key);
  if (open) order.refuse('duplicate-report', message, { openRepair: open.id, orderNo: open.orderNo });
  order.claim('repair', `${unitId}/${defectClass}`, { code: 'duplicate-report', message });
}

/** Before the data is changed: the new unit and class are claimed, the old let go. */
export async function moveClaim(order: Order, to: Defect): Promise<void> {
  const { unitId, defectClass } = order.data;
  if (unitId === to.unitId && defectClass === to.defectClass) return;
  await claimDefect(order, to);
  releaseDefect(order);
}

export function releaseDefect(order: Order): void {
  const { unitId, defectClass, separate } = order.data;
  if (defectClass && !separate) order.release('repair', `${unitId}/${defectClass}`);
}
