/** From the deposit to the day of signing: reminders, the day itself, the grace, extensions. */
import { instantOf } from '../../kernel/calendar';
import type { Draft } from '../../kernel/draft';
import { timeOnDayBefore } from '../../kernel/period';
import { saleContract } from '../../deal/sale/contract';
import type { Subscription } from './contract';

type Sub = Draft<Subscription>;

/** 24:00 of the form's date, never moved to a workday; reminders on the days ahead of it. */
export function waitForSigning(sub: Sub, signBy: number): void {
  sub.data.signBy = signBy;
  sub.drop('signGrace');
  sub.drop('signReminder');
  sub.until('signBy', signBy);
  if (sub.data.signingAt === undefined) remindAhead(sub);
}

/** None once the signing is appointed. */
function remindAhead(sub: Sub): void {
  for (const days of sub.policy.signReminders) {
    const at = timeOnDayBefore(sub.data.signBy as number, days, sub.policy.signReminderAt, sub.calendar);
    if (at > sub.at) sub.until('signReminder', at, { part: String(days), quiet: true });
  }
}

export function remindToSign(sub: Sub, daysLeft: string): void {
  const { buyers, signBy } = sub.data;
  sub.notify(
    'subscription.sign-by-reminder',
    { clientId: buyers[0] },
    {
      unit: { unit: sub.data.unitId },
      signBy: sub.sayDay(signBy as number),
      daysLeft,
    },
  );
}

/** 签约逾期: both sides are told; after the grace somebody decides. */
export function becomeOverdue(sub: Sub): void {
  const { data } = sub;
  sub.to('sign-overdue');
  sub.drop('signReminder');
  const signBy = data.signBy as number;
  const graceUntil = sub.say(sub.after('signGrace', { from: signBy }));
  const facts = {
    unit: { unit: data.unitId },
    clientName: { client: data.buyers[0] as string },
    signBy: sub.sayDay(signBy),
    graceUntil,
  };
  sub.notify('subscription.sign-overdue', { clientId: data.buyers[0] }, facts);
  sub.notify('subscription.sign-overdue-staff', { staffIds: [data.consultantId], roles: ['supervisor'] }, facts);
  sub.tell(saleContract, sub.key, 'sign-overdue', { signBy });
}

export function signingIsSet(sub: Sub, signingAt: number): void {
  sub.data.signingAt = signingAt;
  sub.drop('signReminder');
}

export function signingWasMissed(sub: Sub): void {
  delete sub.data.signingAt;
  if (sub.status === 'subscribed') remindAhead(sub);
}

/** The buyers have signed: nothing is overdue any more; the unit and the day stand. */
export function contractIsSigned(sub: Sub, signedAt: number): void {
  sub.data.contractSignedAt = signedAt;
  for (const name of ['signBy', 'signGrace', 'signReminder'] as const) sub.drop(name);
  sub.shut('extend', 'correct-unit', 'approve-correction', 'decide-fault');
  sub.to('subscribed');
}

/** The contract went back to preparation: the day counts again, and may have passed. */
export function contractIsReturned(sub: Sub): void {
  delete sub.data.contractSignedAt;
  delete sub.data.signingAt;
  sub.allow('extend');
  waitForSigning(sub, sub.data.signBy as number);
}

/**
 * At most `extensions` times in all.
 * @throws `no-extension-left`, `date-in-past`, `step-not-open` for a day that is not running
 */
export function extend(sub: Sub, { depositBy, signBy, reason }: Subscription['steps']['extend']): void {
  const { data, policy } = sub;
  if (data.extensions.length >= policy.extensions) {
    sub.refuse(
      'no-extension-left',
      `已延期 ${policy.extensions} 次，不能再延 extended ${policy.extensions} times already`,
    );
  }
  const matter = depositBy === undefined ? 'sign' : 'deposit';
  const from = matter === 'deposit' ? sub.deadline('depositBy')?.at : data.signBy;
  const isRunning = matter === 'deposit' ? from !== undefined : from !== undefined && data.deposit !== undefined;
  if (from === undefined || !isRunning)
    sub.refuse('step-not-open', `现在没有可延长的期限 nothing to extend while ${sub.status}`, {
      field: `${matter}By`,
    });
  const to = depositBy ?? instantOf(signBy as string, '24:00', sub.calendar);
  if (to <= sub.at || to <= from)
    sub.refuse('date-in-past', '新期限须晚于现在和原期限 an extension ends later than before', {
      field: `${matter}By`,
    });
  data.extensions.push({ matter, from, to, reason, by: sub.actor.staffId, at: sub.at });
  if (matter === 'deposit') extendDeposit(sub, to);
  else extendSigning(sub, to);
  sub.notify(
    'subscription.extended',
    { clientId: data.buyers[0] },
    {
      unit: { unit: data.unitId },
      matter: matter === 'deposit' ? '交付定金' : '签约',
      newBy: matter === 'deposit' ? sub.say(to) : sub.sayDay(to),
    },
  );
}

function extendDeposit(sub: Sub, to: number): void {
  sub.until('depositBy', to);
  for (const open of [...sub.record.openSteps]) {
    const step = open.step as 'fill' | 'client-sign' | 'consultant-sign' | 'take-deposit';
    const goesWithDeposit = ['fill', 'client-sign', 'consultant-sign', 'take-deposit'].includes(step);
    if (goesWithDeposit && open.taskId) sub.ask(step, { of: open.who, by: to });
  }
}

function extendSigning(sub: Sub, to: number): void {
  waitForSigning(sub, to);
  if (sub.status === 'sign-overdue') sub.to('subscribed');
  sub.tell(saleContract, sub.key, 'sign-extended', { signBy: to });
}
