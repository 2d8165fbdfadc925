import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { VisitClaim } from './contract';

type Visit = Draft<VisitClaim>;

/** S0 §9: the stand-in tells the owner and the leader in detail. */
export async function askForBriefing(visit: Visit): Promise<void> {
  const owner = visit.data.namedStaffId as string;
  const leader = await look.leaderOf(visit.projectId, owner, visit.at);
  visit.to('briefing');
  visit.owner = owner;
  visit.shut('name-consultant');
  visit.ask('brief-owner', {
    of: { staffIds: [visit.data.servedBy ?? visit.data.receiverId] },
    within: visit.policy.briefBy,
    policyKey: 'briefBy',
    escalate: [{ to: leader ? { staffIds: [leader] } : { roles: ['supervisor'] } }],
  });
}

/** 客户认领通知 to all team leaders; from here the window counts. */
export async function sendClaimNotice(visit: Visit): Promise<void> {
  visit.drop('noticeBy');
  visit.shut('notify-leaders');
  visit.to('claim-open');
  visit.data.noticeSentAt = visit.at;
  const claimBy = visit.after('claimWindow');
  const tellBy = visit.after('tellTeam');
  const leaders = (await look.holdersOf(visit.projectId, 'team-leader', visit.at)).map((leader) => leader.id);
  const told = { ...facts(visit), claimBy: visit.say(claimBy) };
  const document = visit.document('claim-notice', { ...told, visitorBookNo: visit.data.bookNo });
  visit.data.claimNoticeId = document.id;
  visit.notify('visit-claim.claim-notice', { staffIds: leaders }, told, { documentId: document.id });
  for (const leader of leaders) {
    visit.ask('tell-team', { part: leader, of: { staffIds: [leader] }, by: tellBy, remindAt: [0.5] });
  }
  visit.allow('claim');
  visit.allow('withdraw-claim');
}

export function closeClaims(visit: Visit): void {
  visit.drop('claimWindow');
  visit.drop('tellTeam');
  visit.drop('noticeBy');
  visit.shut('claim', 'withdraw-claim', 'tell-team', 'notify-leaders', 'name-consultant');
}

/** S1 二.4, `book-only`: the visitor book alone decides. */
export async function ownByBook(visit: Visit): Promise<void> {
  const owner = await look.firstReceiverOf(visit.projectId, visit.data.clientId, visit.data.arrivedAt);
  if (!owner || owner === visit.data.receiverId) return own(visit, visit.data.receiverId, 'unclaimed');
  const { visitorBookNo, clientName } = facts(visit);
  const parties = { staffIds: [owner, visit.data.receiverId] };
  visit.notify('visit-claim.by-book', parties, { visitorBookNo, clientName, owner: { staff: owner } });
  own(visit, owner, 'claimed');
}

export function own(visit: Visit, staffId: string, outcome: VisitClaim['status']): void {
  visit.data.ownerId = staffId;
  visit.owner = staffId;
  visit.finish(outcome);
}

export function partiesOf(visit: Visit): string[] {
  return [...new Set([visit.data.receiverId, ...visit.data.claims.map((claim) => claim.staffId)])];
}

export function facts(visit: Visit) {
  return {
    visitorBookNo: visit.data.bookNo,
    clientName: { client: visit.data.clientId },
    employer: visit.data.employer ? { personal: visit.data.employer } : undefined,
    visitedAt: visit.say(visit.data.arrivedAt),
    receiver: { staff: visit.data.servedBy ?? visit.data.receiverId },
  };
}
