import { startProcess } from '../../activities/start-process';
import type { RecordRow } from '../../models/kernel';
import { type Contract, type Shape, workflowIdOf } from '../../workflows/kernel/contract';
import type { Json } from '../../workflows/kernel/words';
import { actorOf, requireProject } from './caller';
import { problemOf } from './failures';
import { conditionOf, LIST_ORDER } from './listing';
import { type PageQuery, readPage } from './paging';
import { storingPersonal } from './personal-store';
import { Problem, notFound } from './problems';
import type { ProcessTable } from './process-table';
import { represent, representInList } from './representation';
import type { Answer, Call } from './route';
import { ask } from './temporal';
import { readRecord, readWhole, type Whole } from './read-ahead';
import { zoneOf, zonesOf } from './time';

// biome-ignore lint/suspicious/noExplicitAny: the table of any process
type AnyTable = ProcessTable<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: the contract of any process
type AnyContract = Contract<any>;

/**
 * The record a request is about, if the caller may know it.
 * @throws Problem `not-found`, or `forbidden` for another project's
 */
export async function findRecord(contract: AnyContract, table: AnyTable, call: Call): Promise<RecordRow> {
  const record = call.ahead ? call.ahead.record : await readRecord(contract, call.deps, call.params.key ?? '');
  return admitted(contract, table, call, record);
}

function admitted(contract: AnyContract, table: AnyTable, call: Call, record: RecordRow | null): RecordRow {
  if (!record) throw notFound(`${contract.title.zh} ${contract.title.en}`);
  requireProject(call.caller, record.projectId);
  if (table.visible && !table.visible(record, call)) throw notFound(`${contract.title.zh} ${contract.title.en}`);
  return record;
}

/** Read the record again and show it: what was just done is in it. */
export async function answerWith(
  contract: AnyContract,
  table: AnyTable,
  call: Call,
  key: string,
  status = 200,
): Promise<Answer> {
  return show(contract, table, call, await readWhole(contract, call.deps, key), status);
}

async function show(
  contract: AnyContract,
  table: AnyTable,
  call: Call,
  { record, history }: Whole,
  status = 200,
): Promise<Answer> {
  if (!record) throw notFound(`${contract.title.zh} ${contract.title.en}`);
  const view = represent(contract, table.schema, record, history, await zoneOf(call.deps, record.projectId));
  return { status, body: table.represent ? await table.represent(view, call, record) : view };
}

export async function answerOne(contract: AnyContract, table: AnyTable, call: Call): Promise<Answer> {
  const { ahead, deps, params } = call;
  const whole = ahead && 'history' in ahead ? ahead : await readWhole(contract, deps, params.key ?? '');
  admitted(contract, table, call, whole.record);
  return show(contract, table, call, whole);
}

export async function answerList(contract: AnyContract, table: AnyTable, call: Call): Promise<Answer> {
  const { deps, query, caller } = call;
  const { page, nextCursor } = await readPage(
    deps.models.recordsOf(contract),
    conditionOf(query, table.filters ?? {}, caller),
    LIST_ORDER,
    query as unknown as PageQuery,
  );
  const shown = page.filter((record) => table.visible?.(record, call) ?? true);
  const zones = await zonesOf(
    deps,
    shown.map(({ projectId }) => projectId),
  );
  const items = await Promise.all(
    shown.map(async (record) => {
      const view = representInList(contract, table.schema, record, zones.get(record.projectId) ?? '');
      return table.represent ? table.represent(view, call, record) : view;
    }),
  );
  return { status: 200, body: { items, nextCursor } };
}

export async function answerStart<S extends Shape, Body>(
  contract: Contract<S>,
  table: ProcessTable<S, Body>,
  call: Call<Body>,
): Promise<Answer> {
  const { deps, caller, target, personal } = call;
  if (!table.start) throw new Problem('not-found', '没有这个地址 no such address');
  // Before anything is looked up or written for a project that is not the caller's.
  const { projectId: named } = call.body as { projectId?: unknown };
  if (typeof named === 'string') requireProject(caller, named);
  const prepared = await table.start.prepare(call.body, call);
  const { projectId, saleKey, key = `${table.keyPrefix ?? contract.name}-${target}` } = prepared;
  requireProject(caller, projectId);
  const start = {
    key,
    projectId,
    saleKey,
    input: prepared.input as Json,
    actor: actorOf(caller),
    startToken: target,
  };
  const { taken } = table.start;
  try {
    await storingPersonal(deps, projectId, personal, () =>
      ask(deps, workflowIdOf(contract, key), () => startProcess(deps, contract, start)),
    );
  } catch (error) {
    if (taken && problemOf(error).code === 'already-running')
      throw new Problem(taken.code, taken.message, { id: key });
    throw error;
  }
  const answer = await answerWith(contract, table, call, key, 201);
  const one = table.path.includes(':key') ? table.path : `${table.path}/:key`;
  return { ...answer, location: `/v1${one.replace(':key', encodeURIComponent(key))}` };
}
