/** 认购书: issued blank in four copies, filled in, checked and signed; void when it is left. */
import type { DocumentFields } from '../../../activities/texts/documents';
import { instantOf, localDate } from '../../kernel/calendar';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { deadlineAfter } from '../../kernel/period';
import type { Plan } from '../../books/terms/sale';
import type { Subscription } from './contract';
import { datesOf, depositFor, isPriceInRange, whyUnbalanced } from './rules';

type Sub = Draft<Subscription>;
type FormFields = DocumentFields<'subscription-form'>;

export const COPIES = 4;

/** Ask the owner, by the time the deposit is due at the latest. */
export function askOwner(sub: Sub, step: 'fill' | 'client-sign' | 'consultant-sign'): void {
  const by = sub.deadline('depositBy')?.at;
  sub.ask(step, { of: { staffIds: [sub.data.consultantId] }, by });
}

/** A numbered form from the assistant, entered in the issue log [S0 篇2 §1.4]. */
export async function issueForm(sub: Sub): Promise<void> {
  const price = await look.priceInForce(sub.projectId, sub.data.unitId, sub.at);
  const { depositFen, depositMaxPercent } = sub.policy;
  const fields: FormFields = {
    unit: { unit: sub.data.unitId },
    depositAmountFen: price ? depositFor(price.totalFen, depositFen, depositMaxPercent) : depositFen,
    buyers: buyersOf(sub),
    plan: [],
    depositBy: sayAt(sub, sub.deadline('depositBy')?.at),
  };
  enterForm(sub, fields);
  sub.to('form');
  askOwner(sub, 'fill');
}

/** Take a number for a form and log who drew it. */
export function enterForm(sub: Sub, fields: FormFields): void {
  const { id, number } = sub.document('subscription-form', fields, { clientId: sub.data.buyers[0] });
  const { unitId } = sub.data;
  sub.data.formNo = number;
  sub.data.forms.push({ formNo: number, documentId: id, unitId, issuedAt: sub.at, issuedBy: sub.actor.staffId });
  // While the copies of an earlier form are still out, it is they that come back first.
  if (!sub.isOpen('void-form')) sub.allow('void-form');
}

/**
 * Every box of the form against the list in force and the law.
 * @throws `form-signed`, `unit-mismatch`, `price-outside-range`, `date-in-past`, `plan-unbalanced`, `minor-lump-sum-only`
 */
export async function fillForm(sub: Sub, body: Subscription['steps']['fill']): Promise<void> {
  const { data, policy } = sub;
  if (data.clientSignedAt)
    sub.refuse('form-signed', '客户已签字，须先作废认购书 the client has signed: void the form first');
  if (body.unitId !== data.unitId) {
    sub.refuse('unit-mismatch', `核查的房号是 ${data.unitId} that is the unit that was checked`, {
      field: 'unitId',
    });
  }
  const list = await look.priceInForce(sub.projectId, body.unitId, sub.at);
  if (!list || body.grantId || !isPriceInRange(body, list)) {
    sub.refuse(
      'price-outside-range',
      '价格须在价目表和标准折扣之内，否则须先批准 the price is the list less the standard discount, or a grant',
      { field: body.grantId ? 'grantId' : 'totalFen', listTotalFen: list?.totalFen },
    );
  }
  const signOn = body.signBy ?? offeredSignOn(sub);
  const late = [signOn, body.mortgageBy, ...datesOf(body.plan)].find(
    (date) => date !== undefined && date < sub.today,
  );
  if (late) sub.refuse('date-in-past', `${late} 已过 the date is in the past`);
  const depositFen = depositFor(body.totalFen, policy.depositFen, policy.depositMaxPercent);
  const unbalanced = whyUnbalanced(body.plan, body.totalFen, depositFen, policy.minDownPercent);
  if (unbalanced) sub.refuse('plan-unbalanced', unbalanced, { field: 'plan' });
  if (body.plan.kind !== 'lump' && (await look.minorsOn(data.buyers, signOn)).length > 0) {
    sub.refuse(
      'minor-lump-sum-only',
      '签约日有买受人未满十八岁，只能一次性付款 a buyer is under 18 on the signing day: lump sum only',
      { field: 'plan' },
    );
  }
  Object.assign(data, {
    priceListNo: list.no,
    unitPriceFen: body.unitPriceFen,
    priceFen: body.totalFen,
    depositFen: data.deposit?.amountFen ?? depositFen,
    plan: body.plan,
    signBy: instantOf(signOn, '24:00', sub.calendar),
    mortgageBy: body.mortgageBy && instantOf(body.mortgageBy, '24:00', sub.calendar),
    problems: undefined,
  });
  const form = data.forms.at(-1);
  if (form) sub.fillIn(form.documentId, 'subscription-form', filledFields(sub, list.areaHundredths));
  sub.to('filled');
  sub.shut('client-sign');
  sub.allow('fill', { staffIds: [data.consultantId] });
  sub.ask('check', {
    of: { roles: ['supervisor', 'assistant'] },
    notBy: [data.consultantId],
    within: policy.checkWithin,
    policyKey: 'checkWithin',
    escalate: [{ to: { roles: ['sales-manager'] } }],
  });
}

/** The day of signing that is offered when none was agreed. */
function offeredSignOn(sub: Sub): string {
  return localDate(deadlineAfter(sub.at, sub.policy.signBy, sub.calendar).at, sub.calendar);
}

/** The form that counts is void 作废; signatures on it are gone. */
export function voidForm(sub: Sub, reason: string, copiesReturned?: number): void {
  const { data } = sub;
  const form = data.forms.at(-1);
  if (form && form.voidedAt === undefined) {
    Object.assign(form, { voidedAt: sub.at, voidReason: reason });
    sub.voidDocument(form.documentId, reason);
  }
  if (form && copiesReturned !== undefined) form.copiesReturned = copiesReturned;
  for (const field of ['formNo', 'checkedBy', 'signers', 'clientSignedAt', 'consultantSignedAt'] as const)
    delete data[field];
  for (const field of ['managerSignedBy', 'managerSignedAt', 'problems'] as const) delete data[field];
  sub.shut('fill', 'check', 'client-sign', 'consultant-sign', 'manager-sign');
  if (!sub.policy.moneyFirst) sub.shut('take-deposit');
}

export function askForForm(sub: Sub): void {
  sub.ask('issue-form', {
    of: { roles: ['assistant'] },
    within: sub.policy.formWithin,
    policyKey: 'formWithin',
    escalate: [{ to: { roles: ['supervisor'] } }],
  });
}

/** The filled form's boxes, for print. */
export function filledFields(sub: Sub, areaHundredths: number): FormFields {
  const { data } = sub;
  const plan = data.plan as Plan;
  return {
    unit: { unit: data.unitId },
    buyers: buyersOf(sub),
    area: (areaHundredths / 100).toFixed(2),
    unitPriceFen: data.unitPriceFen,
    totalPriceFen: data.priceFen,
    method: { lump: '一次性付款', instalment: '分期付款', mortgage: '按揭贷款' }[plan.kind],
    downPercent: plan.kind === 'mortgage' ? plan.downPercent : undefined,
    loanAmountFen: plan.kind === 'mortgage' ? plan.loanFen : undefined,
    plan: planRows(plan, data.priceFen as number),
    depositAmountFen: data.depositFen as number,
    depositBy: sayAt(sub, sub.deadline('depositBy')?.at),
    signBy: sub.sayDay(data.signBy as number),
    mortgageBy: data.mortgageBy === undefined ? undefined : sub.sayDay(data.mortgageBy),
  };
}

function planRows(plan: Plan, priceFen: number) {
  if (plan.kind === 'lump') return [{ name: '全部房款', dueBy: plan.payBy, amountFen: priceFen }];
  if (plan.kind === 'instalment') {
    return plan.rows.map((row, i) => ({ name: `第${i + 1}期`, dueBy: row.dueBy, amountFen: row.amountFen }));
  }
  return [
    { name: '首付款（含定金）', dueBy: plan.downPaymentBy, amountFen: plan.downPaymentFen },
    { name: '银行贷款', dueBy: '以银行放款为准', amountFen: plan.loanFen },
  ];
}

function buyersOf({ data }: Sub) {
  return data.buyers.map((id) => ({
    name: { client: id },
    idNo: { clientIdNumber: id },
    phone: { clientPhone: id },
  }));
}

function sayAt(sub: Sub, at: number | undefined): string | undefined {
  return at === undefined ? undefined : sub.say(at);
}
