import { look } from '../../kernel/look';
import { resumeClocks } from './clocks';
import { askFinish, passOn } from './dispatch';
import { claimDefect } from './duplicate';
import { type Order, orderForm, tellOwner } from './draft';
import type { Repair, RepairData, Report } from './contract';

/** 住户报修记录表 entry and numbered 报修单 at once [S1 4.2.2]; all items given, it is passed on in the same call. */
export async function report(order: Order, { note, fileIds, ...told }: Report): Promise<void> {
  const unit = await look.unitForRepair(order.projectId, told.unitId, told.defectClass);
  if (!unit) return order.refuse('unknown-unit', '没有这个房号 there is no such unit', { field: 'unitId' });
  const year = order.today.slice(0, 4);
  order.data = {
    ...told,
    clientId: told.clientId ?? unit.ownerClientId,
    severity: told.severity ?? 'crack',
    entryNo: order.number(`repair-entry/${year}`, `BXJL-${year}-{0000}`),
    orderNo: '',
    orderId: '',
    recordedBy: order.actor.staffId,
    isTriaged: false,
    contractorPeople: [],
    round: 1,
    findings: [],
    hasOwnerPaid: false,
    visits: [],
    noAccessVisits: 0,
    workers: [],
    signatures: [],
    refusals: [],
    refusalsThisRound: 0,
    isMetered: false,
    ledgerLines: [],
    chases: [],
    corrections: [],
    remarks: [],
  };
  await claimDefect(order, order.data);
  const form = order.document('repair-order', orderForm(order), { clientId: order.data.clientId });
  order.data.orderNo = form.number;
  order.data.orderId = form.id;
  if (note || fileIds?.length)
    order.data.remarks.push({ step: 'report', by: order.actor.staffId, remarkedAt: order.at, note, fileIds });
  order.owner = order.actor.staffId;
  order.about = form.number;
  order.allow('correct', { staffIds: [order.actor.staffId] }, 'recorder');
  order.allow('correct', { roles: ['service-supervisor'] }, 'supervisor');
  order.allow('cancel');
  order.allow('chase');
  tellOwner(order, 'repair.recorded', {});
  if (isComplete(order.data)) await passOn(order);
  else askToComplete(order);
}

/** 住户姓名、地址、联系电话、报修内容、预约维修时间 [S1]; of a defect found at handover the owner is known, and nobody makes an appointment. */
export function isComplete({ channel, content, name, address, phone, appointmentAt }: RepairData): boolean {
  return channel === 'handover' || Boolean(content && name && address && phone && appointmentAt !== undefined);
}

/** The time to pass it on counts from the record; that to find a new appointment, from the visit in vain. */
export function askToComplete(order: Order): void {
  const { status, startedAt } = order.record;
  order.ask('complete', {
    of: { roles: ['customer-service'] },
    from: status === 'recorded' ? startedAt : order.at,
    within: order.policy.passOn,
    policyKey: 'passOn',
    escalate: [{ to: { roles: ['service-supervisor'] } }],
  });
}

/** What was missing; after a visit that met nobody, the new appointment. */
export async function complete(order: Order, { items }: Repair['steps']['complete']): Promise<void> {
  const d = order.data;
  Object.assign(d, items);
  if (d.stopped) {
    if (items.appointmentAt === undefined || items.appointmentAt <= order.at) {
      return order.refuse('date-in-past', '新的预约时间须晚于现在 the new appointment must be ahead', {
        field: 'items.appointmentAt',
      });
    }
    resumeClocks(order, items.appointmentAt);
    return askFinish(order);
  }
  if (isComplete(d)) await passOn(order);
  else askToComplete(order);
}
