import { deadlineAfter } from '../../kernel/period';
import { look } from '../../kernel/look';
import { type Case, facts, refresh } from './case';
import { setLimitation, warn } from './clocks';
import type { Collection } from './contract';
import { requirePast } from './letters';
import { lapseAt } from './rules';

type Steps = Collection['steps'];
const LAWYER_AND_MANAGER = { roles: ['lawyer' as const, 'sales-manager' as const] };

/** The demanded time is over and it is still unpaid: the right to rescind arises [law 11]. */
export async function rescindable(file: Case): Promise<void> {
  await refresh(file);
  const { data } = file;
  data.aroseAt = file.at;
  if (['reminding', 'letter', 'demanded'].includes(file.status)) file.to('rescindable');
  file.allow('record-buyer-demand');
  await setLapse(file);
  file.notify('collection.rescindable', LAWYER_AND_MANAGER, {
    ...facts(file),
    aroseAt: file.say(file.at),
    lapsesAt: file.say(data.lapsesAt ?? file.at),
  });
}

/** The rescission was not carried out: the right is there as before, as long as it lasts. */
export async function backToRescindable(file: Case): Promise<void> {
  file.to('rescindable');
  await setLapse(file);
}

async function setLapse(file: Case): Promise<void> {
  const { data, policy, calendar } = file;
  const [sale] = await look.saleBriefs([file.saleKey ?? '']);
  const lapse = sale?.contractTerms.rescissionPeriod ?? policy.lapse;
  data.lapsesAt = lapseAt(
    data.aroseAt as number,
    data.buyerDemand?.receivedOn,
    { lapse, afterDemand: policy.lapseAfterDemand },
    calendar,
  );
  file.until('lapse', Math.max(data.lapsesAt, file.at));
  warn(file, 'lapseWarning', data.lapsesAt, policy.lapseWarnings);
}

export async function recordBuyerDemand(
  file: Case,
  { receivedOn, docId }: Steps['record-buyer-demand'],
): Promise<void> {
  requirePast(file, 'receivedOn', receivedOn);
  file.data.buyerDemand = { receivedOn, docId };
  await setLapse(file);
}

export function warnOfLapse(file: Case, part: string | undefined): void {
  file.notify('collection.rescission-lapse-warning', LAWYER_AND_MANAGER, {
    ...facts(file),
    daysLeft: part ?? '',
    lapsesAt: file.say(file.data.lapsesAt ?? file.at),
  });
}

export function lapse(file: Case): void {
  file.data.rescissionLapsed = true;
  file.shut('approve-rescission', 'record-buyer-demand');
  if (file.status === 'rescindable') file.to('demanded');
  file.notify('collection.rescission-lapsed', LAWYER_AND_MANAGER, { ...facts(file), lapsedAt: file.say(file.at) });
}

export function warnOfLimitation(file: Case, part: string | undefined): void {
  const expiresAt = file.data.limitationAt ?? deadlineAfter(file.at, `${part} calendar-days`, file.calendar).at;
  file.notify('collection.limitation-warning', LAWYER_AND_MANAGER, {
    ...facts(file),
    daysLeft: part ?? '',
    expiresAt: file.say(expiresAt),
  });
}

/** @throws `right-lapsed`, `right-not-arisen` */
export function requestRescission(file: Case, { basis }: Steps['request-rescission']): void {
  if (file.data.rescissionLapsed) file.refuse('right-lapsed', '解除权已消灭 the right to rescind has lapsed');
  if (file.data.aroseAt === undefined)
    file.refuse('right-not-arisen', '解除权尚未产生 the right to rescind has not arisen');
  if (file.status === 'handed-over') file.refuse('step-not-open', '解除合同已批准 the rescission is approved');
  file.data.rescission = { basis, requestedBy: file.actor.staffId };
  file.ask('approve-rescission', {
    of: { roles: ['executive'] },
    notBy: [file.actor.staffId],
    within: file.policy.task,
    policyKey: 'task',
  });
}

/** The executive's word is enough: deal-change carries it out without another approval. */
export async function approveRescission(file: Case, { approved }: Steps['approve-rescission']): Promise<void> {
  const asked = file.data.rescission as NonNullable<Case['data']['rescission']>;
  if (!approved) {
    file.data.rescission = { ...asked, outcome: 'declined' };
    return;
  }
  const { overdue } = await refresh(file);
  if (overdue.length === 0) file.refuse('nothing-overdue', '款项已付清 everything has been paid');
  file.data.rescission = { ...asked, approvedBy: file.actor.staffId, approvedAt: file.at };
  file.drop('rung');
  file.drop('lapse');
  file.drop('lapseWarning');
  file.to('handed-over');
}

/** From now on the court's time counts: whatever else the case was waiting for no longer moves it. */
export async function fileSuit(file: Case, suit: Steps['file-suit']): Promise<void> {
  requirePast(file, 'filedOn', suit.filedOn);
  file.data.suit = suit;
  file.data.hold = 'litigation';
  file.drop('rung');
  file.drop('promise');
  file.drop('instalment');
  file.shut('resolve-dispute', 'approve-plan');
  file.data.interruptedOn.push(suit.filedOn);
  await setLimitation(file);
}
