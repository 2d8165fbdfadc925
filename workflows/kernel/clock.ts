/**
 * The project's time as a process knows it. In the sandbox the clock of a project runs ahead of the real one by an
 * offset, which comes with the start and with every message; the largest that was heard counts, so time never goes
 * back. Outside the sandbox the offset is 0, and this is the real time.
 */
export class Clock {
  private ahead = 0;

  constructor(offsetMs?: number) {
    this.hear(offsetMs);
  }

  /** Milliseconds ahead of the real time; absent when it is the real time. */
  get offsetMs(): number | undefined {
    return this.ahead === 0 ? undefined : this.ahead;
  }

  hear(offsetMs = 0): void {
    this.ahead = Math.max(this.ahead, offsetMs);
  }

  /** Business instant, epoch milliseconds. */
  now(): number {
    return Date.now() + this.ahead;
  }

  /** When, in real time, it will be `at` by this clock. */
  realTimeOf(at: number): number {
    return at - this.ahead;
  }
}
