import type { Deps } from '../../deps';

const ADULT_YEARS = 18;

/** What a sale looks up about its buyers and where they pay. */
export function salesReads({ models }: Deps) {
  return {
    /** Those of some clients that this project does not know. */
    async unknownClients(projectId: string, clientIds: string[]): Promise<string[]> {
      const known = await models.clients.find({ _id: { $in: clientIds }, projectId }, { _id: 1 }).lean();
      const ids = new Set(known.map(({ _id }) => _id));
      return clientIds.filter((id) => !ids.has(id));
    },

    /** Those of some clients who are under 18 on a local date (of age on the birthday itself). */
    async minorsOn(clientIds: string[], date: string): Promise<string[]> {
      const bornAfter = `${Number(date.slice(0, 4)) - ADULT_YEARS}${date.slice(4)}`;
      const minors = await models.clients
        .find({ _id: { $in: clientIds }, birthDate: { $gt: bornAfter } }, { _id: 1 })
        .lean();
      return minors.map(({ _id }) => _id);
    },

    /** The account that buyers pay the price into [law: supervised]. */
    async houseAccount(projectId: string): Promise<string | undefined> {
      const project = await models.projects.findById(projectId, { supervisedAccounts: 1 }).lean();
      return project?.supervisedAccounts.find(({ purpose }) => purpose === 'house')?.no;
    },
  };
}
