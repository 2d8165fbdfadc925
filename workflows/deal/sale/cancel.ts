/** 取消交易: the one cancel of a sale that is not signed; the subscription settles the deposit. */
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { Sale } from './contract';
import { tellPhases } from './phases';
import type { Cancellation } from '../../front/subscription/contract';

type Trade = Draft<Sale>;

/** @throws `forbidden`, `change-in-progress`, `deal-change-needed` */
export async function cancel(
  sale: Trade,
  { reason, by, applicationFileId }: Sale['steps']['cancel'],
): Promise<void> {
  const { actor, data } = sale;
  const isOwner = data.consultantId === actor.staffId || actor.actingFor?.includes(data.consultantId);
  if (!isOwner && !actor.roles.some((role) => role === 'customer-service' || role === 'sales-manager')) {
    sale.refuse('forbidden', '置业顾问只能取消自己的交易 a consultant cancels only their own sales');
  }
  if (data.openChangeId) sale.refuse('change-in-progress', `${data.openChangeId} 正在办理 it is being carried out`);
  if (data.contractSignedAt)
    sale.refuse('deal-change-needed', '合同已签署，须办理交易变更 a signed contract is undone by a deal change');
  const { lines } = await look.ledgerOf(sale.key);
  const paidFen = lines.filter((line) => !line.reversed).reduce((sum, line) => sum + line.amountFen, 0);
  if (data.terms && paidFen > data.terms.depositFen) {
    sale.refuse(
      'deal-change-needed',
      '已付款超过定金，须办理交易变更退款 more than the deposit is paid: it goes back by a deal change',
    );
  }
  carryOutCancel(sale, { reason, by, applicationFileId, askedBy: actor.staffId });
}

/** Phases hear of it. */
export function carryOutCancel(sale: Trade, { fault, ...cancel }: Cancellation): void {
  sale.data.openChangeId = `${sale.key}-cancel`;
  sale.data.cancel = { ...cancel, at: sale.at };
  sale.to('cancelling');
  tellPhases(sale, 'cancel-asked', { ...cancel, ...(fault ? { fault } : {}) });
}
