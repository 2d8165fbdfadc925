import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../workflows/kernel/contract';
import type { Actor, Json } from '../../workflows/kernel/words';
import { actorOf } from './caller';
import type { PostedEvent } from './event-body';
import { storingPersonal } from './personal-store';
import { answerWith, findRecord } from './process-answers';
import type { ProcessTable, StepRoute } from './process-table';
import type { Answer, Call } from './route';
import { callStep, sendEvent } from './temporal';

// biome-ignore lint/suspicious/noExplicitAny: the table of any process
type AnyTable = ProcessTable<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: the contract of any process
type AnyContract = Contract<any>;

/** How long an event's sender waits for the process to have acted; after that it is told 202. */
const ACTED_WITHIN_MS = 2_000;
/** How long a step waits for the processes that act on it before it answers. */
const SETTLED_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 40;

/** A step: 200 and the new representation, or the refusal. The process checks role and openness again. */
export async function answerStep(
  contract: AnyContract,
  table: AnyTable,
  step: string,
  call: Call,
): Promise<Answer> {
  const { deps, target, personal } = call;
  const record = await findRecord(contract, table, call);
  const prepare = table.steps?.[step]?.prepare;
  const { closedCode } = contract.steps[step] ?? {};
  const actor = actorFor(call);
  await storingPersonal(
    deps,
    record.projectId,
    personal,
    (body: Json) => callStep(deps, record, { name: step, closedCode }, { actor, body }, target),
    () => (prepare ? prepare(call.body, { ...call, record }) : call.body) as Promise<Json> | Json,
  );
  await settle(table.steps?.[step]?.settled, call, record._id);
  return answerWith(contract, table, call, record._id);
}

/** Wait for what other processes do on a step; one that is slow is not waited for longer. */
async function settle(settled: StepRoute<unknown>['settled'], call: Call, key: string): Promise<void> {
  if (!settled) return;
  for (const end = Date.now() + SETTLED_WITHIN_MS; Date.now() < end; await pause(LOOK_EVERY_MS)) {
    if (await settled(call, key)) return;
  }
}

/** Who acts: also in the name of whoever handed them this task. */
function actorFor({ caller, ahead }: Call): Actor {
  const actor = actorOf(caller);
  const handed = ahead && 'handed' in ahead ? ahead.handed : [];
  const actingFor = [...(actor.actingFor ?? []), ...handed.flatMap(({ staffIds }) => staffIds ?? [])];
  return { ...actor, actingFor };
}

/**
 * An event: never refused by the process. 200 when it has been acted on within two seconds, else 202; one that
 * came before is answered without telling the process again.
 */
export async function answerEvent(
  contract: AnyContract,
  table: AnyTable,
  name: string,
  call: Call,
): Promise<Answer> {
  const { deps, personal } = call;
  const record = await findRecord(contract, table, call);
  const { eventId, ...payload } = call.body as PostedEvent;
  if (!record.seen.includes(eventId)) {
    await storingPersonal(deps, record.projectId, personal, () =>
      sendEvent(deps, contract, record, { name, eventId, payload }),
    );
  }
  const acted = await hasSeen(contract, call, record._id, eventId);
  return answerWith(contract, table, call, record._id, acted ? 200 : 202);
}

async function hasSeen(contract: AnyContract, { deps }: Call, key: string, eventId: string): Promise<boolean> {
  const records = deps.models.recordsOf(contract);
  for (const end = Date.now() + ACTED_WITHIN_MS; ; await pause(LOOK_EVERY_MS)) {
    if (await records.exists({ _id: key, seen: eventId })) return true;
    if (Date.now() >= end) return false;
  }
}
