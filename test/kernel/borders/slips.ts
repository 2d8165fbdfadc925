/** Slips of the pen at every border of a process. The line after each `// slip:` must not compile; no other may fail. */
import { dateOf } from '../../../workflows/kernel/change';
import { defineContract, type EventTo } from '../../../workflows/kernel/contract';
import type { Draft } from '../../../workflows/kernel/draft';
import { refusal } from '../../../workflows/kernel/refusal';
import { Problem } from '../../../api/kernel/problems';
import type { Models } from '../../../models';
import type { Payment } from '../../../workflows/money/payment/contract';
import { paymentContract } from '../../../workflows/money/payment/contract';
import { tellPhases } from '../../../workflows/deal/sale/phases';
import { type Sale, saleContract } from '../../../workflows/deal/sale/contract';
import type { CollectionRunSchema } from '../../../workflows/money/collection-run/schema';
import { unitControlContract } from '../../../workflows/front/unit-control/contract';
import type { Subscription } from '../../../workflows/front/subscription/contract';
import { type Repair, repairContract } from '../../../workflows/service/repair/contract';
import { tellOwner } from '../../../workflows/service/repair/draft';

const REFUSED = { code: 'already-booked', message: '已入账 it is booked' } as const;

export function events(sub: Draft<Subscription>, sale: Draft<Sale>): void {
  sub.tell(saleContract, sub.key, 'sign-overdue', { signBy: sub.at });
  // slip: an event that the receiver does not know
  sub.tell(saleContract, sub.key, 'sign-overdu', { signBy: sub.at });
  // slip: the event of another process
  sub.tell(paymentContract, sub.key, 'sign-overdue', { signBy: sub.at });
  // slip: a payload without what the event tells
  sub.tell(saleContract, sub.key, 'sign-overdue', {});
  // slip: a payload of another type
  sub.tell(saleContract, sub.key, 'sign-overdue', { signBy: '2026-03-10' });
  // slip: a payload with a field that the event does not have
  sub.tell(saleContract, sub.key, 'sign-overdue', { signBy: sub.at, by: 'client' });
  // slip: a workflow id instead of a contract and a key
  sub.tell('sale:S-1', 'sign-overdue', { signBy: sub.at });
  tellPhases(sale, 'sign-overdue', { signBy: sale.at });
  // slip: an event that no phase of a sale knows
  tellPhases(sale, 'payment-booked', { paymentId: 'P-1', saleKey: 'S-1' });
}

export function sent(): EventTo<typeof unitControlContract>[] {
  return [
    { name: 'unit-sold', eventId: '1', payload: { saleKey: 'S-1', consultantId: 'c-1' } },
    // slip: sent from outside, a payload without its sale
    { name: 'unit-sold', eventId: '1', payload: { consultantId: 'c-1' } },
  ];
}

export function begins(sale: Draft<Sale>): void {
  // slip: a process begun without what it must be told
  sale.begin(repairContract, 'BX-1', { unitId: 'A-1201' });
}

export function notices(sub: Draft<Subscription>, order: Draft<Repair>): void {
  const to = { roles: ['assistant' as const] };
  const unit = { unit: 'A-1201' };
  sub.notify('subscription.unit-lost', to, { unit });
  // slip: a notice that there is not
  sub.notify('subscription.unit-last', to, { unit });
  // slip: a notice without one of its fields
  sub.notify('subscription.no-deposit', to, { unit });
  // slip: a field under a name that the notice does not have
  sub.notify('subscription.unit-lost', to, { unti: unit });
  // slip: a reference to a kind of thing that has no name
  sub.notify('subscription.unit-lost', to, { unit: { home: 'A-1201' } });
  // slip: an amount as text
  sub.notify('subscription.deposit-kept', to, { unit, amountFen: '20,000.00', reason: '逾期' });
  // slip: a value that may be missing where one must be
  sub.notify('subscription.no-deposit', to, { unit, depositBy: sub.data.deposit?.receiptNo });
  // slip: a role that nobody can hold
  sub.notify('subscription.unit-lost', { roles: ['janitor'] }, { unit });
  tellOwner(order, 'repair.accepted', { plannedAt: order.say(order.at) });
  // slip: a notice of a repair without what it says beside the facts
  tellOwner(order, 'repair.accepted', {});
}

export function documents(sub: Draft<Subscription>): void {
  const unit = { unit: sub.data.unitId };
  sub.document('subscription-form', { unit, depositAmountFen: 2_000_000, buyers: [], plan: [] });
  // slip: a kind of document that there is not
  sub.document('subscription-from', { unit, depositAmountFen: 2_000_000, buyers: [], plan: [] });
  // slip: a document without one of its fields
  sub.document('subscription-form', { unit, buyers: [], plan: [] });
  // slip: a document without one of its lists
  sub.document('subscription-form', { unit, depositAmountFen: 2_000_000, buyers: [] });
  const more = { unit, depositAmountFen: 2_000_000, buyers: [], plan: [], colour: 'red' };
  // slip: a field that the document does not have, handed over with the others
  sub.document('subscription-form', { ...more });
  // slip: a list whose rows lack a column
  sub.document('subscription-form', { unit, depositAmountFen: 1, buyers: [{ name: '王某' }], plan: [] });
  // slip: a blank form filled in without its unit
  sub.fillIn('id', 'subscription-form', { depositAmountFen: 2_000_000, buyers: [], plan: [] });
}

export function rows(entry: Draft<Payment>): void {
  entry.put('payments', entry.key, { state: 'booked', bookedAt: dateOf(entry.at) });
  // slip: a collection that there is not
  entry.put('payment', entry.key, { state: 'booked' });
  // slip: a field that the row does not have
  entry.put('payments', entry.key, { status: 'booked' });
  // slip: a state that the row cannot have
  entry.put('payments', entry.key, { state: 'payed' });
  // slip: an instant as a number, where the row has a date
  entry.put('payments', entry.key, { bookedAt: entry.at });
  entry.changeRow('payments', entry.key, { state: ['requested', 'approved'] }, { state: 'cancelled' });
  // slip: a change that expects a field which the row does not have
  entry.changeRow('payments', entry.key, { status: 'requested' }, { state: 'cancelled' });
  // slip: a change that sets a field which the row does not have
  entry.changeRow('payments', entry.key, { state: 'requested' }, { status: 'cancelled' });
  // slip: a change that takes away a field which the row does not have
  entry.changeRow('payments', entry.key, { state: 'requested' }, {}, { unset: ['status'] });
  // slip: a row inserted without its fields
  entry.insertRow('payments', { _id: entry.key, state: 'booked' }, REFUSED);
}

export function claims(entry: Draft<Payment>): void {
  entry.claim('money-out', 'S-1/house', REFUSED);
  // slip: a scope of claims that there is not
  entry.claim('money-uot', 'S-1/house', REFUSED);
  // slip: a scope let go of that nobody can hold
  entry.release('money', 'S-1/house');
}

export function refusals(sub: Draft<Subscription>): void {
  // slip: a code that is not in the list
  if (sub.rev === 1) sub.refuse('unit-gone', '房源已售 it is gone');
  // slip: a code that is not in the list, refused outside a draft
  if (sub.rev === 2) throw refusal('unit-gone', '房源已售 it is gone');
  // slip: a guard that refuses with a code of its own
  sub.claim('paper-receipt', 'p-1/1', { code: 'receipt-used', message: '收据已登记 it is used' });
  // slip: a problem with a code that is not in the list
  throw new Problem('unit-gone', '房源已售 it is gone');
}

export function names(sub: Draft<Subscription>): void {
  sub.after('depositBy');
  // slip: a deadline that the process does not have
  sub.after('depositUntil');
  // slip: a deadline dropped that the process does not have
  sub.drop('depositUntil');
  // slip: a deadline without a period, which policy does not give either
  sub.after('signReminder');
  // slip: a step that the process does not have
  sub.ask('fill-in', { of: {} });
  // slip: a step shut that the process does not have
  sub.shut('fill-in');
  // slip: a step looked for that the process does not have
  sub.find('fill-in');
  // slip: a policy value that the process does not have
  sub.ask('fill', { of: {}, within: sub.policy.formWithin, policyKey: 'formWithn' });
  // slip: a status that the process does not have
  sub.to('signed-off');
}

export async function records(models: Models): Promise<void> {
  const sale = await models.recordsOf(saleContract).findById('S-1').lean();
  sale?.data.unitId.trim();
  // slip: a fact that the process does not know
  sale?.data.unit.trim();
  // slip: a status that the process does not have
  if (sale?.status === 'signed') return;
  // slip: the records of what is no process
  models.recordsOf('sale');
}

const RUN = {
  name: 'short',
  type: 'short',
  title: { zh: '短', en: 'Short' },
  collection: 'shorts',
  startRoles: ['assistant'],
  statuses: { open: { zh: '开', en: 'open' } },
} as const;
const CLOSE = { title: { zh: '关', en: 'Close' }, roles: ['assistant'] } as const;
const BEGAN = { 'next-run-began': { zh: '开始', en: 'began' } };

export const unknowing = defineContract<CollectionRunSchema>()({
  ...RUN,
  events: BEGAN,
  // slip: a contract without one of the steps of its schema
  steps: { close: CLOSE },
});

export const refusing = defineContract<CollectionRunSchema>()({
  ...RUN,
  events: BEGAN,
  steps: {
    rerun: CLOSE,
    // slip: a step that is refused, when it is not open, with a code that is not in the list
    close: { ...CLOSE, closedCode: 'too-late' },
  },
});
