import { look } from '../../kernel/look';
import { resumeClocks, startFinish, stopClocks } from './clocks';
import { conclude } from './closing';
import { askFinish } from './dispatch';
import {
  facts,
  noteWorker,
  ofContractor,
  type Order,
  ownerName,
  sideOf,
  tellDoer,
  tellOwner,
  tellStaff,
} from './draft';
import { askToComplete } from './report';
import { issueTask } from './task';
import type { Repair } from './contract';

/** Worked, parts needed, or nobody home: a card is left and the clocks stop till the new appointment. */
export function visit(order: Order, { result, newAppointmentAt }: Repair['steps']['visit']): void {
  const d = order.data;
  if (newAppointmentAt !== undefined && newAppointmentAt <= order.at) {
    order.refuse('date-in-past', '新的预约时间须晚于现在 the new appointment must be ahead', {
      field: 'newAppointmentAt',
    });
  }
  d.visits.push({ result, by: order.actor.staffId, visitedAt: order.at, newAppointmentAt });
  d.firstVisitAt ??= order.at;
  order.drop('onSite');
  order.shut('complete');
  resumeClocks(order, order.at);
  const side = sideOf(undefined, order.actor);
  const { of } = ofContractor(order);
  order.allow('visit', d.doer === 'contractor' ? of : { staffIds: [d.workerId ?? order.actor.staffId] }, side);
  if (result === 'no-access') return metNobody(order, newAppointmentAt);
  d.noAccessVisits = 0;
  order.drop('noAccess');
  if (newAppointmentAt !== undefined) d.appointmentAt = newAppointmentAt;
  if (result === 'worked') noteWorker(order);
  askFinish(order);
}

function metNobody(order: Order, newAppointmentAt: number | undefined): void {
  const d = order.data;
  d.noAccessVisits += 1;
  tellOwner(order, 'repair.no-access', { visitedAt: order.say(order.at), visits: d.noAccessVisits });
  if (d.noAccessVisits >= order.policy.noAccessVisits) return closeWithoutAccess(order);
  if (d.noAccessVisits === 1) order.after('noAccess');
  stopClocks(order);
  if (newAppointmentAt === undefined) askToComplete(order);
  else {
    d.appointmentAt = newAppointmentAt;
    resumeClocks(order, newAppointmentAt);
  }
  askFinish(order);
}

/** Written notice; the report date stands for the warranty. */
export function closeWithoutAccess(order: Order): void {
  const { orderNo, unit, content, reportedAt } = facts(order);
  const fields = { ownerName: ownerName(order.data), orderNo, unit, content, reportedAt };
  const visits = order.data.visits.filter(({ result }) => result === 'no-access');
  const visitedAt = visits.slice(-order.data.noAccessVisits).map((visit) => order.say(visit.visitedAt));
  const { clientId } = order.data;
  const notice = order.document('no-access-notice', { ...fields, visitedAt }, { clientId });
  tellOwner(order, 'repair.no-access-closed', { noticeNo: notice.number }, notice.id);
  conclude(order, 'no-access');
}

/** 指派维修人员 of the own team. */
export async function assignOwn(
  order: Order,
  { workerId, finishBy }: Repair['steps']['assign-own'],
): Promise<void> {
  const d = order.data;
  const worker = await look.colleague(order.projectId, workerId, order.at);
  if (!worker?.roles.includes('repair-desk')) {
    order.refuse('unknown-worker', '本项目没有这位维修人员 nobody of that id mends in this project', {
      field: 'workerId',
    });
  }
  if (finishBy <= order.at)
    order.refuse('date-in-past', '完工期限须晚于现在 the term must be ahead', { field: 'finishBy' });
  Object.assign(d, { workerId, ownFinishBy: finishBy, workers: [...new Set([...d.workers, workerId])] });
  order.allow('visit', { staffIds: [workerId] }, 'own-team');
  order.allow('assign-own', { roles: ['repair-desk'] });
  askFinish(order);
  issueTask(order);
  tellOwner(order, 'repair.own-team-assigned', { worker: { staff: workerId } });
}

/** Once, by the project department. */
export function extend(order: Order, { finishBy, reason }: Repair['steps']['extend']): void {
  const d = order.data;
  if (d.stopped)
    order.refuse('clocks-stopped', '等待新的预约，期限暂停中 the clocks stand still until the new appointment');
  if (finishBy <= (d.finishBy ?? order.at)) {
    order.refuse('date-in-past', '新期限须晚于原期限 the new term must be later than the one that runs', {
      field: 'finishBy',
    });
  }
  Object.assign(d, { extendedBy: order.actor.staffId, extendReason: reason });
  order.shut('extend');
  startFinish(order, finishBy);
  askFinish(order);
  tellOwner(order, 'repair.extended', { reason: { personal: reason } });
}

/** Water running and nobody home: the emergency spare key, with two witnesses. */
export function authoriseEntry(
  order: Order,
  { witnesses, ownerConsent, attempts }: Repair['steps']['authorise-entry'],
): void {
  order.data.entry = { by: order.actor.staffId, enteredAt: order.at, witnesses, ownerConsent, attempts };
  order.shut('authorise-entry');
  const basis = ownerConsent ? '已取得业主同意' : `多次联系业主未果（${attempts}次）`;
  tellDoer(order, 'repair.entry-authorised', { basis });
  tellStaff(order, ['property-office'], 'repair.entry-authorised', { basis });
}
