import { dateOf, type GuardRefusal } from '../../kernel/change';
import type { RowRule } from '../../kernel/row-rule';
import type { Json } from '../../kernel/words';
import type { Claim } from './contract';

/** One reception of the day, as the rota keeps it. */
export interface Turn {
  visitId: string;
  staffId: string;
  startedAt: number;
  endedAt?: number;
}

/** The day's rota as a process sees it. */
export interface Rota {
  /** 0: there is no row for the day yet. */
  rev: number;
  order: string[];
  /** Off by rota or on leave. */
  off: string[];
  turns: Turn[];
}

/** What of a rota says whose turn it is. */
type Turns = Pick<Rota, 'order' | 'off'> & { turns: readonly { staffId: string; endedAt?: unknown }[] };

/** Is this person serving a visitor now? */
function isServing(rota: Turns, staffId: string): boolean {
  return rota.turns.some((turn) => turn.staffId === staffId && turn.endedAt === undefined);
}

/** 第一接访人: next on the rota, on site, not serving; all serving: next on site; nobody on site: undefined [S1]. */
export function nextReceiver(rota: Turns): string | undefined {
  const onSite = rota.order.filter((id) => !rota.off.includes(id));
  return onSite.find((id) => !isServing(rota, id)) ?? onSite[0];
}

/**
 * 同组最后接访人 [S0]: the free member of the group with the latest reception today; none has received yet: the
 * last of them in the rota; nobody: next on the rota.
 */
export function lastReceiver(rota: Rota, group: string[], absent: string): string | undefined {
  const free = rota.order.filter(
    (id) => group.includes(id) && id !== absent && !rota.off.includes(id) && !isServing(rota, id),
  );
  const latest = [...rota.turns]
    .sort((a, b) => b.startedAt - a.startedAt)
    .find((turn) => free.includes(turn.staffId));
  return latest?.staffId ?? free.at(-1) ?? nextReceiver({ ...rota, off: [...rota.off, absent] });
}

/** Receiving moves one to the end; the skipped keep their place. */
function afterTurn(order: string[], staffId: string): string[] {
  return [...order.filter((id) => id !== staffId), staffId];
}

/** The day's rota as it is stored. */
interface RotaRow {
  order: string[];
  off: string[];
  turns: { visitId: string; staffId: string; startedAt: { $date: number }; endedAt?: { $date: number } }[];
}

interface Arrival {
  visitId: string;
  at: number;
  /** Off by rota or on leave when the visitor came. */
  off: string[];
  /** 第一接访人 named by the supervisor; else the next in the rota. */
  receiverId?: string;
}

/** A visitor gets the next receiver, who moves to the end; of many in one second, each finds the rota as the one before left it. */
export const takeTurn: RowRule<RotaRow, Arrival> = {
  name: 'duty_rotas/take-turn',
  collection: 'duty_rotas',
  decide(row, { visitId, at, off, receiverId }) {
    const { order, turns } = row ?? { order: [], turns: [] };
    const taken = turns.find((turn) => turn.visitId === visitId);
    if (taken) return { answer: taken.staffId };
    const rota = { order, turns, off: [...(row?.off ?? []), ...off] };
    const receiver = receiverId ?? nextReceiver(rota);
    if (!receiver || !isOnSite(rota, receiver)) return { refusal: NOT_ON_DUTY };
    const turn = { visitId, staffId: receiver, startedAt: dateOf(at) };
    return { answer: receiver, set: { order: afterTurn(order, receiver), turns: [...turns, turn] as Json[] } };
  },
};

/** A visitor has left: whoever served is free again. */
export const endTurn: RowRule<RotaRow, { visitId: string; at: number }> = {
  name: 'duty_rotas/end-turn',
  collection: 'duty_rotas',
  decide(row, { visitId, at }) {
    const turns = row?.turns ?? [];
    const isOpen = turns.some((turn) => turn.visitId === visitId && turn.endedAt === undefined);
    if (!isOpen) return { answer: visitId };
    const ended = turns.map((turn) => (turn.visitId === visitId ? { ...turn, endedAt: dateOf(at) } : turn));
    return { answer: visitId, set: { turns: ended as Json[] } };
  },
};

/** On the rota of the day, and neither off nor on leave. */
export function isOnSite({ order, off }: Pick<Rota, 'order' | 'off'>, staffId: string): boolean {
  return order.includes(staffId) && !off.includes(staffId);
}

export const NOT_ON_DUTY = {
  code: 'not-on-duty',
  message: '接访人须在当日轮值表上且在现场 the receiver is not on the rota and on site',
  details: { field: 'receiverId' },
} satisfies GuardRefusal;

/** The earliest visitor-book entry wins, calls rank after receptions; of equals the earlier claim [S1 二.4]. */
export function winnerOf(claims: Claim[]): Claim | undefined {
  const rank = (claim: Claim) => claim.receivedAt ?? Number.MAX_SAFE_INTEGER;
  return [...claims].sort((a, b) => rank(a) - rank(b) || a.claimedAt - b.claimedAt)[0];
}
