import { type Connection, type Model, Schema } from 'mongoose';
import type { ProcessRecord } from '../../workflows/kernel/change';
import type { Contract, Shape } from '../../workflows/kernel/contract';
import type { AuditRow, ClaimRow, DocumentRow, NumberRow, OutboxRow, TaskRow } from './rows';

export * from './rows';

/** A record of a process: its envelope, its data, and the revision that wrote it. `_id` is the key. */
export type RecordRow = ProcessRecord & {
  _id: string;
  rev: number;
  /** The next instant at which the process acts by itself, epoch milliseconds; absent when it waits for none. */
  nextAt?: number;
};

/** The record of a process of a contract. */
export type RecordOf<S extends Shape> = Omit<RecordRow, 'status' | 'data'> & {
  status: S['status'];
  data: S['data'];
};

export interface KernelModels {
  claims: Model<ClaimRow>;
  numbers: Model<NumberRow>;
  tasks: Model<TaskRow>;
  outbox: Model<OutboxRow>;
  documents: Model<DocumentRow>;
  audit: Model<AuditRow>;
  /** The records of a contract's processes. */
  recordsOf<S extends Shape>(contract: Contract<S>): Model<RecordOf<S>>;
  /** The records of one collection, whatever they know. */
  records(collection: string): Model<RecordRow>;
}

/** Written by the commit only, which builds whole rows: the schema's part is the indexes. */
const free = (collection: string) =>
  ({ collection, strict: false, versionKey: false, autoCreate: false, autoIndex: false, minimize: false }) as const;

const schema = (collection: string) => new Schema({ _id: String }, free(collection));

const claims = schema('claims');
claims.index({ owner: 1 });

const numbers = schema('numbers');
numbers.index({ series: 1, n: -1 }, { unique: true });
numbers.index({ series: 1, owner: 1 }, { unique: true });

const tasks = schema('tasks');
tasks.index({ projectId: 1, state: 1, roles: 1, due: 1 });
tasks.index({ state: 1, staffIds: 1, due: 1 });
tasks.index({ workflowId: 1, state: 1 });
tasks.index({ saleKey: 1, state: 1 });

const outbox = schema('outbox');
outbox.index({ projectId: 1, state: 1, notBefore: 1 });
outbox.index({ clientId: 1, state: 1, notBefore: 1 });
outbox.index({ workflowId: 1 });
outbox.index({ mergedInto: 1 }, { sparse: true });

const documents = schema('documents');
documents.index({ projectId: 1, kind: 1, number: 1 }, { unique: true });
documents.index({ saleKey: 1 });
documents.index({ workflowId: 1 });

const audit = schema('audit');
audit.index({ chain: 1, seq: 1 }, { unique: true });
audit.index({ projectId: 1, at: 1 });
audit.index({ saleKey: 1, at: 1 });

/** Indexes every collection of records has; a process adds its own in its model file. */
function recordSchema(collection: string): Schema {
  const record = schema(collection);
  record.index({ projectId: 1, startedAt: -1 });
  record.index({ projectId: 1, open: 1, dueAt: 1 });
  record.index({ saleKey: 1 });
  record.index({ projectId: 1, open: 1, nextAt: 1 });
  return record;
}

/** The models the kernel writes, on one connection; the same ones each time. */
export function kernelModels(connection: Connection): KernelModels {
  function on<T>(name: string, make: Schema | (() => Schema)): Model<T> {
    const known = connection.models[name] as Model<T> | undefined;
    return known ?? (connection.model(name, typeof make === 'function' ? make() : make) as unknown as Model<T>);
  }
  const records = (collection: string) => on<RecordRow>(`Record:${collection}`, () => recordSchema(collection));
  return {
    claims: on<ClaimRow>('Claim', claims),
    numbers: on<NumberRow>('Number', numbers),
    tasks: on<TaskRow>('Task', tasks),
    outbox: on<OutboxRow>('Outbox', outbox),
    documents: on<DocumentRow>('Document', documents),
    audit: on<AuditRow>('Audit', audit),
    records,
    recordsOf: <S extends Shape>({ collection }: Contract<S>) =>
      records(collection) as unknown as Model<RecordOf<S>>,
  };
}
