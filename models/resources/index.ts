import type { Connection, Model, Schema } from 'mongoose';
import { type Bank, bankSchema } from './bank';
import { type Client, clientSchema } from './client';
import { type Contractor, contractorSchema } from './contractor';
import { type DutyRota, dutyRotaSchema } from './duty-rota';
import { type ImportRun, importRunSchema } from './import-run';
import { type PriceList, priceListSchema } from './price-list';
import { type Project, projectSchema } from './project';
import { type ReleasePlan, releasePlanSchema } from './release-plan';
import { type Staff, staffSchema } from './staff';
import { type Unit, unitSchema } from './unit';

export type { Bank, Client, Contractor, DutyRota, ImportRun, PriceList, Project, ReleasePlan, Staff, Unit };

/** The plain resources: what is looked up and edited, beside the processes. */
export interface ResourceModels {
  projects: Model<Project>;
  units: Model<Unit>;
  staff: Model<Staff>;
  banks: Model<Bank>;
  contractors: Model<Contractor>;
  clients: Model<Client>;
  priceLists: Model<PriceList>;
  releasePlans: Model<ReleasePlan>;
  dutyRotas: Model<DutyRota>;
  imports: Model<ImportRun>;
}

/** The models of the plain resources on one connection; the same ones each time. */
export function resourceModels(connection: Connection): ResourceModels {
  function on<T>(name: string, schema: unknown): Model<T> {
    return (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, schema as Schema<T>);
  }
  return {
    projects: on<Project>('Project', projectSchema),
    units: on<Unit>('Unit', unitSchema),
    staff: on<Staff>('Staff', staffSchema),
    banks: on<Bank>('Bank', bankSchema),
    contractors: on<Contractor>('Contractor', contractorSchema),
    clients: on<Client>('Client', clientSchema),
    priceLists: on<PriceList>('PriceList', priceListSchema),
    releasePlans: on<ReleasePlan>('ReleasePlan', releasePlanSchema),
    dutyRotas: on<DutyRota>('DutyRota', dutyRotaSchema),
    imports: on<ImportRun>('ImportRun', importRunSchema),
  };
}

/** Creates collections and indexes where missing; idempotent. Throws if an index cannot be built. */
export async function createResourceIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(resourceModels(connection)) as Model<unknown>[]) {
    await model.createCollection();
    await model.createIndexes();
  }
}
