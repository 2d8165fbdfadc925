/** 客户认领: who has met this visitor before, who of them owns, and what when they do not agree (S0 §2; S1 二.4). */
import { patched } from '@temporalio/workflow';
import type { ProcessRecord } from '../../kernel/change';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { Actor } from '../../kernel/words';
import type { VisitClaim } from './contract';
import { closeClaims, facts, own, partiesOf } from './ownership';
import { winnerOf } from './rules';

type Visit = Draft<VisitClaim>;
type Steps = VisitClaim['steps'];

/** A leader for the own team, or in an absent leader's stead for that one's. */
export function leaderWhoTells(
  _body: object,
  { staffId, actingFor = [] }: Actor,
  { openSteps }: ProcessRecord,
): string {
  const asked = [staffId, ...actingFor].find((id) =>
    openSteps.some(({ step, part }) => step === 'tell-team' && part === id),
  );
  return asked ?? staffId;
}

/** The leader's group hears of the notice, by the leader or in the leader's stead. */
export async function tellTeam(visit: Visit, leader: string): Promise<void> {
  const team = await look.groupOf(visit.projectId, leader, visit.at);
  const told = { ...facts(visit), claimBy: visit.say(visit.deadline('claimWindow')?.at ?? visit.at) };
  const members = team.map((member) => member.id).filter((id) => id !== leader);
  visit.notify('visit-claim.tell-team', { staffIds: members }, told);
}

/** @throws `own-case`, `claim-exists`, `entry-not-yours` */
export async function enterClaim(visit: Visit, { visitorBookNo, leadEntryNo }: Steps['claim']): Promise<void> {
  const { staffId } = visit.actor;
  if (staffId === visit.data.receiverId) visit.refuse('own-case', '接访人无须认领 the receiver need not claim');
  if (visit.data.claims.some((claim) => claim.staffId === staffId)) {
    visit.refuse('claim-exists', '您已认领过这位客户 you have claimed this visitor already');
  }
  const entry = visitorBookNo ? await look.visitorBookEntry(visit.projectId, visitorBookNo) : undefined;
  if (visitorBookNo && (entry?.staffId !== staffId || entry.receivedAt >= visit.data.arrivedAt)) {
    visit.refuse(
      'entry-not-yours',
      `登记号 ${visitorBookNo} 不是您此前的接待 it is not an earlier reception of yours`,
      { field: 'visitorBookNo' },
    );
  }
  visit.data.claims.push({
    staffId,
    visitorBookNo,
    leadEntryNo,
    receivedAt: entry?.receivedAt,
    claimedAt: visit.at,
  });
}

/** @throws `no-claim` */
export function withdrawClaim(visit: Visit): void {
  const { staffId } = visit.actor;
  if (!visit.data.claims.some((claim) => claim.staffId === staffId))
    visit.refuse('no-claim', '您没有认领这位客户 you have not claimed');
  visit.data.claims = visit.data.claims.filter((claim) => claim.staffId !== staffId);
}

/** The window has ended: the earliest entry owns, open to dispute; without a claim the receiver. */
export function decideClaims(visit: Visit): void {
  const winner = winnerOf(visit.data.claims);
  closeClaims(visit);
  if (!winner) {
    const { receiverId } = visit.data;
    own(visit, receiverId, 'unclaimed');
    visit.notify(
      'visit-claim.unclaimed',
      { staffIds: [receiverId] },
      { ...facts(visit), owner: { staff: receiverId } },
    );
    return;
  }
  visit.data.ownerId = winner.staffId;
  visit.owner = winner.staffId;
  visit.to('decided');
  const disputeBy = visit.after('disputeWindow');
  visit.allow('dispute', { staffIds: partiesOf(visit) });
  visit.notify(
    'visit-claim.claimed',
    { staffIds: partiesOf(visit) },
    {
      ...facts(visit),
      owner: { staff: winner.staffId },
      evidenceNo: winner.visitorBookNo ?? winner.leadEntryNo ?? '',
      disputeBy: visit.say(disputeBy),
    },
  );
}

/** @throws `forbidden` for whoever is no party */
export async function dispute(visit: Visit, reason: string): Promise<void> {
  const { staffId } = visit.actor;
  if (!partiesOf(visit).includes(staffId))
    visit.refuse('forbidden', '只有接访人和认领人可以提出异议 only the receiver and those who claimed may dispute');
  const decider = patched('party-supervisor') ? await deciderOf(visit) : 'supervisor';
  visit.data.disputedBy = staffId;
  visit.data.disputeReason = reason;
  visit.to('disputed');
  visit.drop('disputeWindow');
  visit.shut('dispute');
  visit.ask('decide-dispute', {
    of: { roles: [decider] },
    within: visit.policy.disputeDecision,
    policyKey: 'disputeDecision',
    escalate: [{ to: { roles: ['sales-manager'] } }],
  });
  visit.notify(
    'visit-claim.dispute',
    { roles: [decider] },
    {
      ...facts(visit),
      raisedBy: { staff: staffId },
      reason: { personal: reason },
      decideBy: visit.say(visit.find('decide-dispute')?.due ?? visit.at),
    },
  );
}

/** A supervisor decides, unless each is a party to it: then the sales manager. */
async function deciderOf(visit: Visit): Promise<'supervisor' | 'sales-manager'> {
  const parties = partiesOf(visit);
  const supervisors = await look.holdersOf(visit.projectId, 'supervisor', visit.at);
  return supervisors.every(({ id }) => parties.includes(id)) ? 'sales-manager' : 'supervisor';
}

/** Once and for all. @throws `own-case`, `not-a-party` */
export function decideDispute(visit: Visit, { ownerId, reason }: Steps['decide-dispute']): void {
  const parties = partiesOf(visit);
  if (parties.includes(visit.actor.staffId))
    visit.refuse('own-case', '当事人不能裁定 a party to it does not decide');
  if (!parties.includes(ownerId)) {
    visit.refuse('not-a-party', '客户只能归接访人或认领人 the owner is the receiver or one who claimed', {
      field: 'ownerId',
    });
  }
  visit.data.decidedBy = visit.actor.staffId;
  visit.data.decisionReason = reason;
  own(visit, ownerId, ownerId === visit.data.receiverId ? 'kept' : 'claimed');
  visit.notify(
    'visit-claim.decision',
    { staffIds: parties },
    {
      ...facts(visit),
      owner: { staff: ownerId },
      decidedBy: { staff: visit.actor.staffId },
      reason: { personal: reason },
    },
  );
}
