/** When and how notices go out: pure rules on outbox rows. */
import type { OutboxRow } from '../../models/kernel';
import { addDays, dateInZone, instantInZone } from '../../workflows/kernel/zone';

/** The hours in which clients are written to, by the project's clock ('HH:mm'); both ends are in time. */
export interface ClientHours {
  from: string;
  to: string;
}

/** The first instant, not before `at`, at which a client may be written to (3-collection-run: send 09:00–20:00). */
export function clientSendAt(at: number, hours: ClientHours, zone: string): number {
  const day = dateInZone(at, zone);
  const opens = instantInZone(day, hours.from, zone);
  if (at < opens) return opens;
  if (at <= instantInZone(day, hours.to, zone)) return at;
  return instantInZone(addDays(day, 1), hours.from, zone);
}

/** The last instant of today at which a client may be written to: reminders due until then join the day's first. */
export function endOfClientHours(now: number, hours: ClientHours, zone: string): number {
  return instantInZone(dateInZone(now, zone), hours.to, zone);
}

/** What goes out as one message: the first row gives it id, time and try count, the others are merged into it. */
export interface Parcel {
  first: OutboxRow;
  merged: OutboxRow[];
}

/** Reminders to clients may be merged; demands and notices go alone, and staff get theirs one by one. */
export function isMergeable(row: Pick<OutboxRow, 'kind' | 'clientId'>): boolean {
  return row.kind === 'reminder' && row.clientId !== undefined && row.clientId !== null;
}

/**
 * Put rows together into messages. What was once together stays so (`mergedInto`), and a message that has been
 * tried takes no more rows: under its id the other side may know it already.
 * @param due rows due now, none of them merged
 * @param companions reminders merged before, or due later today, to the same clients
 */
export function parcelsOf(due: readonly OutboxRow[], companions: readonly OutboxRow[]): Parcel[] {
  const isFresh = (row: OutboxRow) => isMergeable(row) && row.attempts === 0 && !row.mergedInto;
  const parcels: Parcel[] = [];
  const parcelOfClient = new Map<string, Parcel>();
  const taken = new Set<string>();
  for (const first of inOrder(due)) {
    const together = isFresh(first) ? parcelOfClient.get(first.clientId as string) : undefined;
    taken.add(first._id);
    if (together) {
      together.merged.push(first);
      continue;
    }
    const parcel = { first, merged: companions.filter((row) => row.mergedInto === first._id) };
    parcels.push(parcel);
    if (isFresh(first)) parcelOfClient.set(first.clientId as string, parcel);
  }
  for (const row of inOrder(companions.filter((row) => isFresh(row) && !taken.has(row._id)))) {
    parcelOfClient.get(row.clientId as string)?.merged.push(row);
  }
  return parcels;
}

function inOrder(rows: readonly OutboxRow[]): OutboxRow[] {
  return [...rows].sort((a, b) => a.notBefore.getTime() - b.notBefore.getTime() || (a._id < b._id ? -1 : 1));
}
