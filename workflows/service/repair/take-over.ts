import { dropClocks } from './clocks';
import { facts, type Order, ringDuty, shutWork, tellContractor, tellStaff, usual } from './draft';

/** Past its term: the own team mends and the contractor bears the cost [S1 §4, law]. */
export function takeOver(order: Order, reason: string): void {
  const d = order.data;
  d.takenOverAt = order.at;
  const takenOverAt = order.say(order.at);
  if (d.contractorId) {
    const { contractor, orderNo, unit, defectClass, finishBy } = facts(order);
    const dispatchedAt = order.say(d.dispatchedAt ?? order.at);
    const notice = order.document('takeover-notice', {
      contractor,
      orderNo,
      unit,
      defectClass,
      finishBy,
      dispatchedAt,
      reason,
      takenOverAt,
    });
    d.takeoverNoticeId = notice.id;
    tellContractor(order, 'repair.takeover', { reason, takenOverAt, noticeNo: notice.number }, notice.id);
  }
  tellStaff(order, ['repair-desk', 'project-department'], 'repair.takeover-staff', { reason });
  if (d.severity === 'urgent') ringDuty(order);
  toOwnTeam(order);
}

/** 安排专业维修人员. */
export function toOwnTeam(order: Order): void {
  shutWork(order);
  dropClocks(order);
  order.drop('noAccess');
  order.data.doer = 'own-team';
  order.allow('chase');
  order.data.ownFinishBy = undefined;
  order.to('own-team');
  const asked = usual(order, { roles: ['repair-desk'] });
  const isUrgent = order.data.severity === 'urgent';
  order.ask('assign-own', isUrgent ? { ...asked, within: order.policy.ownUrgent, policyKey: 'ownUrgent' } : asked);
  if (isUrgent) order.allow('authorise-entry', { roles: ['property-manager'] });
}
