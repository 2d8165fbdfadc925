import { unavailable } from './problems';

/**
 * How many requests that change something are carried out at once. One more is turned away before anything of it has
 * begun, so that a crowd costs nothing but its refusals, and whoever is in is answered in time. Nobody is turned away
 * later on the crowd's account.
 */
export class Door {
  private inside = 0;

  /** @param most at once */
  constructor(private readonly most: number) {}

  /** @throws Problem `unavailable` when it is full; nothing has been done then */
  async through<T>(carryOut: () => Promise<T>): Promise<T> {
    if (this.inside >= this.most) throw unavailable('办理的人较多，请稍候 too many at once; nothing was begun');
    this.inside += 1;
    try {
      return await carryOut();
    } finally {
      this.inside -= 1;
    }
  }
}
