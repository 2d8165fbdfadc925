import type { Models } from '../../models';

/** Business instant of a project in the sandbox. */
export async function businessNow(models: Models, projectId: string): Promise<number> {
  const row = await models.connection.collection<{ _id: string; offsetMs: number }>('sandbox_clocks').findOne({ _id: projectId });
  return Date.now() + (row?.offsetMs ?? 0);
}
