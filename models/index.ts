import type { Connection, IndexDefinition, IndexOptions, Model } from 'mongoose';
import { contracts } from '../workflows/contracts';
import { type KernelModels, kernelModels } from './kernel';
import { processIndexes } from './processes';
import { type ResourceModels, resourceModels } from './resources';

export type Models = ResourceModels & KernelModels & { connection: Connection };

/** Every model on one connection. */
export function defineModels(connection: Connection): Models {
  return { ...resourceModels(connection), ...kernelModels(connection), connection };
}

/** An index of a process's own rows or records: `[collection, keys, options]`. */
export type ProcessIndex = [collection: string, keys: IndexDefinition, options?: IndexOptions];

/** Create collections and indexes where missing; idempotent. */
export async function createIndexes(models: Models): Promise<void> {
  const all = [
    ...Object.values(models).filter((m): m is Model<unknown> => typeof m === 'function' && 'createIndexes' in m),
    ...contracts.map((contract) => models.records(contract.collection) as unknown as Model<unknown>),
  ];
  for (const model of all) {
    await model.createCollection();
    await model.createIndexes();
  }
  for (const [collection, keys, options] of processIndexes) {
    await models.connection.collection(collection).createIndex(keys as never, options as never);
  }
}
