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

/** Is this person serving a visitor now? */
function isServing(rota: Rota, staffId: string): boolean {
  return rota.turns.some((turn) => turn.staffId === staffId && turn.endedAt === undefined);
}

/** 第一接访人: next on the rota, on site, not serving; all serving: next on site; nobody on site: undefined [S1]. */
export function nextReceiver(rota: Rota): string | undefined {
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
export function afterTurn(order: string[], staffId: string): string[] {
  return [...order.filter((id) => id !== staffId), staffId];
}

/** The earliest visitor-book entry wins, calls rank after receptions; of equals the earlier claim [S1 二.4]. */
export function winnerOf(claims: Claim[]): Claim | undefined {
  const rank = (claim: Claim) => claim.receivedAt ?? Number.MAX_SAFE_INTEGER;
  return [...claims].sort((a, b) => rank(a) - rank(b) || a.claimedAt - b.claimedAt)[0];
}
