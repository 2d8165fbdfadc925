/** Money out: refund, compensation, tax or fund remitted. */
import { look } from '../../kernel/look';
import { sayFen } from '../../kernel/money';
import { noteUnbooked } from '../../books/ledger/booking';
import { accountsOf } from '../../books/ledger/rules';
import { type Entry, requireSales, toBook } from './entry';
import { areSplitsWhole } from './rules';

/** Refund, compensation, tax or fund remitted: requested by finance, approved by the manager, paid by finance. */
export async function requestOut(entry: Entry, isDecided: boolean): Promise<void> {
  const { data } = entry;
  const sales = await requireSales(entry, data.splits);
  if (!areSplitsWhole(data.amountFen, data.splits)) {
    entry.refuse('wrong-amount', '各项之和与总额不符 the splits do not sum to the amount', { field: 'splits' });
  }
  const isOfChange =
    data.changeId !== undefined &&
    data.splits.every(({ saleKey }) => sales[saleKey]?.openChangeId === data.changeId);
  if (data.changeId !== undefined && !isOfChange)
    entry.refuse('change-unknown', '没有正在办理的这项变更 no such change is being carried out', {
      field: 'changeId',
    });
  const isApproved = isDecided || isOfChange;
  if (!isApproved) {
    await requireCover(entry);
    for (const key of coverKeys(entry)) {
      entry.claim('money-out', key, {
        code: 'credit-insufficient',
        message: '该账户另有一笔付款在办理 another payment out of this account is on its way',
      });
    }
  }
  await noteUnbooked(entry, toBook(entry, sales), isApproved ? 'approved' : 'requested');
  if (isApproved) return askToPay(entry);
  entry.to('requested');
  const { approveOut, escalateAfter } = entry.policy;
  entry.ask('approve-out', {
    of: { roles: ['sales-manager'] },
    notBy: [data.enteredBy],
    within: approveOut,
    policyKey: 'approveOut',
    escalate: [{ to: { roles: ['executive'] }, after: escalateAfter }],
  });
  entry.allow('cancel');
}

export function askToPay(entry: Entry): void {
  entry.to('approved');
  const { approveOut, escalateAfter } = entry.policy;
  entry.ask('confirm-paid', {
    of: { roles: ['finance'] },
    within: approveOut,
    policyKey: 'approveOut',
    escalate: [{ to: { roles: ['sales-manager'] }, after: escalateAfter }],
  });
  entry.allow('cancel');
}

/** No more goes out of an account than is credit in it; compensation is the company's own money. */
export async function requireCover(entry: Entry): Promise<void> {
  for (const { saleKey, account, amountFen } of entry.data.splits) {
    if (account === 'compensation') continue;
    const { plan, lines } = await look.ledgerOf(saleKey);
    const state = accountsOf(plan, lines, entry.today, entry.calendar).find((s) => s.account === account);
    const there = account === 'house' ? (state?.creditFen ?? 0) : (state?.inFen ?? 0) - (state?.outFen ?? 0);
    if (amountFen > there)
      entry.refuse(
        'credit-insufficient',
        `可付余额只有 ${sayFen(Math.max(there, 0))} 元 that is all that is there`,
        {
          saleKey,
          account,
          creditFen: Math.max(there, 0),
        },
      );
  }
}

function coverKeys(entry: Entry): string[] {
  return [
    ...new Set(
      entry.data.splits
        .filter(({ account }) => account !== 'compensation')
        .map(({ saleKey, account }) => `${saleKey}/${account}`),
    ),
  ];
}

export function withdraw(entry: Entry, status: 'rejected' | 'cancelled', reason: string | undefined): void {
  entry.data.reason = reason;
  entry.changeRow('payments', entry.key, { state: ['requested', 'approved'] }, { state: status });
  entry.finish(status);
}
