import { dateOf } from '../../kernel/change';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { VisitClaim } from './contract';
import { facts } from './ownership';
import { afterTurn, lastReceiver, type Rota } from './rules';

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
  if (staffId === visit.data.receiverId) return serve(visit, staffId, rota, { takesTurn: false });
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
  serve(visit, standIn, rota, { takesTurn: false });
}

export function serve(visit: Visit, staffId: string, rota: Rota, { takesTurn }: { takesTurn: boolean }): void {
  visit.drop('callAnswer');
  visit.data.servedBy = staffId;
  if (!visit.record.ownerId) visit.owner = staffId;
  visit.to('serving');
  visit.ask('leave', { of: { staffIds: [staffId] }, remindAt: [] });
  visit.allow('quote', { staffIds: [staffId] });
  writeRota(visit, {
    ...rota,
    order: takesTurn ? afterTurn(rota.order, staffId) : rota.order,
    turns: [
      ...rota.turns.filter((t) => t.visitId !== visit.workflowId),
      { visitId: visit.workflowId, staffId, startedAt: visit.at },
    ],
  });
}

/** A named client costs no turn: the receiver is next again. */
export function giveTurnBack(visit: Visit, rota: Rota): Rota {
  const { receiverId } = visit.data;
  const hadTurn = rota.turns.some((turn) => turn.visitId === visit.workflowId);
  const turns = rota.turns.filter((turn) => turn.visitId !== visit.workflowId);
  return hadTurn ? { ...rota, turns, order: [receiverId, ...rota.order.filter((id) => id !== receiverId)] } : rota;
}

export async function endTurn(visit: Visit): Promise<void> {
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
  const row = {
    _id: id,
    rev: 1,
    projectId: visit.projectId,
    date: visit.data.day,
    order: rota.order,
    off: [],
    turns,
  };
  visit.insertRow('duty_rotas', row, {
    code: 'changed-meanwhile',
    message: '当日轮值表刚刚建立，请重试 the rota of the day was just begun',
  });
}
