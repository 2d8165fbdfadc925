import type { Models } from '../../../models';

/** What asking leaves behind, or tells of a mistake: the rest of the database is compared. */
const BESIDE = ['idempotency'];

/** Every row of the database, by collection, but the tasks that tell of mistakes. */
export async function everything({ connection }: Models): Promise<Record<string, unknown[]>> {
  const names = (await connection.listCollections())
    .map(({ name }) => name)
    .filter((name) => !BESIDE.includes(name));
  const rows = await Promise.all(
    names.sort().map(async (name): Promise<[string, unknown[]]> => {
      const found = await connection
        .collection(name)
        .find({ step: { $ne: 'defect' } })
        .sort({ _id: 1 })
        .toArray();
      return [name, found];
    }),
  );
  return Object.fromEntries(rows.filter(([, found]) => found.length > 0));
}
