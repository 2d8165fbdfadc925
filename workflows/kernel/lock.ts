/**
 * One lock per process: steps, events and deadlines take their turns in order of arrival.
 * Plain promises, so deterministic in a workflow.
 */
export class Lock {
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;

  get isFree(): boolean {
    return this.waiting === 0;
  }

  async hold<T>(turn: () => Promise<T>): Promise<T> {
    const before = this.last;
    let release: () => void = () => {};
    this.last = new Promise((resolve) => {
      release = resolve;
    });
    this.waiting += 1;
    try {
      await before;
      return await turn();
    } finally {
      this.waiting -= 1;
      release();
    }
  }
}
