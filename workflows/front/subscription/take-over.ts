import type { Draft } from '../../kernel/draft';
import type { SubscribedOnPaper, Subscription } from './contract';
import { waitForSigning } from './signing';

/** Form and deposit are on paper: what is left is the day of signing, and who is at fault when nobody signs. */
export function takeUp(sub: Draft<Subscription>, { terms, paymentIds }: SubscribedOnPaper): void {
  const { formNo, unitPriceFen, priceFen, depositFen, plan, mortgageBy, depositReceiptNo } = terms;
  Object.assign(sub.data, {
    ...{ formNo, unitPriceFen, priceFen, depositFen, plan, mortgageBy },
    clientSignedAt: sub.at,
    managerSignedAt: sub.at,
    deposit: {
      amountFen: depositFen,
      parts: [],
      paymentIds,
      receiptNo: depositReceiptNo,
      countedBy: [],
      takenBy: sub.actor.staffId,
      takenAt: sub.at,
    },
  });
  sub.to('subscribed');
  sub.allow('extend');
  waitForSigning(sub, terms.signBy);
}
