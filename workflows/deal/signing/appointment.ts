/** When the buyers come: the appointment, its changes, nobody coming, the demand to sign. */
import { localDate } from '../../kernel/calendar';
import type { EventsOfAny } from '../../kernel/contract';
import type { Draft } from '../../kernel/draft';
import { deadlineAfter, deadlineBefore } from '../../kernel/period';
import { lateInSales, lateInService } from '../escalation';
import { mortgageContract } from '../mortgage/contract';
import { saleContract } from '../sale/contract';
import type { Signing } from './contract';
import { subscriptionContract } from '../../front/subscription/contract';

type Sign = Draft<Signing>;

/** What notices say about this sale. */
export function facts(signing: Sign) {
  const { unitId, buyers, consultantId } = signing.data.terms;
  return {
    unit: { unit: unitId },
    clientName: { client: buyers[0] as string },
    consultant: { staff: consultantId },
    place: signing.data.place ?? '销售中心',
  };
}

const CONCERNED = [saleContract, subscriptionContract, mortgageContract] as const;
type EventsOfSale = EventsOfAny<(typeof CONCERNED)[number]>;

/** An event for the sale and for its phases concerned: these may have ended. */
export function tellSale<Event extends keyof EventsOfSale & string>(
  signing: Sign,
  event: Event,
  payload: EventsOfSale[Event],
): void {
  const hasLoan = signing.data.terms.plan.kind === 'mortgage';
  const concerned = CONCERNED.filter((contract) => hasLoan || contract !== mortgageContract);
  signing.tellThose(concerned, signing.key, event, payload, saleContract);
}

/** The consultant agrees a day with the client well ahead of the last one. */
export async function askForAlert(signing: Sign, by: number): Promise<void> {
  const { consultantId } = signing.data.terms;
  signing.ask('alert', {
    of: { staffIds: [consultantId] },
    by: Math.max(by, signing.at),
    escalate: await lateInSales(signing, consultantId),
  });
}

export function alertDue(signing: Sign): number {
  return deadlineBefore(signing.data.terms.signBy, signing.policy.alert, signing.calendar);
}

/** 约定签约: customer service, lawyer, finance and the client are told [S0, S3]. @throws `date-in-past` */
export function announce(signing: Sign, { signingAt, place, materials }: Signing['steps']['alert']): void {
  Object.assign(signing.data, { place, materials: materials ?? signing.policy.materials });
  appoint(signing, signingAt);
  signing.notify(
    'signing.appointment',
    { clientId: signing.data.terms.buyers[0] },
    {
      ...facts(signing),
      signingAt: signing.say(signingAt),
      materials: signing.data.materials.join('、'),
    },
  );
  signing.notify(
    'signing.appointment-staff',
    { roles: ['customer-service', 'contract-clerk', 'lawyer', 'finance'] },
    {
      ...facts(signing),
      signingAt: signing.say(signingAt),
    },
  );
}

/** Everybody is told; after the third time only the manager puts it off again. @throws `date-in-past` */
export function reschedule(signing: Sign, { signingAt, reason }: Signing['steps']['reschedule']): void {
  const { data } = signing;
  const oldAt = data.signingAt === undefined ? '（未到场）' : signing.say(data.signingAt);
  data.reschedules += 1;
  appoint(signing, signingAt);
  const moved = { ...facts(signing), oldAt, newAt: signing.say(signingAt) };
  signing.notify('signing.appointment-changed', { clientId: data.terms.buyers[0] }, moved);
  signing.notify(
    'signing.appointment-changed-staff',
    { staffIds: [data.terms.consultantId], roles: ['customer-service', 'lawyer', 'finance'] },
    { ...moved, reason: { personal: reason } },
  );
}

function appoint(signing: Sign, signingAt: number): void {
  if (signingAt <= signing.at)
    signing.refuse('date-in-past', '签约时间须晚于现在 the signing must be ahead', { field: 'signingAt' });
  const { data } = signing;
  data.signingAt = signingAt;
  signing.shut('alert');
  signing.after('noShow', { from: signingAt });
  allowReschedule(signing);
  if (signing.status === 'missed')
    signing.to(data.openTerms.length > 0 ? 'terms-open' : data.draft ? 'prepared' : 'waiting');
  if (!data.draft) askForDraft(signing);
  else if (signing.status === 'prepared') askToExplain(signing);
  tellSale(signing, 'signing-set', { signingAt });
}

export function allowReschedule(signing: Sign): void {
  const isManagers = signing.data.reschedules >= signing.policy.reschedules;
  signing.allow('reschedule', { roles: [isManagers ? 'sales-manager' : 'customer-service'] });
}

/** Due a day ahead of the signing. */
function askForDraft(signing: Sign): void {
  const { signingAt = signing.at } = signing.data;
  const ahead = deadlineBefore(signingAt, signing.policy.prepare, signing.calendar);
  signing.ask('prepare', {
    of: { roles: ['contract-clerk', 'customer-service'] },
    by: Math.max(ahead, signing.at),
    escalate: lateInService(signing),
  });
}

/** At the appointed hour, or soon when that has passed. */
export function askToExplain(signing: Sign): void {
  const { signingAt = 0 } = signing.data;
  const soon = deadlineAfter(signing.at, signing.policy.step, signing.calendar).at;
  signing.ask('explain', {
    of: { roles: ['customer-service'] },
    by: signingAt > signing.at ? signingAt : soon,
    remindAt: [1],
    escalate: lateInService(signing),
  });
}

/** The buyers were there that day if the contract was explained to them. */
export async function countNoShow(signing: Sign): Promise<void> {
  const { data, calendar } = signing;
  const { signingAt = signing.at, explainedAt } = data;
  if (explainedAt !== undefined && localDate(explainedAt, calendar) === localDate(signingAt, calendar)) return;
  signing.to('missed');
  delete data.signingAt;
  delete data.acceptedHash;
  signing.shut('explain', 'sign');
  await askForAlert(signing, deadlineAfter(signing.at, signing.policy.step, signing.calendar).at);
  const missed = {
    ...facts(signing),
    signingAt: signing.say(signingAt),
    signBy: signing.sayDay(data.terms.signBy),
  };
  signing.notify('signing.missed', { clientId: data.terms.buyers[0] }, missed);
  signing.notify(
    'signing.missed-staff',
    { staffIds: [data.terms.consultantId], roles: ['customer-service'] },
    missed,
  );
  tellSale(signing, 'signing-missed', {});
  countDemandFrom(signing, signing.at);
}

/** From the earlier of missed and overdue; one demand in all. */
export function countDemandFrom(signing: Sign, from: number): void {
  const { data } = signing;
  if (data.demand || data.signedAt !== undefined) return;
  data.demandFrom = Math.min(data.demandFrom ?? from, from);
  const due = deadlineAfter(data.demandFrom, signing.policy.demand, signing.calendar).at;
  signing.until('demand', Math.max(due, signing.at));
}

/** 签约催告; who has agreed a day that is still ahead is not pressed before it. */
export function demandSigning(signing: Sign): void {
  const { data } = signing;
  if (data.signingAt !== undefined && data.signingAt > signing.at) return;
  const { terms } = data;
  const answerBy = deadlineAfter(signing.at, signing.policy.demandAnswer, signing.calendar).at;
  const finalBy = Math.max(terms.signBy, answerBy);
  const client = { client: terms.buyers[0] as string };
  const demand = {
    unit: { unit: terms.unitId },
    formNo: terms.formNo,
    signBy: signing.sayDay(terms.signBy),
    finalBy: signing.sayDay(finalBy),
  };
  const document = signing.document(
    'sign-demand',
    {
      ...demand,
      buyerName: client,
      serviceAddress: { addressOf: client.client },
      depositAmountFen: terms.depositFen,
      subscribedOn: signing.sayDate(signing.record.startedAt),
    },
    { clientId: client.client },
  );
  signing.notify(
    'signing.sign-demand',
    { clientId: client.client },
    { ...demand, demandNo: document.number },
    { documentId: document.id },
  );
  data.demand = {
    noticeId: `${signing.workflowId}#${signing.rev}#0#${client.client}`,
    documentId: document.id,
    number: document.number,
    sentAt: signing.at,
    finalBy,
  };
  askForDelivery(signing);
}

function askForDelivery(signing: Sign): void {
  signing.ask('record-delivery', {
    of: {},
    within: signing.policy.demandDelivery,
    policyKey: 'demandDelivery',
    escalate: lateInService(signing),
  });
}

/** Served unless returned; not served, nothing is forfeited [law]. Another notice's delivery is not ours. */
export function recordDelivery(signing: Sign, { noticeId, result, on }: Signing['events']['delivery']): void {
  const { demand } = signing.data;
  if (!demand || ![demand.noticeId, demand.documentId, demand.number].includes(noticeId)) {
    return signing.fact('ignored', `${noticeId} 不是本交易的签约催告 it is not the demand of this sale`);
  }
  if (demand.result !== undefined && demand.result !== 'returned') return;
  Object.assign(demand, { result, resultOn: on });
  if (result !== 'returned') {
    signing.allow('record-delivery');
    return tellSale(signing, 'demand-served', { servedAt: signing.at });
  }
  signing.notify(
    'signing.sign-demand-undelivered',
    { roles: ['customer-service'] },
    {
      ...facts(signing),
      demandNo: demand.number,
      result: '退回',
    },
  );
  askForDelivery(signing);
}
