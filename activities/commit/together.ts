/**
 * Carry out writes that do not depend on each other at the same time. Answers, or fails with the first failure, when
 * each of them has ended: nothing of an attempt is still on its way when the next attempt begins.
 */
export async function together(writes: readonly Promise<unknown>[]): Promise<void> {
  const ended = await Promise.allSettled(writes);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
