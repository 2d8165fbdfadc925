import { facts, type Order, personalOf } from './draft';

/** 维修任务单 for whoever goes there now: signed by the household, taken back when it is mended [S1 4.2.2]. */
export function issueTask(order: Order): void {
  const d = order.data;
  const { orderNo, unit, content, appointmentAt, defectClass, severity, finishBy, contractor } = facts(order);
  const plannedAt = d.doer === 'contractor' && d.plannedAt !== undefined ? order.say(d.plannedAt) : appointmentAt;
  const task = order.document(
    'repair-task',
    {
      orderNo,
      unit,
      content,
      plannedAt,
      defectClass,
      severity,
      finishBy,
      ownerName: personalOf(d.name) ?? (d.clientId ? { client: d.clientId } : undefined),
      address: personalOf(d.address),
      phone: personalOf(d.phone),
      doer: d.doer === 'contractor' ? contractor : { staff: d.workerId ?? '' },
      dispatchedAt: order.say(order.at),
    },
    { clientId: d.clientId },
  );
  d.taskNo = task.number;
  d.taskId = task.id;
}
