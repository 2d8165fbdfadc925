import { z } from 'zod';
import type { Staff } from '../../models/resources';
import { mayEnter } from '../kernel/caller';
import { notFound } from '../kernel/problems';
import type { Call } from '../kernel/route';
import { time } from '../kernel/shown';
import { withIsoTimes, zoneOf } from '../kernel/time';

type AnyCall = Call<unknown, unknown>;

export const staffAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.string()),
    groups: z.array(z.string()),
    projects: z.array(z.string()),
    contractorId: z.string().optional(),
    active: z.boolean(),
    absences: z.array(z.object({ from: time(), to: time(), reason: z.string(), standInId: z.string() })),
    rev: z.int(),
  })
  .meta({ title: 'Staff' });

export async function showStaff({ deps }: Pick<AnyCall, 'deps'>, person: Staff) {
  const { _id, lastChange: _token, ...rest } = person;
  return withIsoTimes({ id: _id, ...rest }, await zoneOf(deps, person.projects[0] ?? ''));
}

/** The person of the path, of a project the caller may see. @throws Problem `not-found` */
export async function findStaff(call: AnyCall): Promise<Staff> {
  const person = await call.deps.models.staff.findById(call.params.id).lean<Staff | null>();
  if (!person?.projects.some((id) => mayEnter(call.caller, id))) throw notFound('员工 staff');
  return person;
}
