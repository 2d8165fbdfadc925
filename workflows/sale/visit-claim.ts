import { instantOf } from '../kernel/calendar';
import { deadlineAfter } from '../kernel/period';
import { look } from '../kernel/look';
import { defineProcess } from '../kernel/process';
import { visitClaimContract } from './visit-claim.contract';
import {
  askForBriefing,
  closeClaims,
  facts,
  own,
  ownByBook,
  partiesOf,
  sendClaimNotice,
} from './visit-claim.ownership';
import { quoteFor } from './visit-claim.quote';
import { callConsultant, endTurn, giveTurnBack, serve, serveInstead } from './visit-claim.reception';
import { nextReceiver, winnerOf } from './visit-claim.rules';

/** 接待与客户认领: every visitor is served, leaves with the full pack and a next date, and belongs to one consultant. */
export const visitClaim = defineProcess(visitClaimContract, {
  async begin(visit, input) {
    const rota = await look.rotaOf(visit.projectId, visit.today, visit.at);
    const receiver = input.receiverId ?? nextReceiver(rota);
    if (!receiver || !rota.order.includes(receiver) || rota.off.includes(receiver)) {
      return visit.refuse('not-on-duty', 'the receiver is not on the rota and on site', { field: 'receiverId' });
    }
    const owner =
      input.contactedBefore === 'no' ? await look.ownerOfClient(visit.projectId, input.clientId) : undefined;
    const { receiverId: _, reason, ...known } = input;
    visit.data = {
      ...known,
      contactedBefore: owner ? 'named' : input.contactedBefore,
      namedStaffId: input.namedStaffId ?? owner,
      bookNo: visit.number(`visitor-book/${visit.today}`, `VB-${visit.today.replaceAll('-', '')}-{000}`),
      day: visit.today,
      arrivedAt: visit.at,
      receiverId: receiver,
      receiverReason: reason,
      quotes: [],
      claims: [],
    };
    visit.about = visit.data.bookNo;
    visit.allow('name-consultant');
    visit.allow('cancel');
    if (visit.data.namedStaffId) await callConsultant(visit, visit.data.namedStaffId, rota);
    else serve(visit, receiver, rota, { takesTurn: true });
  },

  steps: {
    async 'answer-call'(visit, { present, absence }) {
      const rota = await look.rotaOf(visit.projectId, visit.today, visit.at);
      if (present) serve(visit, visit.data.namedStaffId as string, rota, { takesTurn: false });
      else await serveInstead(visit, rota, absence ?? '不在现场');
    },

    async 'name-consultant'(visit, { staffId }) {
      visit.data.contactedBefore = 'named';
      visit.data.namedStaffId = staffId;
      if (visit.status === 'calling' || visit.status === 'serving') {
        const rota = await look.rotaOf(visit.projectId, visit.today, visit.at);
        await callConsultant(visit, staffId, giveTurnBack(visit, rota));
        return;
      }
      closeClaims(visit);
      await askForBriefing(visit);
    },

    async quote(visit, body) {
      visit.data.quotes.push(await quoteFor(visit, body));
    },

    async leave(visit, { nextVisitAt, ...left }) {
      if (nextVisitAt !== undefined && nextVisitAt <= visit.at) {
        visit.refuse('date-in-past', 'the next visit must be ahead', { field: 'nextVisitAt' });
      }
      Object.assign(visit.data, left, { nextVisitAt, leftAt: visit.at });
      visit.shut('leave', 'quote');
      await endTurn(visit);
      const { contactedBefore, receiverId, namedStaffId, standIn } = visit.data;
      if (contactedBefore === 'no') return own(visit, receiverId, 'kept');
      if (contactedBefore === 'named' && !standIn) return own(visit, namedStaffId as string, 'by-owner');
      if (contactedBefore === 'named') return askForBriefing(visit);
      if (visit.policy.ownership === 'book-only') return ownByBook(visit);
      visit.to('claim-notice');
      const sameDay = instantOf(visit.today, visit.policy.noticeBy, visit.calendar);
      const atLeast = deadlineAfter(visit.at, visit.policy.noticeAtLeast, visit.calendar).at;
      const by = Math.max(sameDay, atLeast);
      visit.ask('notify-leaders', { of: { roles: ['assistant'] }, by, remindAt: [0.5] });
      visit.until('noticeBy', by);
    },

    async 'brief-owner'(visit, { notes }) {
      const owner = visit.data.namedStaffId as string;
      const leader = await look.leaderOf(visit.projectId, owner, visit.at);
      const backAt = (await look.colleague(visit.projectId, owner, visit.at))?.backAt ?? visit.at;
      visit.ask('acknowledge', {
        of: { staffIds: [owner] },
        within: visit.policy.acknowledgeBy,
        policyKey: 'acknowledgeBy',
        from: Math.max(visit.at, backAt),
        escalate: leader ? [{ to: { staffIds: [leader] } }] : [{ to: { roles: ['supervisor'] } }],
      });
      visit.notify(
        'visit-claim.brief-owner',
        { staffIds: leader && leader !== owner ? [owner, leader] : [owner] },
        {
          ...facts(visit),
          owner: { staff: owner },
          notes: { personal: notes },
          acknowledgeBy: visit.say(visit.find('acknowledge')?.due ?? visit.at),
        },
      );
    },

    acknowledge(visit) {
      own(visit, visit.data.namedStaffId as string, 'briefed');
    },

    'notify-leaders': (visit) => sendClaimNotice(visit),

    'tell-team': {
      part: (_body, actor) => actor.staffId,
      async do(visit) {
        const leader = visit.actor.staffId;
        const team = await look.groupOf(visit.projectId, leader, visit.at);
        const told = { ...facts(visit), claimBy: visit.say(visit.deadline('claimWindow')?.at ?? visit.at) };
        visit.notify(
          'visit-claim.tell-team',
          { staffIds: team.map((m) => m.id).filter((id) => id !== leader) },
          told,
        );
        if (!visit.isOpen('tell-team')) visit.drop('tellTeam');
      },
    },

    async claim(visit, { visitorBookNo, leadEntryNo }) {
      const { staffId } = visit.actor;
      if (staffId === visit.data.receiverId) visit.refuse('own-case', 'the receiver need not claim');
      if (visit.data.claims.some((claim) => claim.staffId === staffId)) {
        visit.refuse('claim-exists', 'you have claimed this visitor already');
      }
      const entry = visitorBookNo ? await look.visitorBookEntry(visit.projectId, visitorBookNo) : undefined;
      if (visitorBookNo && (entry?.staffId !== staffId || entry.receivedAt >= visit.data.arrivedAt)) {
        visit.refuse('entry-not-yours', `${visitorBookNo} is not an earlier reception of yours`, {
          field: 'visitorBookNo',
        });
      }
      visit.data.claims.push({
        staffId,
        visitorBookNo,
        leadEntryNo,
        receivedAt: entry?.receivedAt,
        claimedAt: visit.at,
      });
    },

    'withdraw-claim'(visit) {
      const { staffId } = visit.actor;
      if (!visit.data.claims.some((claim) => claim.staffId === staffId))
        visit.refuse('no-claim', 'you have not claimed');
      visit.data.claims = visit.data.claims.filter((claim) => claim.staffId !== staffId);
    },

    dispute(visit, { reason }) {
      const { staffId } = visit.actor;
      const parties = partiesOf(visit);
      if (!parties.includes(staffId))
        visit.refuse('forbidden', 'only the receiver and those who claimed may dispute');
      visit.data.disputedBy = staffId;
      visit.data.disputeReason = reason;
      visit.to('disputed');
      visit.drop('disputeWindow');
      visit.shut('dispute');
      visit.ask('decide-dispute', {
        of: { roles: ['supervisor'] },
        within: visit.policy.disputeDecision,
        policyKey: 'disputeDecision',
        escalate: [{ to: { roles: ['sales-manager'] } }],
      });
      visit.notify(
        'visit-claim.dispute',
        { roles: ['supervisor'] },
        {
          ...facts(visit),
          raisedBy: { staff: staffId },
          reason: { personal: reason },
          decideBy: visit.say(visit.find('decide-dispute')?.due ?? visit.at),
        },
      );
    },

    'decide-dispute'(visit, { ownerId, reason }) {
      if (partiesOf(visit).includes(visit.actor.staffId)) visit.refuse('own-case', 'a party to it does not decide');
      if (!partiesOf(visit).includes(ownerId)) {
        visit.refuse('not-a-party', 'the owner is the receiver or one who claimed', { field: 'ownerId' });
      }
      visit.data.decidedBy = visit.actor.staffId;
      visit.data.decisionReason = reason;
      own(visit, ownerId, ownerId === visit.data.receiverId ? 'kept' : 'claimed');
      visit.notify(
        'visit-claim.decision',
        { staffIds: partiesOf(visit) },
        {
          ...facts(visit),
          owner: { staff: ownerId },
          decidedBy: { staff: visit.actor.staffId },
          reason: { personal: reason },
        },
      );
    },

    async cancel(visit, { reason }) {
      visit.data.cancelReason = reason;
      await endTurn(visit);
      visit.finish('cancelled');
    },
  },

  deadlines: {
    async callAnswer(visit) {
      visit.shut('answer-call');
      await serveInstead(visit, await look.rotaOf(visit.projectId, visit.today, visit.at), '未应答');
    },

    async noticeBy(visit) {
      visit.notify(
        'visit-claim.notice-late',
        { roles: ['supervisor'] },
        { ...facts(visit), noticeBy: visit.say(visit.at) },
      );
      await sendClaimNotice(visit);
    },

    /** Leaders who have not told their team are stood in for by the system. */
    async tellTeam(visit) {
      for (const open of visit.record.openSteps.filter((o) => o.step === 'tell-team')) {
        const leader = open.part as string;
        const team = await look.groupOf(visit.projectId, leader, visit.at);
        const told = { ...facts(visit), claimBy: visit.say(visit.deadline('claimWindow')?.at ?? visit.at) };
        visit.notify(
          'visit-claim.tell-team',
          { staffIds: team.map((member) => member.id).filter((id) => id !== leader) },
          told,
        );
        visit.notify(
          'visit-claim.team-told-late',
          { roles: ['supervisor'] },
          {
            ...facts(visit),
            leader: { staff: leader },
            tellBy: visit.say(visit.at),
          },
        );
      }
      visit.shut('tell-team');
    },

    claimWindow(visit) {
      const winner = winnerOf(visit.data.claims);
      closeClaims(visit);
      if (!winner) {
        own(visit, visit.data.receiverId, 'unclaimed');
        visit.notify(
          'visit-claim.unclaimed',
          { staffIds: [visit.data.receiverId] },
          {
            ...facts(visit),
            owner: { staff: visit.data.receiverId },
          },
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
    },

    disputeWindow(visit) {
      own(visit, visit.data.ownerId as string, 'claimed');
    },
  },

  events: {},
});
