import type { ResourceModels } from '../../models/resources';
import type { Responsibility } from '../../models/resources/contractor';
import type { Folder } from './read-folder';
import { type Counts, upsertAll } from './upsert';

/** Writes clients, banks, contractors and staff. Rows that the files no longer name stay as they are. */
export async function writePeople(
  folder: Folder,
  models: ResourceModels,
  projectId: string,
  change: string,
): Promise<Record<'clients' | 'banks' | 'contractors' | 'staff', Counts>> {
  const clients = folder.clients.rows.map((row) => ({
    _id: row.id,
    fields: {
      projectId,
      name: row.name,
      phone: row.phone,
      idNumber: row.id_number,
      birthDate: row.birth_date,
      address: row.address,
      employer: row.employer,
      marital: row.marital,
      spouseClientId: row.spouse,
      category: row.category,
      noticeChannel: { kind: row.notice_channel, address: row.notice_address ?? '' },
    },
  }));
  const banks = folder.banks.rows.map((row) => ({
    _id: row.id,
    fields: {
      name: row.name,
      branch: row.branch,
      contactName: row.contact_name,
      contactPhone: row.contact_phone,
      partner: row.partner,
      products: row.products,
    },
  }));
  const contractors = folder.contractors.rows.map((row) => ({
    _id: row.id,
    fields: {
      name: row.name,
      contactName: row.contact_name,
      contactPhone: row.contact_phone,
      email: row.email,
      responsibilities: row.scope.map((part): Responsibility => {
        const where = part.includes('-') ? { unitPrefix: part } : { building: part };
        return { projectId, ...where, classes: row.classes };
      }),
      warrantyMonths: Object.fromEntries(row.warranty_months.map(([name, months]) => [name, Number(months)])),
    },
  }));
  const staff = folder.staff.rows.map((row) => ({
    _id: row.id,
    fields: {
      name: row.name,
      roles: row.roles,
      groups: row.groups,
      projects: [projectId],
      contractorId: row.contractor,
    },
    // Who has left is not taken back by a file.
    atFirst: { active: true },
  }));
  return {
    clients: await upsertAll(models.clients, clients, change),
    banks: await upsertAll(models.banks, banks, change),
    contractors: await upsertAll(models.contractors, contractors, change, (stored, fields) => {
      const others = stored.responsibilities.filter((part) => part.projectId !== projectId);
      return { ...fields, responsibilities: [...others, ...(fields.responsibilities ?? [])] };
    }),
    staff: await upsertAll(models.staff, staff, change, (stored, fields) => {
      return { ...fields, projects: [...new Set([...stored.projects, projectId])] };
    }),
  };
}
