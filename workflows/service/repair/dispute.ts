import { look } from '../../kernel/look';
import { dropClocks } from './clocks';
import { conclude } from './closing';
import { decideWarranty, dispatch } from './dispatch';
import { toOwnTeam } from './take-over';
import { facts, type Order, ownerName, shutWork, tellContractor, tellOwner, usual } from './draft';
import type { Repair } from './contract';

/** Where the owner may sue (民事诉讼法 34: the court of the place of the house). */
const COURT = '房屋所在地人民法院';

/** A flag: the clocks run on. */
export function dispute(order: Order, { ground }: Repair['steps']['dispute']): void {
  order.data.dispute = { ground, by: order.actor.staffId, disputedAt: order.at };
  order.shut('dispute');
  order.ask('verify', usual(order, { roles: ['engineering'] }));
}

/** The engineer's finding: a new dispatch, or a reasoned notice with the quote. */
export async function verify(order: Order, body: Repair['steps']['verify']): Promise<void> {
  const d = order.data;
  const { finding, reason, quoteFen, contractorId, expert } = body;
  if (d.isFinalReview) {
    if (!expert)
      order.refuse('expert-missing', '最终复核须有专家参加 the final review is made with an expert', {
        field: 'expert',
      });
  }
  d.findings.push({ finding, reason, by: order.actor.staffId, foundAt: order.at, quoteFen, expert });
  d.dispute = undefined;
  const isTakenOver = d.doer === 'own-team';
  if (finding === 'owner-liable') {
    if (isTakenOver) d.isContractorReleased = true;
    else ownerIsLiable(order, body);
    return;
  }
  const responsible = await decideWarranty(
    order,
    contractorId ?? (finding === 'warranty' ? d.contractorId : undefined),
  );
  if (d.warranty) d.warranty.isCovered = true;
  order.drop('ownerChoice');
  order.shut('owner-choice');
  if (isTakenOver) {
    d.contractorId = finding === 'warranty' || contractorId ? responsible : undefined;
    return;
  }
  if (finding === 'warranty' && responsible) return dispatch(order, responsible, order.at);
  if (finding === 'warranty') return toOwnTeam(order);
  if (contractorId) return dispatch(order, contractorId, order.at);
  d.isTriaged = false;
  return dispatch(order, undefined, order.at);
}

/** 不予保修通知: reason, quote, choices and the court. */
function ownerIsLiable(order: Order, { reason, quoteFen }: Repair['steps']['verify']): void {
  const d = order.data;
  if (order.status !== 'owner-liable')
    tellContractor(order, 'repair.cancelled', { reason: '经查验不属于保修范围' });
  d.quoteFen = quoteFen;
  dropClocks(order);
  shutWork(order);
  order.to('owner-liable');
  const { orderNo, unit, content, reportedAt } = facts(order);
  const why = { personal: reason };
  const fields = {
    ownerName: ownerName(d),
    orderNo,
    unit,
    content,
    reportedAt,
    reason: why,
    engineer: { staff: order.actor.staffId },
    court: COURT,
  };
  const notice = order.document('not-warranty', { ...fields, quoteAmountFen: quoteFen }, { clientId: d.clientId });
  tellOwner(
    order,
    'repair.not-warranty',
    { noticeNo: notice.number, reason: why, quoteAmountFen: quoteFen },
    notice.id,
  );
  order.ask('owner-choice', usual(order, { roles: ['customer-service'] }));
  order.after('ownerChoice');
}

export function ownerChoice(order: Order, { choice }: Repair['steps']['owner-choice']): void {
  const d = order.data;
  if (choice === 'withdraw') return conclude(order, 'withdrawn');
  if (choice === 'pay' && d.quoteFen === undefined) {
    order.refuse('no-quote', '工程部尚未报价 engineering has given no quote', { field: 'choice' });
  }
  order.drop('ownerChoice');
  if (choice === 'pay') return order.ask('record-payment', usual(order, { roles: ['finance'] }));
  if (d.isFinalReview)
    order.refuse('final-decision', '已复核，结论为最终结论 the finding was reviewed and is final', {
      field: 'choice',
    });
  d.isFinalReview = true;
  order.ask('verify', usual(order, { roles: ['engineering'] }, [d.findings.at(-1)?.by]));
}

/** The quote, in full, on ledger account `repair-fee`: the own team mends. */
export async function recordPayment(order: Order, { paymentId }: Repair['steps']['record-payment']): Promise<void> {
  const d = order.data;
  const [fees, unit] = await Promise.all([
    look.repairFees(order.projectId, paymentId),
    look.unitForRepair(order.projectId, d.unitId),
  ]);
  if (fees.length === 0)
    order.refuse('unknown-payment', '该笔款项没有维修费入账 nothing is booked as a repair fee under it', {
      field: 'paymentId',
    });
  const isOthers = fees.some(({ saleKey }) => saleKey !== order.key && saleKey !== unit?.saleKey);
  if (isOthers)
    order.refuse('wrong-payer', '该笔款项属于其他房号 the payment is for another home', { field: 'paymentId' });
  const paidFen = fees.reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (paidFen !== d.quoteFen)
    order.refuse('wrong-amount', '该笔款项与报价不符 the payment is not the quote', {
      paidFen,
      quoteFen: d.quoteFen,
    });
  const used = { code: 'payment-used' as const, message: '该笔款项已用于其他报修 it has paid for another repair' };
  order.claim('repair-payment', paymentId, used, { forGood: true });
  Object.assign(d, { paymentId, hasOwnerPaid: true });
  toOwnTeam(order);
}
