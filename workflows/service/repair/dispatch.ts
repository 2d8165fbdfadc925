import { look } from '../../kernel/look';
import { dropClocks, startClocks } from './clocks';
import { issueTask } from './task';
import { moveClaim } from './duplicate';
import { toOwnTeam } from './take-over';
import {
  isNightNow,
  type Order,
  ofContractor,
  orderForm,
  ringDuty,
  shutWork,
  tellContractor,
  tellOwner,
  tellStaff,
  usual,
} from './draft';
import type { Repair } from './contract';
import { warrantyOf } from './warranty.rules';

/** Passed on in one: to the repair desk and, the class known, to the responsible contractor [S1 §2]. */
export async function passOn(order: Order): Promise<void> {
  const d = order.data;
  d.passedOnAt = order.at;
  order.shut('complete');
  tellStaff(order, ['repair-desk'], 'repair.order-desk', {});
  order.to('dispatched');
  const contractorId = await decideWarranty(order);
  await route(order, contractorId, order.at);
}

function askTriage(order: Order): void {
  order.ask('triage', {
    of: { roles: ['repair-desk'] },
    within: order.policy.triage,
    policyKey: 'triage',
    escalate: [{ to: { roles: ['service-supervisor'] } }],
  });
}

/** Warranty by the unit's papers; answers the responsible contractor by the table unit × class. */
export async function decideWarranty(order: Order, chosen?: string): Promise<string | undefined> {
  const d = order.data;
  if (!d.defectClass) return undefined;
  const unit = await look.unitForRepair(order.projectId, d.unitId, d.defectClass);
  if (!unit) return order.refuse('unknown-unit', '没有这个房号 there is no such unit', { field: 'unitId' });
  const contractorId = chosen ?? unit.contractorId;
  const contractor = contractorId ? await look.contractorForRepair(order.projectId, contractorId) : undefined;
  if (chosen && !contractor)
    order.refuse('unknown-contractor', '没有这个责任单位 there is no such contractor', { field: 'contractorId' });
  const { heatingSeason, coolingSeason, warrantyMonths } = order.policy;
  const papers = {
    deliveredOn: unit.deliveredOn,
    completionAcceptedOn: unit.completionAcceptedOn,
    ownerMonths: [warrantyMonths, unit.warrantyMonths],
    contractorMonths: contractor?.warrantyMonths ?? {},
    seasons: { heating: heatingSeason, cooling: coolingSeason },
  };
  d.warranty = warrantyOf(d.defectClass, d.reportedAt, papers, order.calendar);
  return contractor?.id;
}

/** In warranty to the contractor, out of it to engineering; an urgent one is never left waiting. */
export async function route(order: Order, contractorId: string | undefined, from: number): Promise<void> {
  const d = order.data;
  if (d.warranty && !d.warranty.isCovered) {
    d.dispute = { ground: 'expired', by: 'system', disputedAt: order.at };
    order.ask('verify', usual(order, { roles: ['engineering'] }));
    await dispatch(order, undefined, from);
    if (d.severity === 'urgent') return;
    dropClocks(order);
    Object.assign(d, { countedFromAt: undefined, acceptBy: undefined, onSiteBy: undefined, finishBy: undefined });
    return;
  }
  await dispatch(order, contractorId, from);
}

/** The contractor is told and the clocks run: from the dispatch, or the original one. */
export async function dispatch(order: Order, contractorId: string | undefined, from: number): Promise<void> {
  const d = order.data;
  if (d.contractorId && d.contractorId !== contractorId)
    tellContractor(order, 'repair.cancelled', { reason: '改派其他单位' });
  shutWork(order);
  order.shut('owner-choice', 'record-payment');
  order.drop('ownerChoice');
  dropClocks(order);
  order.drop('noAccess');
  Object.assign(d, {
    contractorId,
    contractorPeople: contractorId
      ? ((await look.contractorForRepair(order.projectId, contractorId))?.people ?? [])
      : [],
    doer: contractorId ? 'contractor' : undefined,
    dispatchedAt: from,
    plannedAt: undefined,
    firstVisitAt: undefined,
    takenOverAt: undefined,
    extendedBy: undefined,
    runsFromAt: undefined,
    workerId: undefined,
    ownFinishBy: undefined,
    noAccessVisits: 0,
    refusalsThisRound: 0,
    signatures: [],
  });
  order.to('dispatched');
  startClocks(order, from);
  order.fillIn(d.orderId, 'repair-order', orderForm(order));
  if (d.isTriaged) order.allow('triage', { roles: ['repair-desk'] });
  else askTriage(order);
  order.allow('claim-own-repair', { roles: ['customer-service'] });
  if (contractorId) {
    askAccept(order);
    tellContractor(order, 'repair.order', {}, d.orderId);
  }
  if (d.severity !== 'urgent') return;
  order.allow('authorise-entry', { roles: ['property-manager'] });
  if (isNightNow(order)) ringDuty(order);
}

/** The contractor accepts, or the repair desk for it; a contractor that has nobody here is telephoned by the desk. */
function askAccept(order: Order): void {
  const { contractorPeople, acceptBy, findings } = order.data;
  const { part, of } = ofContractor(order);
  order.ask('accept', { part, of, by: acceptBy, remindAt: [0.5] });
  if (part === 'contractor') order.allow('accept', { roles: ['repair-desk'] }, 'own-team');
  if (!findings.some(({ finding }) => finding === 'warranty'))
    order.allow('dispute', { staffIds: contractorPeople });
}

export async function triage(
  order: Order,
  { defectClass, severity, contractorId }: Repair['steps']['triage'],
): Promise<void> {
  const d = order.data;
  const before = { contractorId: d.contractorId, severity: d.severity };
  await moveClaim(order, { unitId: d.unitId, defectClass });
  Object.assign(d, { defectClass, severity, isTriaged: true });
  const responsible = await decideWarranty(order, contractorId);
  order.allow('triage', { roles: ['repair-desk'] });
  if (d.warranty?.isCovered && d.dispute?.by === 'system') {
    d.dispute = undefined;
    order.shut('verify');
  }
  const isNewlyUrgent = severity === 'urgent' && before.severity !== 'urgent';
  if (!d.warranty?.isCovered && (d.dispute?.ground !== 'expired' || isNewlyUrgent))
    return route(order, undefined, order.at);
  if (!d.warranty?.isCovered) return order.fillIn(d.orderId, 'repair-order', orderForm(order));
  if (!responsible) return toOwnTeam(order);
  if (responsible !== before.contractorId) return dispatch(order, responsible, order.at);
  if (severity !== before.severity) recount(order, order.at);
  order.fillIn(d.orderId, 'repair-order', orderForm(order));
}

/** Another severity of the same work: the clocks are set anew, the work goes on. */
export function recount(order: Order, from: number): void {
  const d = order.data;
  order.drop('half');
  startClocks(order, from);
  if (order.status === 'dispatched') askAccept(order);
  else askFinish(order);
  if (d.severity === 'urgent') order.allow('authorise-entry', { roles: ['property-manager'] });
  else order.shut('authorise-entry');
}

export function accept(order: Order, { plannedAt }: Repair['steps']['accept']): void {
  const d = order.data;
  if (plannedAt > (d.finishBy ?? plannedAt)) {
    order.refuse('after-deadline', '计划时间晚于完工期限 the work is planned after it must be finished', {
      field: 'plannedAt',
    });
  }
  if (plannedAt < d.reportedAt) {
    order.refuse('date-in-past', '计划时间不能早于报修时间 the work is planned before it was asked for', {
      field: 'plannedAt',
    });
  }
  d.plannedAt = plannedAt;
  order.shut('accept');
  order.drop('accept');
  order.to('accepted');
  const { part, of } = ofContractor(order);
  order.ask('visit', { part, of, by: d.onSiteBy, remindAt: [0.5] });
  askFinish(order);
  issueTask(order);
  if (!d.extendedBy) order.allow('extend', { roles: ['project-department'] });
  tellOwner(order, 'repair.accepted', { plannedAt: order.say(plannedAt) });
}

/** The doer's task; what follows when it is late is a deadline of its own. */
export function askFinish(order: Order): void {
  const d = order.data;
  if (d.doer === 'contractor') {
    const by = d.stopped ? undefined : (order.deadline('rework')?.at ?? d.finishBy);
    order.ask('finish', { ...ofContractor(order), by, remindAt: [] });
  } else if (d.workerId) {
    const by = d.stopped ? undefined : d.ownFinishBy;
    const escalate = [{ to: { roles: ['project-department' as const] } }];
    order.ask('finish', { part: 'own-team', of: { staffIds: [d.workerId] }, by, escalate });
  }
}
