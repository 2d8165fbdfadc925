/** The money before the stamp: price due and 代收维修基金, against the ledger. */
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { sayFen } from '../../kernel/money';
import { balanceOf, fundDueFen, priceDueFen } from './rules';
import type { SettledMoney, Signing } from './contract';

type Sign = Draft<Signing>;
type Paid = Pick<SettledMoney, 'priceDueFen' | 'paidFen' | 'fundDueFen' | 'fundPaidFen'>;

/** @throws `money-missing` for the price or no fund at all, `fund-mismatch` for another sum than the fund */
export async function refuseUnpaid(signing: Sign): Promise<Paid> {
  const { terms, draft } = signing.data;
  const [{ lines }, { areaHundredths }] = await Promise.all([
    look.ledgerOf(signing.key),
    look.contractDefaults(signing.projectId, terms.unitId),
  ]);
  const plan = draft?.plan ?? terms.plan;
  const paid = {
    priceDueFen: priceDueFen({ ...terms, plan }, signing.today),
    paidFen: balanceOf(lines, 'house'),
    fundDueFen: fundDueFen(signing.policy, terms.priceFen, areaHundredths),
    fundPaidFen: balanceOf(lines, 'maintenance-fund'),
  };
  if (paid.paidFen < paid.priceDueFen)
    signing.refuse(
      'money-missing',
      `应付房款 ${sayFen(paid.priceDueFen)} 元，已付 ${sayFen(paid.paidFen)} 元 the price due is not covered`,
      { ...paid },
    );
  if (paid.fundPaidFen === 0 && paid.fundDueFen > 0)
    signing.refuse('money-missing', `维修基金 ${sayFen(paid.fundDueFen)} 元未付 the fund is not paid`, { ...paid });
  if (paid.fundPaidFen !== paid.fundDueFen)
    signing.refuse(
      'fund-mismatch',
      `维修基金应为 ${sayFen(paid.fundDueFen)} 元，已付 ${sayFen(paid.fundPaidFen)} 元 another sum was paid`,
      { ...paid },
    );
  return paid;
}

/** Finance names the payments it has in hand; what counts is the ledger. @throws as `refuseUnpaid` */
export async function settle(signing: Sign, { paymentIds }: Signing['steps']['settle']): Promise<void> {
  for (const id of paymentIds) {
    const payment = await look.paymentRow(id);
    const isHere = payment?.state === 'booked' && payment.splits.some(({ saleKey }) => saleKey === signing.key);
    if (!isHere)
      signing.refuse('money-missing', `${id} 未在本交易入账 it is not booked on this sale`, {
        field: 'paymentIds',
      });
  }
  const paid = await refuseUnpaid(signing);
  signing.data.settled = { ...paid, paymentIds, by: signing.actor.staffId, at: signing.at };
}
