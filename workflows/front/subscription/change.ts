/** Another unit before the deposit: chosen by the client, or because somebody else was first. */
import type { Draft } from '../../kernel/draft';
import { COPIES, voidForm } from './form';
import { end } from './settlement';
import type { IssuedForm, Subscription } from './contract';
import { askForUnitCheck, letGo, saleOf } from './unit';
import { unitOnSale } from '../../books/unit/row';

type Sub = Draft<Subscription>;

/** Before the deposit: the form is void, the new unit is checked. @throws the unit codes */
export async function changeUnit(sub: Sub, unitId: string): Promise<void> {
  const { data } = sub;
  if (unitId === data.unitId && data.lostUnitId === undefined)
    sub.refuse('same-unit', '与本交易现在的房号相同 that is the unit of this sale', { field: 'unitId' });
  await unitOnSale(sub, unitId, saleOf(sub));
  const isForms = data.formNo !== undefined;
  voidForm(sub, '更换房号');
  if (isForms) collectCopies(sub);
  await letGo(sub);
  delete data.lostUnitId;
  delete data.priceFen;
  sub.drop('depositBy');
  data.unitId = unitId;
  sub.about = unitId;
  sub.shut('issue-form', 'take-deposit');
  askForUnitCheck(sub);
}

/** Another sale's deposit was first: the copies come back; `change-unit` revives the sale until the deposit was due. */
export function loseUnit(sub: Sub, unitId: string): void {
  const { data } = sub;
  if (data.deposit || unitId !== data.unitId || data.lostUnitId) return;
  data.lostUnitId = unitId;
  sub.notify('subscription.unit-lost', { clientId: data.buyers[0] }, { unit: { unit: unitId } });
  const isForms = data.formNo !== undefined;
  voidForm(sub, '房号已售他人');
  sub.shut('issue-form', 'take-deposit', 'unit-check', 'extend');
  sub.to('unit-lost');
  // Whoever comes to pay all the same is told why not.
  sub.allow('take-deposit');
  if (isForms) collectCopies(sub);
  if (!sub.deadline('depositBy')) sub.after('depositBy');
}

/** All four copies come back and are stamped void. */
export function collectCopies(sub: Sub): void {
  const form = sub.data.forms.at(-1);
  sub.ask('void-form', {
    of: { roles: ['assistant'] },
    within: sub.policy.voidWithin,
    policyKey: 'voidWithin',
    escalate: [{ to: { roles: ['supervisor'] } }],
  });
  if (!form) return;
  sub.notify(
    'subscription.collect-copies',
    { roles: ['assistant'] },
    {
      formNo: form.formNo,
      unit: { unit: form.unitId },
      copies: COPIES,
      collectBy: sub.say(sub.find('void-form')?.due ?? sub.at),
    },
  );
}

/** A copy that is still with somebody is the supervisor's concern. */
export function tellOfMissing(sub: Sub, form: IssuedForm, reason: string): void {
  const missing = COPIES - (form.copiesReturned ?? 0);
  if (missing === 0) return;
  const fields = { formNo: form.formNo, unit: { unit: form.unitId }, missing, reason: { personal: reason } };
  sub.notify('subscription.copies-missing', { roles: ['supervisor'] }, fields);
}

/** A lost unit was not replaced in time: the sale ends once the copies are in. */
export async function endIfLost(sub: Sub): Promise<void> {
  if (sub.find('void-form')?.taskId || sub.deadline('depositBy')) return;
  await end(sub, 'unit-lost', '房号已售他人');
}

/** 作废: the copies of the form that was left are in, or the form that counts is left. Answers which. */
export function copiesAreIn(sub: Sub, copiesReturned: number, reason: string): boolean {
  const { forms, formNo, deposit, managerSignedAt } = sub.data;
  const left = forms.find((form) => form.voidedAt !== undefined && form.copiesReturned === undefined);
  if (!left) return false;
  left.copiesReturned = copiesReturned;
  tellOfMissing(sub, left, reason);
  const isSubscribed = deposit !== undefined && managerSignedAt !== undefined;
  if (formNo !== undefined && !isSubscribed) sub.allow('void-form');
  return true;
}
