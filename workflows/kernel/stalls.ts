/** Waits, in real time, between the tries of what could not be written: each twice the one before. */
const WAIT_MS = { first: 1_000, most: 60_000 };

/** The deadlines of a process, one of which stalls; an event that stalls is named by its id. */
export const DEADLINES = 'deadlines';

/**
 * What nobody asks for and what could not be written, by a mistake in our own code or because a look-up failed: it is
 * kept, and tried again until it can be.
 */
export class Stalls {
  private readonly kept = new Set<string>();
  private tries = 0;
  private again: number | undefined;

  /** When to try again, real time, epoch milliseconds; absent when nothing stalls. */
  get againAt(): number | undefined {
    return this.kept.size === 0 ? undefined : this.again;
  }

  isKept(what: string): boolean {
    return this.kept.has(what);
  }

  keep(what: string): void {
    this.kept.add(what);
    const now = Date.now();
    if (this.again !== undefined && this.again > now) return;
    this.again = now + Math.min(WAIT_MS.first * 2 ** this.tries, WAIT_MS.most);
    this.tries += 1;
  }

  /** It is no longer kept from being written. */
  over(what: string): void {
    this.kept.delete(what);
  }

  /** After everything has been tried: with nothing kept, the next stall is the first one again. */
  tried(): void {
    if (this.kept.size === 0) this.tries = 0;
  }

  /** If it is time to try again, everything is. */
  takeUp(): boolean {
    const isTime = this.againAt !== undefined && this.againAt < Date.now();
    if (isTime) this.kept.clear();
    return isTime;
  }
}
