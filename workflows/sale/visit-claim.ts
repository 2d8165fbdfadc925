import { instantOf } from '../kernel/calendar';
import { dateOf } from '../kernel/change';
import type { Draft } from '../kernel/draft';
import { deadlineAfter } from '../kernel/period';
import { look } from '../kernel/look';
import { defineProcess } from '../kernel/process';
import { type VisitClaim, visitClaimContract } from './visit-claim.contract';
import { afterTurn, lastReceiver, nextReceiver, type Rota, winnerOf } from './visit-claim.rules';
import { quoteFor } from './visit-claim.quote';

type Visit = Draft<VisitClaim>;

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
      visit.notify('visit-claim.brief-owner', { staffIds: leader && leader !== owner ? [owner, leader] : [owner] }, {
        ...facts(visit),
        owner: { staff: owner },
        notes: { personal: notes },
        acknowledgeBy: visit.say(visit.find('acknowledge')?.due ?? visit.at),
      });
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
        visit.notify('visit-claim.tell-team', { staffIds: team.map((m) => m.id).filter((id) => id !== leader) }, told);
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
        visit.refuse('entry-not-yours', `${visitorBookNo} is not an earlier reception of yours`, { field: 'visitorBookNo' });
      }
      visit.data.claims.push({ staffId, visitorBookNo, leadEntryNo, receivedAt: entry?.receivedAt, claimedAt: visit.at });
    },

    'withdraw-claim'(visit) {
      const { staffId } = visit.actor;
      if (!visit.data.claims.some((claim) => claim.staffId === staffId)) visit.refuse('no-claim', 'you have not claimed');
      visit.data.claims = visit.data.claims.filter((claim) => claim.staffId !== staffId);
    },

    dispute(visit, { reason }) {
      const { staffId } = visit.actor;
      const parties = partiesOf(visit);
      if (!parties.includes(staffId)) visit.refuse('forbidden', 'only the receiver and those who claimed may dispute');
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
      visit.notify('visit-claim.dispute', { roles: ['supervisor'] }, {
        ...facts(visit),
        raisedBy: { staff: staffId },
        reason: { personal: reason },
        decideBy: visit.say(visit.find('decide-dispute')?.due ?? visit.at),
      });
    },

    'decide-dispute'(visit, { ownerId, reason }) {
      if (partiesOf(visit).includes(visit.actor.staffId)) visit.refuse('own-case', 'a party to it does not decide');
      if (!partiesOf(visit).includes(ownerId)) {
        visit.refuse('not-a-party', 'the owner is the receiver or one who claimed', { field: 'ownerId' });
      }
      visit.data.decidedBy = visit.actor.staffId;
      visit.data.decisionReason = reason;
      own(visit, ownerId, ownerId === visit.data.receiverId ? 'kept' : 'claimed');
      visit.notify('visit-claim.decision', { staffIds: partiesOf(visit) }, {
        ...facts(visit),
        owner: { staff: ownerId },
        decidedBy: { staff: visit.actor.staffId },
        reason: { personal: reason },
      });
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
      visit.notify('visit-claim.notice-late', { roles: ['supervisor'] }, { ...facts(visit), noticeBy: visit.say(visit.at) });
      await sendClaimNotice(visit);
    },

    /** Leaders who have not told their team are stood in for by the system. */
    async tellTeam(visit) {
      for (const open of visit.record.openSteps.filter((o) => o.step === 'tell-team')) {
        const leader = open.part as string;
        const team = await look.groupOf(visit.projectId, leader, visit.at);
        const told = { ...facts(visit), claimBy: visit.say(visit.deadline('claimWindow')?.at ?? visit.at) };
        visit.notify('visit-claim.tell-team', { staffIds: team.map((member) => member.id).filter((id) => id !== leader) }, told);
        visit.notify('visit-claim.team-told-late', { roles: ['supervisor'] }, {
          ...facts(visit),
          leader: { staff: leader },
          tellBy: visit.say(visit.at),
        });
      }
      visit.shut('tell-team');
    },

    claimWindow(visit) {
      const winner = winnerOf(visit.data.claims);
      closeClaims(visit);
      if (!winner) {
        own(visit, visit.data.receiverId, 'unclaimed');
        visit.notify('visit-claim.unclaimed', { staffIds: [visit.data.receiverId] }, {
          ...facts(visit),
          owner: { staff: visit.data.receiverId },
        });
        return;
      }
      visit.data.ownerId = winner.staffId;
      visit.owner = winner.staffId;
      visit.to('decided');
      const disputeBy = visit.after('disputeWindow');
      visit.allow('dispute', { staffIds: partiesOf(visit) });
      visit.notify('visit-claim.claimed', { staffIds: partiesOf(visit) }, {
        ...facts(visit),
        owner: { staff: winner.staffId },
        evidenceNo: winner.visitorBookNo ?? winner.leadEntryNo ?? '',
        disputeBy: visit.say(disputeBy),
      });
    },

    disputeWindow(visit) {
      own(visit, visit.data.ownerId as string, 'claimed');
    },
  },

  events: {},
});

/** The named consultant is called; off by rota or leave counts as absent at once. */
async function callConsultant(visit: Visit, staffId: string, rota: Rota): Promise<void> {
  const named = await look.colleague(visit.projectId, staffId, visit.at);
  if (!named?.roles.includes('consultant')) {
    visit.refuse('unknown-consultant', 'nobody of that id sells in this project', { field: 'namedStaffId' });
  }
  visit.data.namedStaffId = staffId;
  visit.owner = staffId;
  visit.shut('leave', 'quote');
  if (named.away || rota.off.includes(staffId)) return serveInstead(visit, rota, '轮休或请假');
  visit.to('calling');
  const by = visit.after('callAnswer');
  visit.ask('answer-call', { of: { staffIds: [visit.data.receiverId, staffId] }, by, remindAt: [] });
  visit.notify('visit-claim.call', { staffIds: [staffId] }, { ...facts(visit), answerBy: visit.say(by) });
  writeRota(visit, rota);
}

/** 同组最后接访人 serves in the named consultant's place; the turn is not used up. */
async function serveInstead(visit: Visit, rota: Rota, absence: string): Promise<void> {
  const named = visit.data.namedStaffId as string;
  const group = await look.groupOf(visit.projectId, named, visit.at);
  const standIn = lastReceiver(rota, group.map((member) => member.id), named) ?? visit.data.receiverId;
  visit.data.standIn = true;
  visit.data.absence = absence;
  serve(visit, standIn, rota, { takesTurn: false });
}

function serve(visit: Visit, staffId: string, rota: Rota, { takesTurn }: { takesTurn: boolean }): void {
  visit.drop('callAnswer');
  visit.data.servedBy = staffId;
  if (!visit.record.ownerId) visit.owner = staffId;
  visit.to('serving');
  visit.ask('leave', { of: { staffIds: [staffId] }, remindAt: [] });
  visit.allow('quote', { staffIds: [staffId] });
  writeRota(visit, {
    ...rota,
    order: takesTurn ? afterTurn(rota.order, staffId) : rota.order,
    turns: [...rota.turns.filter((t) => t.visitId !== visit.workflowId), { visitId: visit.workflowId, staffId, startedAt: visit.at }],
  });
}

/** A named client costs no turn: the receiver is next again. */
function giveTurnBack(visit: Visit, rota: Rota): Rota {
  const { receiverId } = visit.data;
  const hadTurn = rota.turns.some((turn) => turn.visitId === visit.workflowId);
  const turns = rota.turns.filter((turn) => turn.visitId !== visit.workflowId);
  return hadTurn ? { ...rota, turns, order: [receiverId, ...rota.order.filter((id) => id !== receiverId)] } : rota;
}

async function endTurn(visit: Visit): Promise<void> {
  const rota = await look.rotaOf(visit.projectId, visit.data.day, visit.at);
  const open = rota.turns.some((turn) => turn.visitId === visit.workflowId && turn.endedAt === undefined);
  if (!open) return;
  writeRota(visit, {
    ...rota,
    turns: rota.turns.map((turn) => (turn.visitId === visit.workflowId ? { ...turn, endedAt: visit.at } : turn)),
  });
}

/** Compare and set: two visitors in one second get two receivers. */
function writeRota(visit: Visit, rota: Rota): void {
  const id = `${visit.projectId}:${visit.data.day}`;
  const turns = rota.turns.map(({ startedAt, endedAt, ...turn }) => ({
    ...turn,
    startedAt: dateOf(startedAt),
    ...(endedAt === undefined ? {} : { endedAt: dateOf(endedAt) }),
  }));
  if (rota.rev > 0) return visit.changeRow('duty_rotas', id, { rev: rota.rev }, { order: rota.order, turns });
  const row = { _id: id, rev: 1, projectId: visit.projectId, date: visit.data.day, order: rota.order, off: [], turns };
  visit.insertRow('duty_rotas', row, { code: 'changed-meanwhile', message: 'the rota of the day was just begun' });
}

/** S0 §9: the stand-in tells the owner and the leader in detail. */
async function askForBriefing(visit: Visit): Promise<void> {
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
async function sendClaimNotice(visit: Visit): Promise<void> {
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

function closeClaims(visit: Visit): void {
  visit.drop('claimWindow');
  visit.drop('tellTeam');
  visit.drop('noticeBy');
  visit.shut('claim', 'withdraw-claim', 'tell-team', 'notify-leaders', 'name-consultant');
}

/** S1 一.4, `book-only`: the visitor book alone decides. */
async function ownByBook(visit: Visit): Promise<void> {
  const owner = await look.firstReceiverOf(visit.projectId, visit.data.clientId, visit.data.arrivedAt);
  if (owner && owner !== visit.data.receiverId) own(visit, owner, 'claimed');
  else own(visit, visit.data.receiverId, 'unclaimed');
}

function own(visit: Visit, staffId: string, outcome: VisitClaim['status']): void {
  visit.data.ownerId = staffId;
  visit.owner = staffId;
  visit.finish(outcome);
}

function partiesOf(visit: Visit): string[] {
  return [...new Set([visit.data.receiverId, ...visit.data.claims.map((claim) => claim.staffId)])];
}

function facts(visit: Visit) {
  return {
    visitorBookNo: visit.data.bookNo,
    clientName: { client: visit.data.clientId },
    employer: visit.data.employer ? { personal: visit.data.employer } : undefined,
    visitedAt: visit.say(visit.data.arrivedAt),
    receiver: { staff: visit.data.servedBy ?? visit.data.receiverId },
  };
}
