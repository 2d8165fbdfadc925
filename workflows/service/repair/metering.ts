import { dateOf } from '../../kernel/change';
import { conclude } from './closing';
import { type Order, usual } from './draft';
import { chargedFen, type MeterLine, type Payer, payerOf, quarterOf, sumOf } from './money.rules';
import type { Repair, RepairData } from './contract';

const PAYER_NAMES: Record<Payer, string> = { contractor: '责任单位', owner: '业主', developer: '我方' };

/** Who bears the cost as things stand. */
export function payer(d: RepairData): Payer {
  const isContractorBound = (d.warranty?.isContractorBound ?? false) && !d.isContractorReleased;
  return payerOf({ hasOwnerPaid: d.hasOwnerPaid, hasContractor: d.contractorId !== undefined, isContractorBound });
}

/** 维修计量 [S1 §6]: another one approves it. */
export function meter(order: Order, { lines, payTo, chargeTo }: Repair['steps']['meter']): void {
  const d = order.data;
  const bearer = payer(d);
  if (chargeTo !== bearer)
    order.refuse('wrong-payer', `费用由${PAYER_NAMES[bearer]}承担 the cost is borne by ${bearer}`, {
      field: 'chargeTo',
      payer: bearer,
    });
  const amountFen = chargedFen(sumOf(lines), chargeTo, order.policy.handlingFeePercent);
  d.metering = { lines, payTo, chargeTo, amountFen, by: order.actor.staffId };
  order.ask('approve-meter', usual(order, { roles: ['project-department'] }, [order.actor.staffId]));
}

export function approveMeter(order: Order, { decision, reason }: Repair['steps']['approve-meter']): void {
  const d = order.data;
  const { metering } = d;
  if (!metering) return order.refuse('step-not-open', '没有待审批的计量 nothing is metered');
  if (decision === 'refuse') {
    order.fact('reason', reason);
    d.metering = undefined;
    return order.ask('meter', usual(order, { roles: ['repair-desk'] }));
  }
  metering.approvedBy = order.actor.staffId;
  const { lines, payTo } = metering;
  enterInLedger(order, { kind: 'metered', lines, payTo, sumFen: sumOf(lines), approvedBy: metering.approvedBy });
  d.isMetered = true;
  if (d.completedAt !== undefined) return endRepaired(order);
  order.to('metered');
}

/** 收回维修任务单; the record reads 「…已完成维修」 [S1 4.2.2]. */
export function returnOrder(order: Order, { completedAt }: Repair['steps']['return-order']): void {
  const d = order.data;
  if (completedAt < d.reportedAt)
    order.refuse('validation-failed', '完成时间不能早于报修时间 completed before it was reported', {
      field: 'completedAt',
    });
  d.completedAt = completedAt;
  d.entryRemark = `${order.say(completedAt)}已完成维修`;
  if (d.isMetered) endRepaired(order);
}

function endRepaired(order: Order): void {
  const { doer, hasOwnerPaid } = order.data;
  if (hasOwnerPaid) return conclude(order, 'owner-paid');
  conclude(order, doer === 'own-team' ? 'repaired-own-team' : 'repaired');
}

interface Entry {
  kind: 'free' | 'metered' | 'own-repair';
  lines: MeterLine[];
  payTo: string;
  sumFen: number;
  approvedBy?: string;
}

/** A line of 维修台账, dated now: what contractor-settlement bills by quarter. */
export function enterInLedger(order: Order, { kind, lines, payTo, sumFen, approvedBy }: Entry): void {
  const d = order.data;
  const chargeTo = payer(d);
  const id = `${order.key}#${d.ledgerLines.length + 1}`;
  d.ledgerLines.push(id);
  order.put('repair_ledger', id, {
    projectId: order.projectId,
    repairId: order.key,
    orderNo: d.orderNo,
    unitId: d.unitId,
    defectClass: d.defectClass,
    contractorId: d.contractorId,
    kind,
    lines: lines.map((line) => ({ ...line })),
    payTo,
    chargeTo,
    sumFen,
    amountFen: chargedFen(sumFen, chargeTo, order.policy.handlingFeePercent),
    quarter: quarterOf(order.today),
    enteredAt: dateOf(order.at),
    enteredBy: order.actor.staffId,
    approvedBy,
    isTakenOver: d.takenOverAt !== undefined,
    isSettled: false,
  });
}
