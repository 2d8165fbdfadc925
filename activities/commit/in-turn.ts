/** The last in line for each key; nobody in line: no entry. */
const lines = new Map<string, Promise<unknown>>();

/**
 * Those of one worker who write under one key (a row, a series of numbers) do so one after the other, in the order in
 * which they came: without it, each of many would lose against all before it. It is no lock: the other workers'
 * writes are met by the compare-and-set or the unique index of the write itself.
 * @param write told whether others were before it, so that what was read earlier may be out of date
 */
export async function inTurn<T>(key: string, write: (others: boolean) => Promise<T>): Promise<T> {
  const before = lines.get(key);
  const mine = before
    ? before.then(
        () => write(true),
        () => write(true),
      )
    : write(false);
  lines.set(key, mine);
  try {
    return await mine;
  } finally {
    if (lines.get(key) === mine) lines.delete(key);
  }
}
