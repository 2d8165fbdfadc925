import type { Deps } from '../../deps';

/** A member of staff as processes see one: no name. */
export interface Colleague {
  id: string;
  roles: string[];
  groups: string[];
  away: boolean;
  /** First instant back, epoch milliseconds, while away. */
  backAt?: number;
  contractorId?: string;
}

/** Who works here, in which group, and who is away at an instant. */
export function staffReads({ models }: Deps) {
  async function colleagues(filter: object, at: number): Promise<Colleague[]> {
    const rows = await models.staff
      .find({ ...filter, active: true })
      .sort({ _id: 1 })
      .lean();
    return rows.map(({ _id, roles, groups, absences, contractorId }) => {
      const absence = absences.find(({ from, to }) => from.getTime() <= at && at < to.getTime());
      return { id: _id, roles, groups, contractorId, away: absence !== undefined, backAt: absence?.to.getTime() };
    });
  }

  return {
    /** One person of the project; undefined when there is none. */
    async colleague(projectId: string, id: string, at: number): Promise<Colleague | undefined> {
      return (await colleagues({ _id: id, projects: projectId }, at))[0];
    },

    /** Everyone of a project holding a role. */
    async holdersOf(projectId: string, role: string, at: number): Promise<Colleague[]> {
      return colleagues({ projects: projectId, roles: role }, at);
    },

    /** The people of somebody's group, themselves included. */
    async groupOf(projectId: string, staffId: string, at: number): Promise<Colleague[]> {
      const person = await models.staff.findById(staffId, { groups: 1 }).lean();
      return person?.groups.length ? colleagues({ projects: projectId, groups: { $in: person.groups } }, at) : [];
    },

    /** The leader of somebody's group; none outside groups. */
    async leaderOf(projectId: string, staffId: string, at: number): Promise<string | undefined> {
      const person = await models.staff.findById(staffId, { groups: 1 }).lean();
      const [leader] = await colleagues(
        { projects: projectId, groups: { $in: person?.groups ?? [] }, roles: 'team-leader' },
        at,
      );
      return leader?.id;
    },
  };
}
