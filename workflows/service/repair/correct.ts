import { look } from '../../kernel/look';
import { resumeClocks } from './clocks';
import { askFinish, decideWarranty, dispatch, passOn, recount, route } from './dispatch';
import { moveClaim } from './duplicate';
import { type Order, orderForm, tellDoer } from './draft';
import { isComplete } from './report';
import type { Repair } from './contract';

/** What was written down wrongly: routed and counted again, from the original instant. */
export async function correct(order: Order, { changes, reason }: Repair['steps']['correct']): Promise<void> {
  const d = order.data;
  const { unitId = d.unitId, defectClass = d.defectClass } = changes;
  const isMoved = unitId !== d.unitId;
  if (isMoved) {
    const unit = await look.unitForRepair(order.projectId, unitId);
    if (!unit) order.refuse('unknown-unit', '没有这个房号 there is no such unit', { field: 'changes.unitId' });
    d.clientId = unit?.ownerClientId;
  }
  const isRouted = isMoved || defectClass !== d.defectClass || changes.reportedAt !== undefined;
  const isCounted = isRouted || changes.severity !== undefined || changes.appointmentAt !== undefined;
  await moveClaim(order, { unitId, defectClass });
  Object.assign(d, changes);
  d.corrections.push({ by: order.actor.staffId, reason, correctedAt: order.at, fields: Object.keys(changes) });
  if (order.status === 'recorded') return isComplete(d) ? passOn(order) : undefined;
  if (d.stopped && (changes.appointmentAt ?? 0) > order.at) {
    order.shut('complete');
    resumeClocks(order, d.appointmentAt ?? order.at);
    askFinish(order);
  }
  if (isRouted) await routeAgain(order);
  else if (isCounted && !d.stopped && isWithContractor(order)) recount(order, d.dispatchedAt ?? order.at);
  order.fillIn(d.orderId, 'repair-order', orderForm(order));
}

async function routeAgain(order: Order): Promise<void> {
  const d = order.data;
  const before = { contractorId: d.contractorId, isCovered: d.warranty?.isCovered ?? true };
  const contractorId = await decideWarranty(order);
  const from = d.dispatchedAt ?? order.at;
  if (d.takenOverAt !== undefined && contractorId !== before.contractorId) d.isContractorReleased = true;
  if (!isWithContractor(order)) {
    if (isRouteWrong(order, before.isCovered, contractorId)) return route(order, contractorId, from);
    return;
  }
  if (before.isCovered !== d.warranty?.isCovered) {
    d.dispute = undefined;
    order.shut('verify');
    return route(order, contractorId, from);
  }
  if (contractorId !== before.contractorId) return dispatch(order, contractorId, from);
  if (d.warranty?.isCovered && !d.stopped) recount(order, from);
}

/** Sent to the own team for want of a contractor, or to the owner for want of a warranty, by what was written wrongly. */
function isRouteWrong({ status, data }: Order, wasCovered: boolean, contractorId: string | undefined): boolean {
  if (data.hasOwnerPaid || data.takenOverAt !== undefined || !data.warranty?.isCovered) return false;
  if (status === 'own-team') return contractorId !== undefined && contractorId !== data.contractorId;
  return status === 'owner-liable' && !wasCovered;
}

function isWithContractor({ status }: Order): boolean {
  return status === 'dispatched' || status === 'accepted';
}

/** A word to the doer; no clock moves [S1 4.2.1]. */
export function chase(order: Order, { text }: Repair['steps']['chase']): void {
  order.data.chases.push({ text, by: order.actor.staffId, chasedAt: order.at });
  order.allow('chase');
  tellDoer(order, 'repair.chase', { message: { personal: text } });
}
