import type { Connection } from 'mongoose';
import { ulid } from 'ulid';
import { createResourceIndexes, type ResourceModels, resourceModels } from '../../models/resources';
import { type BadRow, ImportRefused } from './bad-rows';
import { crossChecks } from './cross-checks';
import { type Folder, readFolder } from './read-folder';
import type { ProjectFile } from './read-project';
import { storedChecks } from './stored-checks';
import { type Counts, upsertAll } from './upsert';
import { writePeople } from './write-people';
import { writeRota } from './write-rota';
import { writeUnits } from './write-units';
import { type By, nextPriceList, nextReleasePlan } from './write-versions';

/** What an import tells the audit. */
export interface ImportAuditEntry {
  action: 'import';
  importId: string;
  projectId: string;
  actorId: string;
  /** Epoch milliseconds. */
  at: number;
  counts: Record<string, Counts>;
}

export interface ImportOptions {
  /** Do nothing if any project is there already. */
  ifEmpty?: boolean;
  /** Who imports; default `import`. */
  actorId?: string;
  /** Business instant of the folder's project, epoch milliseconds; default: the server's. */
  businessNow?: (projectId: string) => Promise<number>;
  /** Called once the rows are written and before the import counts as done; with the same `importId` on a repeat. */
  audit?: (entry: ImportAuditEntry) => Promise<void>;
}

export type ImportResult =
  | { skipped: true }
  | {
      skipped: false;
      importId: string;
      projectId: string;
      /** An earlier run had been interrupted; this one finished it. */
      resumed: boolean;
      counts: Record<string, Counts>;
    };

/**
 * Imports a company's folder: everything is checked first, then all is written or nothing.
 * All writes are idempotent under one import id: a run that is interrupted stays `running` in `imports`, and the
 * next one repeats it under the same id. Throws `ImportRefused` with every bad row (issue 3 §4).
 */
export async function importFolder(
  folder: string,
  connection: Connection,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const bad: BadRow[] = [];
  const read = await readFolder(folder, bad);
  const now = (read.project && (await options.businessNow?.(read.project.id))) ?? Date.now();
  bad.push(...crossChecks(read, localDate(now, read.project?.zone)));
  const models = resourceModels(connection);
  if (options.ifEmpty && !(await isEmpty(models, read.project?.id))) return { skipped: true };
  bad.push(...(await storedChecks(read, models)));
  const { project } = read;
  if (bad.length > 0 || project === undefined) throw new ImportRefused(bad);

  await createResourceIndexes(connection);
  const actorId = options.actorId ?? 'import';
  const interrupted = await models.imports.findOne({ projectId: project.id, status: 'running' }).lean();
  const importId = interrupted?._id ?? ulid(now);
  if (!interrupted) {
    const run = {
      _id: importId,
      projectId: project.id,
      status: 'running',
      startedBy: actorId,
      startedAt: new Date(now),
    };
    await models.imports.insertOne(run as never);
  }
  const counts = await write(read, project, models, { actorId, now, change: `import:${importId}` });
  await options.audit?.({ action: 'import', importId, projectId: project.id, actorId, at: now, counts });
  await models.imports.updateOne(
    { _id: importId },
    { $set: { status: 'done', finishedAt: new Date(now), counts } },
  );
  return { skipped: false, importId, projectId: project.id, resumed: interrupted !== null, counts };
}

/** A new project's own row comes last: until it is there, nobody can work with what is half written. */
async function write(folder: Folder, project: ProjectFile, models: ResourceModels, by: By) {
  const people = await writePeople(folder, models, project.id, by.change);
  const plan = await nextReleasePlan(folder, models.releasePlans, by);
  const units = await writeUnits(folder, models, by, plan !== undefined);
  // After the units: a plan that is stored has been followed.
  if (plan) await models.releasePlans.insertOne(plan);
  const prices = await nextPriceList(folder, models.priceLists, by);
  if (prices) await models.priceLists.insertOne(prices);
  const rota = await writeRota(folder, models, project.id, localDate(by.now, project.zone), by.change);
  const projects = await upsertAll(models.projects, [projectRow(project)], by.change);
  return {
    ...people,
    units,
    price_lists: version(prices),
    release_plans: version(plan),
    duty_rotas: rota,
    projects,
  };
}

function projectRow(file: ProjectFile) {
  return {
    _id: file.id,
    fields: {
      name: file.name,
      companyName: file.company,
      city: file.city,
      address: file.address,
      phone: file.phone,
      zone: file.zone,
      centre: file.centre,
      contractTemplate: file.contractTemplate,
      supervisedAccounts: file.supervisedAccounts.map(({ no, bank, purpose }) => ({ no, bankId: bank, purpose })),
      warrantyMonths: file.warrantyMonths,
    },
  };
}

function version(made: object | undefined): Counts {
  return { created: made ? 1 : 0, updated: 0, unchanged: made ? 0 : 1, removed: 0 };
}

/** Empty: no project at all, or only what an interrupted import of this one has left. */
async function isEmpty(models: ResourceModels, projectId: string | undefined): Promise<boolean> {
  if (projectId && (await models.imports.exists({ projectId, status: 'running' }))) return true;
  return !(await models.projects.exists({}));
}

function localDate(now: number, zone = 'Asia/Shanghai'): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now);
}
