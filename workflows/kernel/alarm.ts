import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * The one armed timer of a process, in real time. A later instant is left to the early firing, which re-arms;
 * an earlier one replaces the timer.
 */
export class Alarm {
  private armedFor: number | undefined;
  private scope: CancellationScope | undefined;

  get isArmed(): boolean {
    return this.armedFor !== undefined;
  }

  /** Must the timer be set anew to wake in time for `at`? */
  isLateFor(at: number | undefined): boolean {
    return at !== undefined && (this.armedFor === undefined || at < this.armedFor);
  }

  /** Is the timer set for an instant less than `ms` away from `at`? */
  isSetWithin(at: number, ms: number): boolean {
    return this.armedFor !== undefined && Math.abs(at - this.armedFor) < ms;
  }

  /** Set the timer for what is due next, if it is not set well enough. */
  follow(due: { at: number; name: string } | undefined): void {
    if (!this.isLateFor(due?.at)) return;
    if (due) this.arm(due.at, due.name);
    else this.disarm();
  }

  /** Fires 1 ms after `at`, because a step at the very instant is in time. */
  private arm(at: number, name: string): void {
    this.disarm();
    const scope = new CancellationScope({ cancellable: true });
    this.scope = scope;
    this.armedFor = at;
    scope
      .run(() => sleep(Math.max(1, at + 1 - Date.now()), { summary: name }))
      .then(() => {
        if (this.scope === scope) this.forget();
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }

  disarm(): void {
    const scope = this.scope;
    this.forget();
    scope?.cancel();
  }

  private forget(): void {
    this.scope = undefined;
    this.armedFor = undefined;
  }
}
