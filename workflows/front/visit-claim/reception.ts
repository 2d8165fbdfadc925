import { dateOf } from '../../kernel/change';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { VisitClaim } from './contract';
import { facts } from './ownership';
import { endTurn, lastReceiver, type Rota, takeTurn } from './rules';

type Visit = Draft<VisitClaim>;

/** @throws refusal `unknown-consultant` */
export async function consultantOf(visit: Visit, staffId: string, field: string) {
  const named = await look.colleague(visit.projectId, staffId, visit.at);
  if (named?.roles.includes('consultant')) return named;
  return visit.refuse('unknown-consultant', '本项目没有这位置业顾问 nobody of that id sells in this project', {
    field,
  });
}

/** The named consultant is called; off by rota or leave counts as absent at once. */
export async function callConsultant(visit: Visit, staffId: string, rota: Rota, field: string): Promise<void> {
  const named = await consultantOf(visit, staffId, field);
  visit.data.namedStaffId = staffId;
  visit.data.standIn = undefined;
  visit.data.absence = undefined;
  visit.owner = staffId;
  visit.shut('leave', 'quote');
  if (staffId === visit.data.receiverId) return serveOutOfTurn(visit, staffId, rota);
  if (named.away || rota.off.includes(staffId)) return serveInstead(visit, rota, '轮休或请假');
  visit.to('calling');
  const by = visit.after('callAnswer');
  visit.ask('answer-call', { of: { staffIds: [visit.data.receiverId, staffId] }, by, remindAt: [] });
  visit.notify('visit-claim.call', { staffIds: [staffId] }, { ...facts(visit), answerBy: visit.say(by) });
  writeRota(visit, rota);
}

/** 同组最后接访人 serves in the named consultant's place; the turn is not used up. */
export async function serveInstead(visit: Visit, rota: Rota, absence: string): Promise<void> {
  const named = visit.data.namedStaffId as string;
  const group = await look.groupOf(visit.projectId, named, visit.at);
  const standIn =
    lastReceiver(
      rota,
      group.map((member) => member.id),
      named,
    ) ?? visit.data.receiverId;
  visit.data.standIn = true;
  visit.data.absence = absence;
  serveOutOfTurn(visit, standIn, rota);
}

/**
 * 第一接访人 receives: the next in the rota, or whom the supervisor named. Answers who, as a token: that is decided
 * when the visit is written, because visitors of one second must not wait for each other.
 */
export function receiveInTurn(visit: Visit, { order, off }: Rota, receiverId: string | undefined): string {
  const arrival = { visitId: visit.workflowId, at: visit.at, off, receiverId };
  return visit.decide(takeTurn, rotaId(visit), arrival, firstRow(visit, order));
}

export function serve(visit: Visit, staffId: string): void {
  visit.drop('callAnswer');
  visit.data.servedBy = staffId;
  if (!visit.record.ownerId) visit.owner = staffId;
  visit.to('serving');
  visit.ask('leave', { of: { staffIds: [staffId] }, remindAt: [] });
  visit.allow('quote', { staffIds: [staffId] });
}

/** Serves without using up a turn: not free until the visitor leaves, and in the same place in the rota. */
export function serveOutOfTurn(visit: Visit, staffId: string, rota: Rota): void {
  serve(visit, staffId);
  const others = rota.turns.filter((turn) => turn.visitId !== visit.workflowId);
  writeRota(visit, { ...rota, turns: [...others, { visitId: visit.workflowId, staffId, startedAt: visit.at }] });
}

/** A named client costs no turn: the receiver is next again. */
export function giveTurnBack(visit: Visit, rota: Rota): Rota {
  const { receiverId } = visit.data;
  const hadTurn = rota.turns.some((turn) => turn.visitId === visit.workflowId);
  const turns = rota.turns.filter((turn) => turn.visitId !== visit.workflowId);
  return hadTurn ? { ...rota, turns, order: [receiverId, ...rota.order.filter((id) => id !== receiverId)] } : rota;
}

/** The visitor has left: whoever served is free again. */
export function freeReceiver(visit: Visit): void {
  visit.decide(endTurn, rotaId(visit), { visitId: visit.workflowId, at: visit.at });
}

/** Compare and set: what was decided on a rota that has changed meanwhile is decided again. */
function writeRota(visit: Visit, rota: Rota): void {
  const turns = rota.turns.map(({ startedAt, endedAt, ...turn }) => ({
    ...turn,
    startedAt: dateOf(startedAt),
    ...(endedAt === undefined ? {} : { endedAt: dateOf(endedAt) }),
  }));
  const id = rotaId(visit);
  if (rota.rev > 0) return visit.changeRow('duty_rotas', id, { rev: rota.rev }, { order: rota.order, turns });
  visit.insertRow(
    'duty_rotas',
    { _id: id, rev: 1, ...firstRow(visit, rota.order), turns },
    {
      code: 'changed-meanwhile',
      message: '当日轮值表刚刚建立，请重试 the rota of the day was just begun',
    },
  );
}

function rotaId({ projectId, data }: Visit): string {
  return `${projectId}:${data.day}`;
}

/** The rota of a day on which nobody has come yet. */
function firstRow({ projectId, data }: Visit, order: string[]) {
  return { projectId, date: data.day, order, off: [], turns: [] };
}
