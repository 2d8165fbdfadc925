import type { DocumentFields } from '../../../activities/texts/documents';
import type { NoticeFields, NoticeFieldsBeside, NoticeId } from '../../../activities/texts/notices';
import type { Draft } from '../../kernel/draft';
import type { Ask } from '../../kernel/draft.steps';
import type { Actor, Addressee, Field, Role, Who } from '../../kernel/words';
import { isNight, onDutyAt } from './night.rules';
import type { Repair, RepairData } from './contract';
import { CHANNEL_NAMES, CLASS_NAMES, SEVERITY_NAMES } from './words';

export type Order = Draft<Repair>;

/** A free text: by id when it came through the API, as it is from another process. */
function textOf(text: string): Field {
  return text.startsWith('p:') ? { personal: text } : text;
}

export function personalOf(text: string | undefined): Field | undefined {
  return text === undefined ? undefined : textOf(text);
}

/** What notices and forms say about a repair. */
export function facts(order: Order) {
  const d = order.data;
  const said = (at: number | undefined) => (at === undefined ? undefined : order.say(at));
  return {
    orderNo: d.orderNo,
    unit: { unit: d.unitId },
    content: textOf(d.content),
    channel: CHANNEL_NAMES[d.channel],
    reportedAt: order.say(d.reportedAt),
    appointmentAt: said(d.appointmentAt),
    defectClass: d.defectClass ? CLASS_NAMES[d.defectClass] : '待核定',
    severity: SEVERITY_NAMES[d.severity],
    contractor: d.contractorId ? { contractor: d.contractorId } : '责任单位',
    acceptBy: said(d.acceptBy) ?? '待定',
    onSiteBy: said(d.onSiteBy) ?? '待定',
    finishBy: said(d.doer === 'own-team' ? d.ownFinishBy : d.finishBy) ?? '待定',
  };
}

/** 报修单 as it stands now. */
export function orderForm(order: Order): DocumentFields<'repair-order'> {
  const { orderNo: _, contractor, acceptBy, onSiteBy, finishBy, ...rest } = facts(order);
  const d = order.data;
  const isDispatched = d.dispatchedAt !== undefined && d.acceptBy !== undefined;
  return {
    ...rest,
    ownerName: personalOf(d.name) ?? (d.clientId ? { client: d.clientId } : undefined),
    address: personalOf(d.address),
    phone: personalOf(d.phone),
    contractor: d.contractorId ? contractor : undefined,
    warrantyUntil: d.warranty?.untilOn,
    ...(isDispatched ? { acceptBy, onSiteBy, finishBy } : {}),
  };
}

export function ownerName(d: RepairData): Field {
  if (d.name) return textOf(d.name);
  return d.clientId ? { client: d.clientId } : '业主';
}

/** A home whose owner is not known here is written to by nobody. */
export function tellOwner<T extends NoticeId>(order: Order, template: T, more: More<T>, documentId?: string): void {
  const { clientId } = order.data;
  if (clientId) tell(order, template, { clientId }, more, documentId);
}

export function tellContractor<T extends NoticeId>(
  order: Order,
  template: T,
  more: More<T>,
  documentId?: string,
): void {
  const { contractorPeople } = order.data;
  if (contractorPeople.length > 0) tell(order, template, { staffIds: contractorPeople }, more, documentId);
}

export function tellStaff<T extends NoticeId>(order: Order, roles: Role[], template: T, more: More<T>): void {
  tell(order, template, { roles }, more);
}

/** Whoever mends it now. */
export function tellDoer<T extends NoticeId>(order: Order, template: T, more: More<T>): void {
  const { doer, workerId } = order.data;
  if (doer === 'contractor') tellContractor(order, template, more);
  else if (workerId) tell(order, template, { staffIds: [workerId] }, more);
  else tellStaff(order, ['repair-desk'], template, more);
}

/** What a notice says beside the facts of the repair. */
type More<T extends NoticeId> = NoticeFieldsBeside<ReturnType<typeof facts>, T>;

function tell<T extends NoticeId>(order: Order, template: T, to: Addressee, more: More<T>, documentId?: string) {
  const fields = { ...facts(order), ...more } as unknown as NoticeFields<T>;
  order.notify(template, to, fields, { documentId });
}

/** Whom an urgent report rings when nobody of the roster is there. */
const WITHOUT_DUTY = ['repair-desk', 'project-department', 'property-manager'] as const satisfies Role[];

/** An urgent report at night rings tonight's duty workers 值班表; are none named, or have all left, somebody else. */
export function ringDuty(order: Order): void {
  const { dutyRoster, nightTo } = order.policy;
  const onDuty = onDutyAt(order.at, dutyRoster, nightTo, order.calendar);
  order.notify('repair.urgent-duty', { staffIds: onDuty, orElse: [...WITHOUT_DUTY] }, facts(order));
}

export function isNightNow(order: Order): boolean {
  return isNight(order.at, order.policy.nightFrom, order.policy.nightTo, order.calendar);
}

/** A task without a time of its own: 3 workdays, then the superior, then the executive. */
export function usual(order: Order, of: Who, notBy?: Ask['notBy']): Ask {
  return {
    of,
    notBy,
    within: order.policy.task,
    policyKey: 'task',
    escalate: [
      { to: { roles: ['service-supervisor'] } },
      { to: { roles: ['executive'] }, after: order.policy.taskLadder },
    ],
  };
}

/** A contractor acts for itself; everybody else for the house. */
export function sideOf(_body: unknown, actor: Actor): 'contractor' | 'own-team' {
  return actor.roles.includes('contractor') ? 'contractor' : 'own-team';
}

/** Whose the contractor's steps are: its people's, or the repair desk's for one that has nobody here. */
export function ofContractor({ data }: Order): { part: 'contractor' | 'own-team'; of: Who } {
  const { contractorPeople } = data;
  if (contractorPeople.length > 0) return { part: 'contractor', of: { staffIds: contractorPeople } };
  return { part: 'own-team', of: { roles: ['repair-desk'] } };
}

/** Who did the work does not sign for it. The desk that only writes down what the contractor did has done none. */
export function noteWorker({ data, actor }: Order): void {
  const isOwnWork = data.doer === 'own-team' || actor.roles.includes('contractor');
  if (isOwnWork && !data.workers.includes(actor.staffId)) data.workers.push(actor.staffId);
}

/** Steps of the one who mends it. */
export function shutWork(order: Order): void {
  order.shut('accept', 'visit', 'finish', 'extend', 'dispute', 'triage', 'assign-own', 'authorise-entry');
}
