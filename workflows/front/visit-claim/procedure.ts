import { instantOf } from '../../kernel/calendar';
import { deadlineAfter } from '../../kernel/period';
import { look } from '../../kernel/look';
import { defineProcess } from '../../kernel/process';
import {
  decideClaims,
  decideDispute,
  dispute,
  enterClaim,
  leaderWhoTells,
  tellTeam,
  withdrawClaim,
} from './claims';
import { visitClaimContract } from './contract';
import { askForBriefing, closeClaims, facts, own, ownByBook, sendClaimNotice } from './ownership';
import { quoteFor } from './quote';
import {
  callConsultant,
  consultantOf,
  freeReceiver,
  giveTurnBack,
  receiveInTurn,
  serve,
  serveInstead,
  serveOutOfTurn,
} from './reception';
import { isOnSite, NOT_ON_DUTY, nextReceiver } from './rules';

/** 接待与客户认领: every visitor is served, leaves with the full pack and a next date, and belongs to one consultant. */
export const visitClaim = defineProcess(visitClaimContract, {
  async begin(visit, input) {
    const rota = await look.rotaOf(visit.projectId, visit.today, visit.at);
    const receiver = input.receiverId ?? nextReceiver(rota);
    if (!receiver || !isOnSite(rota, receiver)) {
      return visit.refuse(NOT_ON_DUTY.code, NOT_ON_DUTY.message, NOT_ON_DUTY.details);
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
    if (visit.data.namedStaffId) await callConsultant(visit, visit.data.namedStaffId, rota, 'namedStaffId');
    else {
      visit.data.receiverId = receiveInTurn(visit, rota, input.receiverId);
      serve(visit, visit.data.receiverId);
    }
  },

  steps: {
    async 'answer-call'(visit, { present, absence }) {
      const rota = await look.rotaOf(visit.projectId, visit.today, visit.at);
      if (present) serveOutOfTurn(visit, visit.data.namedStaffId as string, rota);
      else await serveInstead(visit, rota, absence ?? '不在现场');
    },

    async 'name-consultant'(visit, { staffId }) {
      const { actor, data } = visit;
      const isReceiver = [actor.staffId, ...(actor.actingFor ?? [])].includes(data.receiverId);
      if (!isReceiver && !actor.roles.includes('assistant'))
        visit.refuse(
          'forbidden',
          '客户想起的顾问由接访人或销售助理登记 the receiver or the assistant notes whom the visitor names',
        );
      data.contactedBefore = 'named';
      if (visit.status === 'calling' || visit.status === 'serving') {
        const rota = await look.rotaOf(visit.projectId, visit.today, visit.at);
        await callConsultant(visit, staffId, giveTurnBack(visit, rota), 'staffId');
        return;
      }
      await consultantOf(visit, staffId, 'staffId');
      data.namedStaffId = staffId;
      closeClaims(visit);
      if (staffId === data.servedBy) return own(visit, staffId, 'by-owner');
      await askForBriefing(visit);
    },

    async quote(visit, body) {
      visit.data.quotes.push(await quoteFor(visit, body));
    },

    async leave(visit, { nextVisitAt, ...left }) {
      if (nextVisitAt !== undefined && nextVisitAt <= visit.at) {
        visit.refuse('date-in-past', '下次见面时间须晚于现在 the next visit must be ahead', {
          field: 'nextVisitAt',
        });
      }
      Object.assign(visit.data, left, { nextVisitAt, leftAt: visit.at });
      visit.shut('leave', 'quote');
      freeReceiver(visit);
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
        notBy: [visit.data.servedBy],
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
      part: leaderWhoTells,
      async do(visit, _body, leader) {
        await tellTeam(visit, leader as string);
        if (!visit.isOpen('tell-team')) visit.drop('tellTeam');
      },
    },

    claim: (visit, body) => enterClaim(visit, body),

    'withdraw-claim': (visit) => withdrawClaim(visit),

    dispute: (visit, { reason }) => dispute(visit, reason),

    'decide-dispute': (visit, body) => decideDispute(visit, body),

    cancel(visit, { reason }) {
      visit.data.cancelReason = reason;
      freeReceiver(visit);
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
        await tellTeam(visit, leader);
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

    claimWindow: (visit) => decideClaims(visit),

    disputeWindow(visit) {
      own(visit, visit.data.ownerId as string, 'claimed');
    },
  },
});
